from odoo import fields, models

STATES = [
    ("planned", "Planned"),
    ("due", "Waiting for the LO"),
    ("queued", "Queued"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("failed", "Failed"),
    ("held", "Held"),
    ("blocked", "Blocked"),
    ("skipped", "Skipped"),
    ("cancelled", "Cancelled"),
    ("in_doubt", "In doubt"),
]
CHANNELS = [
    ("email", "Email"),
    ("sms", "Text"),
    ("call", "Call"),
    ("voicemail", "Voicemail"),
    ("letter", "Letter"),
]
KINDS = [
    ("marketing", "Marketing"),
    ("transactional", "Transactional"),
    ("servicing", "Servicing"),
    ("reply", "Reply"),
]
ORIGINS = [
    ("automatic", "Automatic"),
    ("manual", "Written by hand"),
    ("host", "Another Odoo feature"),
]


class MortgageTouch(models.Model):
    """One contact with one borrower on one channel, planned or done."""

    _name = "mortgage.touch"
    _description = "Contact with a borrower"
    _order = "due_at desc, id desc"

    res_model = fields.Char("Document model", required=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", index=True)
    partner_id = fields.Many2one("res.partner", "Borrower", index=True)
    point_id = fields.Many2one("mortgage.contact.point", "To", index=True)
    channel = fields.Selection(CHANNELS, required=True)
    kind = fields.Selection(KINDS, required=True)
    origin = fields.Selection(ORIGINS, required=True, default="automatic")
    template_version_id = fields.Many2one(
        "mortgage.template.version", "Template version", ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "Sender", index=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    due_at = fields.Datetime("Due", required=True, default=fields.Datetime.now)
    hold_until = fields.Datetime("Held until")
    # The moment the dispatcher looks at it: due, or the end of a hold; empty while
    # paused or waiting for a person.
    ready_at = fields.Datetime("Ready")
    priority = fields.Integer(default=10, help="Lower goes first.")
    state = fields.Selection(STATES, required=True, default="planned", index=True)
    rule_id = fields.Many2one("mortgage.contact.policy", "Rule", ondelete="restrict")
    reason = fields.Char()
    note = fields.Text("Script", help="What a call is about; the LO reads it.")
    queued_at = fields.Datetime()
    attempted_at = fields.Datetime()
    sent_at = fields.Datetime()
    tries = fields.Integer()

    # Serves the dispatcher's claim.
    _ready_idx = models.Index("(priority, ready_at) WHERE state IN ('planned', 'held')")
    # Serves the timeline of a document.
    _document_idx = models.Index("(res_model, res_id, due_at)")
