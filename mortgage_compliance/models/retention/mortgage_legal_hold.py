import hashlib

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools import holds

# What a hold says; who released it and why is not changed by hand.
TERMS = ("name", "reason", "scope", "partner_ids", "point_ids", "date_from", "date_to")


class MortgageLegalHold(models.Model):
    """A matter for which records stay, whatever their retention date says.

    While it is open nothing that it covers is purged, and a privacy request deletes
    none of it.
    """

    _name = "mortgage.legal.hold"
    _description = "Legal hold"
    _order = "state, opened_at desc, id desc"

    name = fields.Char("Matter", required=True)
    reason = fields.Text("Why", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scope = fields.Selection(
        [("persons", "These people"), ("company", "Everything of the company")],
        "Covers",
        required=True,
        default="persons",
    )
    partner_ids = fields.Many2many("res.partner", string="Borrowers")
    # Restricted: a hold must not lose, with a contact point, whom it is about.
    point_ids = fields.Many2many(
        "mortgage.contact.point",
        "mortgage_legal_hold_point_rel",
        "hold_id",
        "point_id",
        string="Emails and phones",
        ondelete="restrict",
        help="Those of the borrowers are added by themselves.",
    )
    date_from = fields.Date("Records from", help="Empty: from the first one.")
    date_to = fields.Date("Records until", help="Empty: those to come, too.")
    state = fields.Selection(
        [("open", "Open"), ("released", "Released")],
        required=True,
        readonly=True,
        default="open",
        index=True,
        copy=False,
    )
    opened_by_id = fields.Many2one(
        "res.users", "Opened by", readonly=True, ondelete="set null", copy=False
    )
    opened_at = fields.Datetime("Opened", readonly=True, copy=False)
    released_by_id = fields.Many2one(
        "res.users", "Released by", readonly=True, ondelete="set null", copy=False
    )
    released_at = fields.Datetime("Released", readonly=True, copy=False)
    release_reason = fields.Text("Why released", readonly=True, copy=False)

    _period_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "A period must end after it begins.",
    )

    @api.constrains("scope", "partner_ids", "point_ids", "state")
    def _check_has_somebody(self):
        for hold in self.filtered(lambda hold: hold.state == "open"):
            if hold.scope == "persons" and not (hold.partner_ids or hold.point_ids):
                raise ValidationError(
                    self.env._(
                        "%(matter)s: name the borrowers, emails or phones that it is"
                        " about, or let it cover everything of the company.",
                        matter=hold.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        opened = {"opened_by_id": self.env.uid, "opened_at": fields.Datetime.now()}
        kept = super().create([{**vals, **opened} for vals in vals_list])
        kept._add_points()
        kept._log("opened")
        return kept

    def write(self, vals):
        told = set(TERMS) & vals.keys()
        if told and any(hold.state == "released" for hold in self):
            raise UserError(
                self.env._("A released hold stays as it was: open a new one.")
            )
        result = super().write(vals)
        if "partner_ids" in vals:
            self._add_points()
        if told:
            self._log("changed")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A hold stays on record: release it instead."))

    def _release(self, reason):
        """Let the records go by their dates again."""
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the hold is released."))
        released = self.filtered(lambda hold: hold.state == "open")
        released.write(
            {
                "state": "released",
                "released_by_id": self.env.uid,
                "released_at": fields.Datetime.now(),
                "release_reason": reason.strip(),
            }
        )
        released._log("released")

    @api.model
    def _covers(self, records):
        """Return ``{key: [ids of open holds]}`` of ``{key: tools.holds.Record}``, with
        only the keys that one covers, in a constant number of queries."""
        opened = self._open_values()
        found = {key: holds.covering(opened, record) for key, record in records.items()}
        return {key: ids for key, ids in found.items() if ids}

    @api.model
    def _of_persons(self, point_ids=(), partner_ids=()):
        """Return the open holds about these people, whatever the day of a record."""
        # No company: a hold on a whole company is about records, not about people.
        records = {
            **{("to", one): holds.Record(-1, point_id=one) for one in point_ids},
            **{("who", one): holds.Record(-1, partner_id=one) for one in partner_ids},
        }
        found = set().union(*self._covers(records).values())
        return self.sudo().browse(sorted(found))

    @api.model
    def _open_values(self):
        """Return the open holds as values; those about a person know all the person's
        contact points, also those that came after the hold."""
        opened = self.sudo().search(Domain("state", "=", "open"))
        points_of = (
            self.env["mortgage.contact.point"]
            .sudo()
            ._of_partners(opened.partner_ids.ids)
        )
        return [hold._as_value(points_of) for hold in opened]

    def _as_value(self, points_of):
        later = [points_of.get(partner, ()) for partner in self.partner_ids.ids]
        return holds.Hold(
            id=self.id,
            company_id=self.company_id.id if self.scope == "company" else 0,
            points=frozenset(self.point_ids.ids).union(*later),
            partners=frozenset(self.partner_ids.ids),
            since=self.date_from or None,
            until=self.date_to or None,
        )

    # Past write(), which would log as a change what the names already say.
    # pylint: disable=missing-return,super-method-mismatch
    def _add_points(self):
        """Remember the contact points themselves: a borrower's card may be deleted."""
        points_of = (
            self.env["mortgage.contact.point"].sudo()._of_partners(self.partner_ids.ids)
        )
        for hold in self:
            ids = {one for p in hold.partner_ids.ids for one in points_of.get(p, ())}
            new = ids - set(hold.point_ids.ids)
            if new:
                super(MortgageLegalHold, hold).write(
                    {"point_ids": [Command.link(one) for one in sorted(new)]}
                )

    def _log(self, what):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "legal_hold",
                    "res_model": hold._name,
                    "res_id": hold.id,
                    "company_id": hold.company_id.id,
                    # The words of a matter name people: the entry has their hash.
                    "payload": {
                        "what": what,
                        "words_sha256": hold._words_sha256(),
                        "scope": hold.scope,
                        "partners": hold.partner_ids.ids,
                        "points": hold.point_ids.ids,
                        "from": fields.Date.to_string(hold.date_from) or "",
                        "until": fields.Date.to_string(hold.date_to) or "",
                    },
                }
                for hold in self
            ]
        )

    def _words_sha256(self):
        words = [self.name, self.reason, self.release_reason or ""]
        return hashlib.sha256("\n".join(words).encode()).hexdigest()
