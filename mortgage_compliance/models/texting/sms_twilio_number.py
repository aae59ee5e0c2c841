from odoo import api, fields, models

OWN, COMPANY = 0, 20


class SmsTwilioNumber(models.Model):
    """A number to text from is one LO's, or everybody's."""

    _inherit = "sms.twilio.number"

    mortgage_user_id = fields.Many2one(
        "res.users",
        "Loan officer",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
        ondelete="set null",
        help="Whose texts leave from it and to whom answers to it go. Empty for the"
        " number of all who have none.",
    )

    @api.model
    def _mortgage_for(self, touch, known):
        """Return the number that ``touch`` leaves from.

        The borrower keeps the ``known`` one, from which they were texted, as long as
        it is the sender's to use; else the LO's own comes before the company's.
        """
        numbers = self.sudo().search([("company_id", "=", touch.company_id.id)])
        ranks = {number: number._mortgage_rank(touch) for number in numbers}
        usable = numbers.filtered(lambda number: ranks[number] is not None)
        kept = usable.filtered(lambda number: number.number == known)
        return (kept or usable.sorted(ranks.get) or numbers)[:1]

    def _mortgage_rank(self, touch):
        """Return how near the number is to the sender, less being nearer; ``None`` for
        somebody else's."""
        if not self.mortgage_user_id:
            return COMPANY
        return OWN if self.mortgage_user_id == touch.user_id else None
