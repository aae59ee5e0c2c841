from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

JOURNAL = "mortgage.journal.message"


class ResCompany(models.Model):
    """Each company has an address that takes in what its people say elsewhere."""

    _inherit = "res.company"

    mortgage_journal_alias_id = fields.Many2one(
        "mail.alias", "Alias of the journal", readonly=True, ondelete="set null"
    )
    mortgage_journal_name = fields.Char(
        "Journal address",
        compute="_compute_mortgage_journal_name",
        inverse="_inverse_mortgage_journal_name",
        help="Loan officers put it in the blind copy of mails they write elsewhere, and"
        " forward to it what borrowers text or mail to their own phone.",
    )
    mortgage_journal_address = fields.Char(
        "Address of the journal", compute="_compute_mortgage_journal_name"
    )

    @api.depends(
        "mortgage_journal_alias_id.alias_name",
        "mortgage_journal_alias_id.alias_full_name",
    )
    def _compute_mortgage_journal_name(self):
        for company in self:
            alias = company.sudo().mortgage_journal_alias_id
            company.mortgage_journal_name = alias.alias_name
            company.mortgage_journal_address = (
                alias.alias_full_name if alias.alias_domain_id else False
            )

    def _inverse_mortgage_journal_name(self):
        for company in self:
            alias = company.sudo().mortgage_journal_alias_id
            name = (company.mortgage_journal_name or "").strip()
            if not name:
                alias.unlink()
                continue
            if not company.alias_domain_id:
                raise ValidationError(
                    self.env._(
                        "Journal address: %(company)s has no email domain yet. Set one"
                        " under Settings, Emails, Alias domain.",
                        company=company.name,
                    )
                )
            values = {"alias_name": name, "alias_domain_id": company.alias_domain_id.id}
            if alias:
                alias.write(values)
                continue
            company.sudo().mortgage_journal_alias_id = (
                self.env["mail.alias"]
                .sudo()
                .create(
                    {
                        **values,
                        "alias_model_id": self.env["ir.model"]._get_id(JOURNAL),
                        "alias_contact": "everyone",
                    }
                )
            )

    @api.model
    def _mortgage_journal_of(self, recipients):
        """Return the company whose journal a mail to these addresses came to."""
        addresses = {email_normalize(one) for one in recipients} - {False}
        return self.sudo().search(
            [("mortgage_journal_alias_id.alias_full_name", "in", list(addresses))],
            limit=1,
        )
