from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.email import canonical
from ...tools.phone import e164
from ..caller import check_caller

LEVELS = [
    ("pec", "Express consent"),
    ("pewc", "Express written consent"),
    ("dnc_permission", "Written do-not-call permission"),
]
# dnc_permission lifts a do-not-call list, it is no consent to texts: it has no rank.
RANKS = {"pec": 1, "pewc": 2}
CHANNELS = {"email": ("email",), "phone": ("sms", "call", "voicemail")}
MAY_RECORD = ("group_lo", "group_assistant", "group_compliance", "group_integration")
MAY_REVOKE = (*MAY_RECORD, "group_processor", "group_marketing")
EVIDENCE = (
    *("seller", "text", "version", "url", "ip", "user_agent"),
    *("method", "source", "res_model", "res_id", "note"),
)


class MortgageConsent(models.Model):
    """A consent given or taken back for one email or phone, with its evidence.

    Append-only. It hangs on the contact point and so outlives the person's card.
    """

    _name = "mortgage.consent"
    _description = "Consent"
    _log_access = False
    _order = "at desc, id desc"
    _rec_name = "point_id"

    point_id = fields.Many2one(
        "mortgage.contact.point",
        "Email or phone",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    at = fields.Datetime(required=True, readonly=True)
    event = fields.Selection(
        [("grant", "Given"), ("revocation", "Taken back")], required=True, readonly=True
    )
    level = fields.Selection(LEVELS, readonly=True)
    channels = fields.Char(required=True, readonly=True)
    channels_text = fields.Char("For", compute="_compute_channels_text")
    seller = fields.Char("Named seller", readonly=True)
    text = fields.Text("Words agreed to", readonly=True)
    version = fields.Char("Version of the words", readonly=True)
    url = fields.Char("Page", readonly=True)
    ip = fields.Char("IP address", readonly=True)
    user_agent = fields.Char("Browser", readonly=True)
    method = fields.Char(readonly=True, help="inquiry, web form, spoken, letter …")
    source = fields.Char(readonly=True)
    note = fields.Char(readonly=True)
    res_model = fields.Char("Document model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )
    # A plain integer: deleting a user must not update an append-only row.
    actor_uid = fields.Integer("User", readonly=True)

    def init(self):
        result = super().init()
        self.env["mortgage.ledger.entry"]._refuse_changes("mortgage_consent")
        return result

    @api.depends("channels")
    def _compute_channels_text(self):
        words = {
            "email": self.env._("emails"),
            "sms": self.env._("texts"),
            "call": self.env._("calls"),
            "voicemail": self.env._("voicemails"),
        }
        for consent in self:
            named = [words.get(name, name) for name in consent.channels.split()]
            consent.channels_text = ", ".join(named)

    @api.model
    def record(self, grants):
        """Record consents and return the ids of their ledger entries.

        A grant has ``email`` or ``phone`` (or ``point_id``) and ``level``: ``pec``,
        ``pewc`` or ``dnc_permission``; as far as known ``channels, seller, text,
        version, url, ip, user_agent, at, method, source, res_model, res_id``. Written
        consent needs the ``text`` the borrower saw and the ``seller`` it names.
        """
        check_caller(self.env, MAY_RECORD, self.env._("record consent"))
        for position, grant in enumerate(grants):
            self._check_grant(grant, position)
        return self._record(self._with_points(grants))

    @api.model
    def revoke(self, requests):
        """Take consents back and stop contact; return a ledger id for each.

        A request has ``email`` or ``phone`` (or ``point_id``); ``channels`` to stop, of
        a phone or an email, every channel of it if absent; ``at, method, note``.
        """
        check_caller(self.env, MAY_REVOKE, self.env._("revoke consent"))
        for position, request in enumerate(requests):
            self._check_channels(request, position)
        return self._revoke(self._with_points(requests))

    @api.model
    def _record(self, grants):
        """The same without access check, for grants that have a ``point_id``."""
        return self._append("grant", "consent", grants)

    @api.model
    def _revoke(self, requests):
        """Append the revocations, suppress, and tell what is planned for the person."""
        ledger_ids = self._append("revocation", "revocation", requests)
        for request in requests:
            point = self.env["mortgage.contact.point"].browse(request["point_id"])
            point.sudo()._opt_out(
                self._scope(point.sudo().kind, request.get("channels")),
                request.get("reason") or "internal_dnc",
                request.get("note") or "",
            )
        return ledger_ids

    @api.model
    def _levels(self, point_ids):
        """Return ``{point id: {channel: "pec" or "pewc"}}``, the highest that holds."""
        levels = {point_id: {} for point_id in point_ids}
        rows = self.sudo().search_fetch(
            Domain("point_id", "in", list(levels)),
            ["point_id", "event", "level", "channels"],
            order="at, id",
        )
        for row in rows:
            own = levels[row.point_id.id]
            for channel in row.channels.split():
                if row.event == "revocation":
                    own.pop(channel, None)
                elif RANKS.get(row.level, 0) > RANKS.get(own.get(channel), 0):
                    own[channel] = row.level
        return levels

    def _append(self, event, ledger_event, facts):
        points = self.env["mortgage.contact.point"].sudo()
        points = points.browse(fact["point_id"] for fact in facts)
        vals_list = [
            {
                "point_id": point.id,
                "event": event,
                "level": fact.get("level") or False,
                "channels": " ".join(fact.get("channels") or CHANNELS[point.kind]),
                "at": fields.Datetime.to_datetime(fact.get("at"))
                or fields.Datetime.now(),
                "actor_uid": self.env.uid,
                **{name: fact.get(name) or False for name in EVIDENCE},
            }
            for point, fact in zip(points, facts, strict=True)
        ]
        self.sudo().create(vals_list)
        return (
            self.env["mortgage.ledger.entry"]
            .sudo()
            ._append(
                [
                    {
                        "event": ledger_event,
                        "point_id": vals["point_id"],
                        "res_model": vals["res_model"],
                        "res_id": vals["res_id"],
                        "payload": {
                            name: fields.Datetime.to_string(value)
                            if name == "at"
                            else value
                            for name, value in vals.items()
                            if value and name not in ("point_id", "actor_uid")
                        },
                    }
                    for vals in vals_list
                ]
            )
        )

    @api.model
    def _scope(self, kind, channels):
        """Return the scope of suppression that stopping these channels means."""
        if kind == "email":
            return "email"
        return "sms" if list(channels or ()) == ["sms"] else "phone"

    def _with_points(self, facts):
        """Return ``facts`` with their contact points in place of email and phone."""
        pairs = []
        for position, fact in enumerate(facts):
            pairs.append(self._point_pair(fact, position))
        found = self.env["mortgage.contact.point"].sudo()._upsert(filter(None, pairs))
        return [
            {**fact, "point_id": found[pair] if pair else fact["point_id"]}
            for fact, pair in zip(facts, pairs, strict=True)
        ]

    def _point_pair(self, fact, position):
        if fact.get("point_id"):
            point = self.env["mortgage.contact.point"].sudo().browse(fact["point_id"])
            if not point.exists():
                self._refuse(position, "point_id", self.env._("give a known point."))
            return None
        for kind, field, canon, example in (
            ("email", "email", canonical, "dana@example.com"),
            ("phone", "phone", e164, "+1 713 555 0101"),
        ):
            if fact.get(field):
                value = canon(fact[field])
                if not value:
                    self._refuse(
                        position,
                        field,
                        self.env._(
                            "“%(value)s” cannot be one; write it as %(example)s.",
                            value=fact[field],
                            example=example,
                        ),
                    )
                return kind, value
        return self._refuse(position, "email", self.env._("give an email or a phone."))

    def _check_grant(self, grant, position):
        levels = dict(LEVELS)
        if grant.get("level") not in levels:
            self._refuse(
                position,
                "level",
                self.env._("give one of: %(levels)s.", levels=", ".join(levels)),
            )
        if grant["level"] == "pewc":
            for field in ("text", "seller"):
                if not grant.get(field):
                    self._refuse(
                        position,
                        field,
                        self.env._("written consent needs it as the borrower saw it."),
                    )
        self._check_channels(grant, position)

    def _check_channels(self, fact, position):
        known = [channel for own in CHANNELS.values() for channel in own]
        channels = fact.get("channels") or []
        if isinstance(channels, str) or set(channels) - set(known):
            self._refuse(
                position,
                "channels",
                self.env._("give a list out of: %(known)s.", known=", ".join(known)),
            )
        if fact.get("at"):
            try:
                fields.Datetime.to_datetime(fact["at"])
            except ValueError:
                self._refuse(
                    position,
                    "at",
                    self.env._("write a UTC time as 2026-11-28 21:47:00."),
                )

    def _refuse(self, position, field, fix):
        raise ValidationError(
            self.env._(
                "Entry %(number)s, %(field)s: %(fix)s",
                number=position + 1,
                field=field,
                fix=fix,
            )
        )
