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

    def _managers(self):
        """Those who lead the LO's teams; all managers for the company's own licenses
        and for an LO whose team nobody leads."""
        everybody = super()._managers()
        users = self.user_id.sudo()
        teams = users._mortgage_teams()[0]
        known = {team_id for ids in teams.values() for team_id in ids}
        leaders = {
            team.id: team.user_id
            for team in self.env["crm.team"].sudo().browse(known)
            if team.is_mortgage and team.user_id.active
        }
        managers = {}
        for record in self:
            theirs = self.env["res.users"].union(
                *(
                    leaders.get(t, users.browse())
                    for t in teams.get(record.user_id.id, ())
                )
            )
            managers[record] = theirs or everybody[record]
        return managers
