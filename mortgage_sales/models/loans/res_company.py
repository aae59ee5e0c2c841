from odoo import fields, models

from ...tools import trid


class ResCompany(models.Model):
    _inherit = "res.company"

    mortgage_lock_days = fields.Integer(
        "Warn of a lock that expires within",
        default=5,
        help="Calendar days before the lock's last day.",
    )
    mortgage_cd_days = fields.Integer(
        "Warn of a missing Closing Disclosure within",
        default=4,
        help="Calendar days before the day by which the borrower must have received"
        " it.",
    )

    _mortgage_danger_days_check = models.Constraint(
        "CHECK(mortgage_lock_days >= 0 AND mortgage_cd_days >= 0)",
        "A warning cannot come less than 0 days before.",
    )

    def _mortgage_office_weekdays(self):
        """Return ``{company: weekdays}`` on which offices are open, 0 for Monday."""
        return {
            company: frozenset(
                int(hours.dayofweek)
                for hours in company.resource_calendar_id.attendance_ids
            )
            or trid.OFFICE_WEEKDAYS
            for company in self.sudo()
        }
