from odoo import fields, models


class MortgageTouch(models.Model):
    """What an examiner asks for by state and day."""

    _inherit = "mortgage.touch"

    # As judged: the borrower may live elsewhere by the time of the exam.
    borrower_states = fields.Char(
        "States", readonly=True, help="Residence and property when it was judged."
    )

    # Serves exam exports by period: the moment it left, or else was decided on.
    _exam_idx = models.Index(
        "(company_id, (COALESCE(sent_at, queued_at, verdict_at, due_at)))"
    )

    def _note_verdict(self, verdict):
        """Note the verdict and the states it was given for."""
        entry = super()._note_verdict(verdict)
        self.borrower_states = " ".join(verdict.inputs.get("states") or ()) or False
        return entry
