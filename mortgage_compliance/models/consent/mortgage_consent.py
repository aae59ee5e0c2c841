import hashlib

from odoo import api, fields, models

from ...tools.consents import names_us

LEVELS = [
    ("pec", "Express consent"),
    ("pewc", "Express written consent"),
    ("dnc_permission", "Written do-not-call permission"),
    ("personal", "Personal relationship"),
]
CHANNELS = {"email": ("email",), "phone": ("sms", "call", "voicemail")}
# What a stop in part takes back; the others take back all that a point has.
OF_SCOPE = {"sms": ("sms",), "call": ("call", "voicemail")}
EVIDENCE = (
    *("seller", "text", "version", "url", "ip", "user_agent"),
    *("method", "source", "res_model", "res_id", "note", "purpose"),
    *("claimed_level", "missing", "certificate_id", "evidence_key"),
    *("evidence_name", "evidence_sha256"),
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
    level = fields.Selection(
        LEVELS, readonly=True, help="What it counts as, by what it shows."
    )
    claimed_level = fields.Selection(LEVELS, "Recorded as", readonly=True)
    missing = fields.Char(
        readonly=True, help="The elements of written consent that it does not show."
    )
    missing_text = fields.Char("What it lacks", compute="_compute_missing_text")
    channels = fields.Char(required=True, readonly=True)
    channels_text = fields.Char("For", compute="_compute_channels_text")
    # Those with every element of written consent, and those that keep them without the
    # certificate. Empty on rows that were never weighed: then all channels have them.
    written_channels = fields.Char(readonly=True)
    bare_channels = fields.Char(readonly=True)
    seller = fields.Char("Named seller", readonly=True)
    # Plain integers, as the user below: nothing may ever update an append-only row.
    company = fields.Integer("Given to", readonly=True)
    text = fields.Text("Words agreed to", readonly=True)
    text_sha256 = fields.Char("SHA-256 of the words", readonly=True)
    version = fields.Char("Version of the words", readonly=True)
    purpose = fields.Char(readonly=True)
    url = fields.Char("Page", readonly=True)
    ip = fields.Char("IP address", readonly=True)
    user_agent = fields.Char("Browser", readonly=True)
    method = fields.Char(readonly=True, help="inquiry, web form, spoken, letter …")
    source = fields.Char(readonly=True)
    note = fields.Char(readonly=True)
    expires_at = fields.Datetime("Good until", readonly=True)
    certificate_id = fields.Many2one(
        "mortgage.consent.certificate", readonly=True, ondelete="restrict"
    )
    certificate_words = fields.Char(
        "What became of the certificate", related="certificate_id.words"
    )
    evidence_name = fields.Char("Name of the evidence", readonly=True)
    evidence_sha256 = fields.Char("SHA-256 of the evidence", readonly=True)
    evidence = fields.Binary(compute="_compute_evidence")
    evidence_key = fields.Char(readonly=True, index="btree_not_null")
    res_model = fields.Char("Document model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", readonly=True
    )
    actor_uid = fields.Integer("User", readonly=True)
    ledger_id = fields.Integer("Ledger entry", readonly=True)

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

    @api.depends("missing")
    def _compute_missing_text(self):
        codes = {code for consent in self for code in (consent.missing or "").split()}
        rules = self.env["mortgage.contact.policy"].sudo()
        found = rules.search_fetch(
            [("code", "in", list(codes))], ["code", "name"], order="valid_from"
        )
        names = {rule.code: rule.name for rule in found}
        for consent in self:
            missing = (consent.missing or "").split()
            consent.missing_text = ", ".join(names.get(code, code) for code in missing)

    def _compute_evidence(self):
        """Read the file from the archive: its hash keeps it from being swapped."""
        archive = self.env["mortgage.archive"].sudo()
        for consent in self:
            consent.evidence = archive._content_of(consent.evidence_sha256)

    @api.model
    def _record(self, grants):
        """The same as ``record`` without access check, for grants that have a
        ``point_id`` and were weighed."""
        return self._append("grant", "consent", grants)

    @api.model
    def _revoke(self, requests):
        """Append the revocations, suppress, and tell what is planned for the people."""
        ledger_ids = self._append("revocation", "revocation", requests)
        points = self.env["mortgage.contact.point"].sudo()
        same = {}
        for request in requests:
            point = points.browse(request["point_id"])
            scope = self._scope(point.kind, request.get("channels"))
            reason = request.get("reason") or "internal_dnc"
            same.setdefault((scope, reason, request.get("note") or ""), set()).add(
                point.id
            )
        for (scope, reason, note), point_ids in same.items():
            stopped = points.browse(sorted(point_ids))
            stopped._opt_out(scope, reason, note, taken_back=True)
        return ledger_ids

    @api.model
    def _take_back(self, stops, method):
        """Append revocations for ``{(point id, scope): (at, reason, note)}``, on points
        that have consents: others have none to take back."""
        ids = {point_id for point_id, _scope in stops}
        groups = self.sudo()._read_group(
            [("point_id", "in", list(ids)), ("event", "=", "grant")], ["point_id"]
        )
        known = {point.id for (point,) in groups}
        self._append(
            "revocation",
            "revocation",
            [
                {
                    "point_id": point_id,
                    "channels": OF_SCOPE.get(scope),
                    "at": at,
                    "method": method,
                    "note": note,
                }
                for (point_id, scope), (at, _reason, note) in stops.items()
                if point_id in known
            ],
        )

    def _append(self, event, ledger_event, facts):
        points = self.env["mortgage.contact.point"].sudo()
        points = points.browse(fact["point_id"] for fact in facts)
        company = self.env.company
        names = self._seller_names({company.id})[company.id]
        vals_list = [
            self._row(event, point, fact)
            | {"company": self._given_to(fact, company, names)}
            for point, fact in zip(points, facts, strict=True)
        ]
        ledger = self.env["mortgage.ledger.entry"].sudo()
        ledger_ids = ledger._append(
            [self._ledger_entry(ledger_event, vals) for vals in vals_list]
        )
        for vals, ledger_id in zip(vals_list, ledger_ids, strict=True):
            vals["ledger_id"] = ledger_id
        self.sudo().create(vals_list)
        return ledger_ids

    def _row(self, event, point, fact):
        text = fact.get("text") or ""
        return {
            "point_id": point.id,
            "event": event,
            "level": fact.get("level") or False,
            "channels": " ".join(fact.get("channels") or CHANNELS[point.kind]),
            "written_channels": _joined(fact.get("written_channels")),
            "bare_channels": _joined(fact.get("bare_channels")),
            "text_sha256": text and hashlib.sha256(text.encode()).hexdigest(),
            "at": fields.Datetime.to_datetime(fact.get("at")) or fields.Datetime.now(),
            "expires_at": fields.Datetime.to_datetime(fact.get("expires_at")) or False,
            "actor_uid": self.env.uid,
            **{name: fact.get(name) or False for name in EVIDENCE},
        }

    def _given_to(self, fact, company, names):
        """Return the lender a consent is for: none of ours where it names another."""
        seller = fact.get("seller")
        return company.id if not seller or names_us(seller, names) else 0

    def _ledger_entry(self, event, vals):
        return {
            "event": event,
            "point_id": vals["point_id"],
            "res_model": vals["res_model"],
            "res_id": vals["res_id"],
            "payload": {
                name: fields.Datetime.to_string(value)
                if name in ("at", "expires_at")
                else value
                for name, value in vals.items()
                if value and name not in ("point_id", "actor_uid", "evidence_key")
            },
        }

    @api.model
    def _scope(self, kind, channels):
        """Return the scope of suppression that stopping these channels means."""
        if kind == "email":
            return "email"
        return "sms" if list(channels or ()) == ["sms"] else "phone"


def _joined(names):
    """Return names as one text; None, which says nothing, stays nothing.

    A row whose words show no channel complete says so with a dash: an empty text is
    nothing to the database.
    """
    if names is None:
        return False
    return " ".join(names) or "-"
