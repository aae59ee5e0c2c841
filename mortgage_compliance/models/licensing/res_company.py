from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import fields, models

from ...tools.readers import LICENSE_READERS


class ResCompany(models.Model):
    _inherit = "res.company"

    nmls_id = fields.Char("NMLS number")
    mortgage_trade_name = fields.Char("Trade name")
    mortgage_license_ids = fields.One2many(
        "mortgage.license",
        "company_id",
        string="Licenses",
        domain=[("user_id", "=", False), ("branch_id", "=", False)],
        groups=LICENSE_READERS,
    )

    def _mortgage_zone(self):
        """Return the zone of the company's clock, by which dates of licenses count."""
        company = self.sudo()
        name = company.partner_id.tz or company.resource_calendar_id.tz
        return ZoneInfo(name or "UTC")

    def _mortgage_today(self, at=None):
        """Return the date on the company's clock, now or ``at`` an aware moment."""
        at = at or fields.Datetime.now().replace(tzinfo=timezone.utc)
        return at.astimezone(self._mortgage_zone()).date()
