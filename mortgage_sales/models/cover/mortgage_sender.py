from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

from odoo import api, models


class MortgageSender(models.AbstractModel):
    """A message in the name of somebody who is away says who looks after things."""

    _inherit = "mortgage.sender"

    @api.model
    def _sender_values(self, pairs):
        values = super()._sender_values(pairs)
        users = self.env["res.users"].sudo().browse({user for user, _c in values})
        for user_id, (cover, back) in users._mortgage_covers().items():
            zone = ZoneInfo(users.browse(user_id).tz or "UTC")
            last = (back - timedelta(seconds=1)).replace(tzinfo=timezone.utc)
            away = {
                "away_through": last.astimezone(zone).date(),
                "cover_name": cover.name,
                "cover_nmls": cover.nmls_id,
                "cover_phone": self._national(cover.phone),
            }
            for (user, _company), sender in values.items():
                if user == user_id:
                    sender.update(away)
        return values
