import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.inquiry import reason

STATES = [
    ("received", "Received"),
    ("held", "Held for a person"),
    ("routed", "Routed"),
    ("merged", "Joined to a lead"),
    ("rejected", "Rejected"),
]
# What an integrator is told of each state.
STATUSES = {
    "received": "created",
    "routed": "created",
    "merged": "merged",
    "held": "held",
    "rejected": "rejected",
}
SUBMITTERS = ("group_integration", "group_admin", "group_manager")
CORRECTIONS = ("person_name", "email", "phone")
MAX_BATCH = 5000


class MortgageInquiry(models.Model):
    """What arrived, kept unchanged until its retention date."""

    _name = "mortgage.inquiry"
    _inherit = ["mortgage.export.watch"]
    _description = "Inquiry"
    _order = "received_at desc, id desc"
    _rec_name = "person_name"

    source_id = fields.Many2one(
        "mortgage.lead.source", required=True, index=True, ondelete="restrict",
        readonly=True,
    )  # fmt: skip
    external_id = fields.Char("Their number", required=True, index=True, readonly=True)
    company_id = fields.Many2one(related="source_id.company_id", store=True)
    person_name = fields.Char("Borrower")
    email = fields.Char()
    phone = fields.Char()
    submitted_at = fields.Datetime("Sent by the borrower", readonly=True)
    received_at = fields.Datetime(
        required=True, default=fields.Datetime.now, readonly=True
    )
    state = fields.Selection(
        STATES, required=True, default="received", index=True, readonly=True
    )
    lead_id = fields.Many2one(
        "crm.lead", index="btree_not_null", ondelete="set null", readonly=True
    )
    user_id = fields.Many2one(related="lead_id.user_id", string="Loan officer")
    cost = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related="source_id.currency_id")
    payload = fields.Text(
        readonly=True, help="What arrived, without what must not be kept."
    )
    reasons = fields.Text(readonly=True, help="JSON: why it stands where it stands.")
    payload_text = fields.Text("What arrived", compute="_compute_payload_text")
    reasons_text = fields.Text("Why", compute="_compute_reasons_text")

    _external_uniq = models.Constraint(
        "UNIQUE(source_id, external_id)", "This inquiry is here already."
    )
    # Serves the limit per minute of a source.
    _arrival_idx = models.Index("(source_id, received_at)")

    @api.depends("payload")
    def _compute_payload_text(self):
        for inquiry in self:
            answers = json.loads(inquiry.payload or "{}")
            inquiry.payload_text = json.dumps(answers, indent=2, ensure_ascii=False)

    @api.depends("reasons")
    def _compute_reasons_text(self):
        for inquiry in self:
            said = json.loads(inquiry.reasons or "[]")
            # A reason names its field itself, if the reader needs to know it.
            inquiry.reasons_text = "\n".join(item["text"] for item in said)

    def write(self, vals):
        if not self.env.su:
            self._check_correction(vals)
        return super().write(vals)

    def _check_correction(self, vals):
        if vals.keys() - set(CORRECTIONS):
            raise UserError(self.env._("An inquiry is kept as it arrived."))
        if any(inquiry.state != "held" for inquiry in self):
            raise UserError(
                self.env._("Only a held inquiry is corrected; change the lead instead.")
            )

    def action_resubmit(self):
        """Try held inquiries again with what a person corrected."""
        self.check_access("write")
        held = self.filtered(lambda inquiry: inquiry.state == "held")
        if not held:
            raise UserError(self.env._("None of these inquiries is held."))
        for source, inquiries in held.sudo().grouped("source_id").items():
            inquiries._retry(source)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_lead(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "view_mode": "form",
        }

    @api.model
    def submit(self, inquiries):
        """Take in ``inquiries`` (design.md §4), each naming its ``source`` by code.

        Returns one result per inquiry, in order, as design.md §3 says. The same
        ``external_id`` of one source is one inquiry, however often it comes.
        """
        self._check_submitter()
        if not isinstance(inquiries, list):
            raise ValidationError(
                self.env._("inquiries: send a list of inquiries, each an object.")
            )
        if len(inquiries) > MAX_BATCH:
            raise ValidationError(
                self.env._("inquiries: send at most %(most)s at once.", most=MAX_BATCH)
            )
        sources = self._sources_named(inquiries)
        results, positions = [None] * len(inquiries), {}
        for position, inquiry in enumerate(inquiries):
            code = inquiry.get("source") if isinstance(inquiry, dict) else None
            source = sources.get(code if isinstance(code, str) else None)
            if source:
                positions.setdefault(source, []).append(position)
            else:
                results[position] = self._refuse(inquiry, code)
        for source, numbers in positions.items():
            done = self._submit(source, [inquiries[number] for number in numbers])
            for number, result in zip(numbers, done, strict=True):
                results[number] = result
        return results

    def _check_submitter(self):
        user = self.env.user
        if self.env.su or any(
            user.has_group(f"mortgage_compliance.{group}") for group in SUBMITTERS
        ):
            return
        raise AccessError(self.env._("You may not submit inquiries."))

    def _sources_named(self, inquiries):
        """Return ``{code: source}`` of the caller's companies."""
        codes = {
            code
            for inquiry in inquiries
            if isinstance(inquiry, dict)
            and isinstance(code := inquiry.get("source"), str)
        }
        sources = self.env["mortgage.lead.source"].sudo()
        found = sources.search_fetch(
            [
                ("code", "in", list(codes)),
                ("company_id", "in", self.env.user.company_ids.ids),
            ],
            ["code"],
        )
        return {source.code: source for source in found}

    def _refuse(self, inquiry, code):
        if not isinstance(inquiry, dict):
            why = reason("invalid", "", "An inquiry is an object of fields.")
        elif not code:
            why = reason("missing", "source", "source: name the code of a lead source.")
        else:
            why = reason(
                "unknown_source",
                "source",
                "source: there is no lead source with this code; see the list of"
                " lead sources.",
            )
        return self._result("rejected", reasons=[why])

    def _results(self):
        """Return ``{inquiry id: result}`` of stored inquiries."""
        return {
            inquiry.id: self._result(
                STATUSES[inquiry.state],
                inquiry.id,
                inquiry.lead_id,
                json.loads(inquiry.reasons or "[]"),
            )
            for inquiry in self
        }

    @api.model
    def _result(self, status, inquiry_id=False, lead=None, reasons=()):
        return {
            "status": status,
            "inquiry_id": inquiry_id,
            "lead_id": lead.id if lead else False,
            "assigned_to": (lead.user_id.name if lead else False) or False,
            "reasons": list(reasons),
        }
