import json

from odoo import api, models

# The stock service worker opens /odoo/<model>/<res_id>. A name with a dot is taken as
# it stands, and "./" is nothing in an address: a click opens
# /odoo/mortgage-call/<lead>.
CALL_PATH = "./mortgage-call"
ICON = "/mortgage_sales/static/description/icon.png"


class ResUsers(models.Model):
    """Alerts on phones and on computers on which Odoo is not open."""

    _inherit = "res.users"

    @api.model
    def _mortgage_push(self, notes):
        """Queue the alerts ``notes`` for the devices of the people they are for.

        Queued, not sent: a push service that is slow must not hold up an inquiry.
        """
        partners = self.union(*(note["users"] for note in notes)).partner_id
        thread = self.env["mail.thread"]
        devices, *_keys = thread._web_push_get_partners_parameters(partners.ids)
        by_partner = devices.grouped("partner_id")
        pushes = [
            {
                "mail_push_device_id": device.id,
                "payload": json.dumps(
                    thread._web_push_truncate_payload(self._mortgage_payload(note))
                ),
            }
            for note in notes
            for partner in note["users"].partner_id
            for device in by_partner.get(partner, ())
        ]
        if pushes:
            self.env["mail.push"].create(pushes)
            self.env.ref("mail.ir_cron_web_push_notification")._trigger()

    def _mortgage_payload(self, note):
        lead = note["lead"]
        return {
            "title": note["title"],
            "options": {
                "body": note["message"],
                "icon": ICON,
                "requireInteraction": True,
                # A newer alert about the same lead takes the place of the older one.
                "tag": f"mortgage-{lead.id}",
                "renotify": True,
                "data": {"model": CALL_PATH, "res_id": lead.id},
            },
        }
