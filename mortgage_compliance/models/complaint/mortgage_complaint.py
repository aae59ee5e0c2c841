import hashlib
from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.secrets import cut
from .mortgage_complaint_clock import INTAKES

TOPICS = [
    ("contact", "Unwanted calls or messages"),
    ("conduct", "Conduct of a loan officer"),
    ("delay", "Delays"),
    ("terms", "Rate, fees or terms"),
    ("disclosure", "Disclosures or advertising"),
    ("discrimination", "Discrimination"),
    ("privacy", "Privacy"),
    ("servicing", "Payments and servicing"),
    ("other", "Something else"),
]
# What is never minor, whoever files it.
GRAVE = ("discrimination", "privacy")
STATES = [
    ("new", "New"),
    ("acknowledged", "Acknowledged"),
    ("answered", "Answered"),
    ("closed", "Closed"),
]
OPEN_STATES = ("new", "acknowledged")
OUTCOMES = [
    ("explained", "Closed with an explanation"),
    ("money", "Closed with money back"),
    ("relief", "Closed with another remedy"),
    ("no_fault", "Nothing went wrong"),
    ("withdrawn", "Withdrawn by the borrower"),
]
# What a complaint says; the record has its hash.
TERMS = ("received_at", "intake", "reference", "complainant", "topic", "words")


class MortgageComplaint(models.Model):
    """Somebody is not content, and says so: kept, answered in time, and provable.

    Whoever hears of one files it. Compliance answers it; nothing of it is deleted.
    """

    _name = "mortgage.complaint"
    _inherit = "mortgage.matter.mixin"
    _description = "Complaint"
    _order = "received_at desc, id desc"

    intake = fields.Selection(INTAKES, "Came in by", required=True, default="call")
    reference = fields.Char(
        "Their number", help="Under which the portal or the regulator has it."
    )
    partner_id = fields.Many2one(
        "res.partner", "Borrower", index="btree_not_null", ondelete="set null"
    )
    complainant = fields.Char(
        "Who complains",
        required=True,
        compute="_compute_complainant",
        store=True,
        precompute=True,
        readonly=False,
        help="The name as it was given: the borrower's card may be deleted one day.",
    )
    point_ids = fields.Many2many(
        "mortgage.contact.point",
        "mortgage_complaint_point_rel",
        "complaint_id",
        "point_id",
        string="Emails and phones",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", "About the loan officer", ondelete="set null"
    )
    topic = fields.Selection(TOPICS, "About", required=True)
    is_serious = fields.Boolean(
        "Serious matter",
        compute="_compute_is_serious",
        store=True,
        precompute=True,
        readonly=False,
    )
    words = fields.Text("What they say", required=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="new", index=True, copy=False
    )
    clock_id = fields.Many2one(
        "mortgage.complaint.clock", "By the rule", readonly=True, ondelete="restrict"
    )
    first_due = fields.Date("First answer by", readonly=True, copy=False)
    answer_due = fields.Date("Answer by", readonly=True, copy=False, index=True)
    is_late = fields.Boolean(
        "Past its date", compute="_compute_is_late", search="_search_is_late"
    )

    @api.depends("partner_id")
    def _compute_complainant(self):
        for complaint in self:
            name = complaint.partner_id.name
            complaint.complainant = complaint.complainant or name or False

    @api.depends("topic")
    def _compute_is_serious(self):
        for complaint in self:
            complaint.is_serious = complaint.topic in GRAVE

    @api.depends("state", "first_due", "answer_due", "company_id")
    def _compute_is_late(self):
        for complaint in self:
            due = complaint._next_due()
            complaint.is_late = bool(due) and due < complaint._today()

    def _today(self):
        return (self.company_id or self.env.company)._mortgage_today()

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.to_string(self._today())
        late = Domain("state", "in", OPEN_STATES) & Domain("answer_due", "<", today)
        late |= Domain("state", "=", "new") & Domain("first_due", "<", today)
        return late if True in value else ~late

    def _next_due(self):
        """Return the day by which this one must be answered next, or False."""
        if self.state not in OPEN_STATES:
            return False
        return (self.state == "new" and self.first_due) or self.answer_due

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        # Who may file one need not be allowed all that follows.
        for complaint in complaints.sudo():
            complaint._remember_points()
            complaint._set_clock(complaint.received_at)
            complaint._give_to_compliance()
            complaint._remind()
        complaints._log("filed")
        return complaints

    def write(self, vals):
        told = set(TERMS) & vals.keys()
        if told and any(complaint.state == "closed" for complaint in self):
            raise UserError(
                self.env._("A closed complaint stays as it was: reopen it first.")
            )
        result = super().write(vals)
        if "partner_id" in vals:
            self.sudo()._remember_points()
        if {"intake", "received_at"} & vals.keys():
            for complaint in self.sudo():
                complaint._set_clock(complaint.received_at)
                complaint._remind()
        if "owner_id" in vals:
            self.sudo()._remind()
        if told:
            self._log("changed")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A complaint stays on record: close it instead."))

    @api.model
    def _cleaned(self, vals):
        """Return ``vals`` without the numbers that must not be stored."""
        texts = {
            name: cut(vals[name])[0]
            for name in ("words", "complainant", "answer", "remedy", "reference")
            if vals.get(name)
        }
        return {**vals, **texts}

    def _remember_points(self):
        """Remember the contact points themselves: a borrower's card may be deleted."""
        points_of = self.env["mortgage.contact.point"]._of_partners(self.partner_id.ids)
        for complaint in self:
            new = set(points_of.get(complaint.partner_id.id, ()))
            if new - set(complaint.point_ids.ids):
                kept = self.env["mortgage.contact.point"].browse(sorted(new))
                complaint.point_ids |= kept

    def _set_clock(self, at):
        """Take the clock for what came in at ``at``, on the company's calendar."""
        clock = self.env["mortgage.complaint.clock"]._of(
            self.intake, self.company_id, at
        )
        day = self.company_id._mortgage_today(at.replace(tzinfo=timezone.utc))
        first, answer = clock._deadlines(day)
        self.write({"clock_id": clock.id, "first_due": first, "answer_due": answer})

    def _reminder(self):
        if self.state == "new" and self.first_due:
            return self.env._("First answer to complaint %s", self.name)
        return self.env._("Answer complaint %s", self.name)

    def _log(self, what, **more):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "complaint",
                    "res_model": complaint._name,
                    "res_id": complaint.id,
                    "point_id": complaint.point_ids[:1].id,
                    "company_id": complaint.company_id.id,
                    # Its words name people: the entry has their hash.
                    "payload": {
                        "what": what,
                        "number": complaint.name,
                        "intake": complaint.intake,
                        "topic": complaint.topic,
                        "state": complaint.state,
                        "clock": complaint.clock_id.code or "",
                        "first_due": fields.Date.to_string(complaint.first_due) or "",
                        "answer_due": fields.Date.to_string(complaint.answer_due) or "",
                        "words_sha256": complaint._words_sha256(),
                        **more,
                    },
                }
                for complaint in self.sudo()
            ]
        )

    def _words_sha256(self):
        words = [self.words, self.answer or "", self.remedy or ""]
        return hashlib.sha256("\n".join(words).encode()).hexdigest()
