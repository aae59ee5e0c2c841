from odoo import api, fields, models


class MortgageLicense(models.Model):
    """Leads that wait for an owner are looked at again when licenses change."""

    _inherit = "mortgage.license"

    @api.model
    def _judge_again(self, companies=()):
        result = super()._judge_again(companies)
        self.env["crm.lead"]._mortgage_ask_routing()
        return result

    def _on_change(self):
        result = super()._on_change()
        # One that begins later lets its holder own leads from that minute on.
        now = fields.Datetime.now()
        begins = {record.valid_from for record in self if record.valid_from > now}
        if begins:
            cron = self.env.ref("mortgage_sales.crm_lead_cron_route").sudo()
            cron._trigger(sorted(begins))
        return result
