from odoo import Command, api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("draft", "Being set up"),
    ("waiting", "Waiting its turn"),
    ("running", "Running"),
    ("done", "Ready"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
    ("removed", "File removed"),
]
# What a person decides; the rest is the job's to write.
BY_HAND = {"purpose", "company_id", "scope_ids", "page_limit"}
PAGES = 500


class MortgageExamExport(models.Model):
    """The record of what was said to borrowers, put together for an examiner.

    Compliance alone makes, runs and fetches one; each of that is in the ledger. The
    file goes when its time is over, this record stays.
    """

    _name = "mortgage.exam.export"
    _description = "Exam export"
    _order = "id desc"
    _rec_name = "purpose"

    purpose = fields.Char(
        "For",
        required=True,
        help="The exam, the examiner and the matter, as it will stand in the record.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scope_ids = fields.One2many("mortgage.exam.scope", "export_id", "Covers")
    page_limit = fields.Integer(
        "Pages that explain",
        default=PAGES,
        help="Each message to a borrower who is asked about gets a page that says why"
        " it was sent; of the other messages, the first so many.",
    )
    state = fields.Selection(STATES, required=True, default="draft", readonly=True)
    started_by_id = fields.Many2one("res.users", "Run by", readonly=True)
    started_at = fields.Datetime("Started", readonly=True)
    finished_at = fields.Datetime("Finished", readonly=True)
    failure = fields.Char("What went wrong", readonly=True)
    message_count = fields.Integer("Messages", readonly=True)
    person_count = fields.Integer("People", readonly=True)
    entry_count = fields.Integer("Ledger entries", readonly=True)
    done_count = fields.Integer("Done", readonly=True)
    total_count = fields.Integer("To do", readonly=True)
    sha256 = fields.Char("SHA-256 of the file", readonly=True)
    file_size = fields.Float("Bytes", digits=(16, 0), readonly=True)
    expires_on = fields.Date("Kept until", readonly=True)

    _purpose_check = models.Constraint(
        "CHECK(trim(purpose) <> '')", "Say what exam or matter it is for."
    )

    @api.model
    def default_get(self, fields_list):
        """Begin with the borrower or complaint that the action was opened from."""
        values = super().default_get(fields_list)
        if "scope_ids" in fields_list and (line := self._asked_about()):
            values["scope_ids"] = [Command.create(line)]
        return values

    @api.model
    def _asked_about(self):
        """Return the values of the first scope, where the action was given one."""
        partner_id = self.env.context.get("default_partner_id")
        if not partner_id:
            return {}
        return {"about": "borrower", "partner_ids": [Command.set([partner_id])]}

    @api.model_create_multi
    def create(self, vals_list):
        exports = super().create([self._by_hand_only(vals) for vals in vals_list])
        exports._tell_ledger("created")
        return exports

    def write(self, vals):
        if not self.env.su:
            self._refuse_change(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if any(export.state != "draft" for export in self):
            raise UserError(
                self.env._("What was exported, by whom and for whom stays on record.")
            )

    def copy_data(self, default=None):
        """Ask for the same again, as of today."""
        vals_list = super().copy_data(default)
        for export, vals in zip(self, vals_list, strict=True):
            lines = export.scope_ids.copy_data()
            vals["scope_ids"] = [Command.create(line) for line in lines]
        return vals_list

    def _by_hand_only(self, vals):
        if self.env.su:
            return vals
        return {name: value for name, value in vals.items() if name in BY_HAND}

    def _refuse_change(self, vals):
        if not BY_HAND.issuperset(vals):
            raise UserError(self.env._("How far an export is nobody writes by hand."))
        if any(export.state != "draft" for export in self):
            raise UserError(
                self.env._(
                    "What was run stays as it was asked for. Duplicate it to ask for"
                    " something else."
                )
            )

    def _tell_ledger(self, act, **payload):
        """Note in the ledger what is done with ``self``, and by whom."""
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "exam_export",
                    "res_model": export._name,
                    "res_id": export.id,
                    "company_id": export.company_id.id,
                    "payload": {
                        "act": act,
                        "purpose": export.purpose,
                        "scope": export.scope_ids._ledger_words(),
                        **payload,
                    },
                }
                for export in self
            ]
        )
