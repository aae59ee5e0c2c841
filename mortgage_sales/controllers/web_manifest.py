from odoo.http import request

from odoo.addons.web.controllers.webmanifest import WebManifest

ICON = "/mortgage_sales/static/description/icon.png"
OUR_GROUPS = "mortgage_compliance.group_lo,mortgage_compliance.group_assistant"


class MortgageManifest(WebManifest):
    """Odoo installed on a phone: a long press on its icon leads to the LO's day.

    Not an app of its own: Odoo's service worker, which push messages need, does not
    reach those.
    """

    def _get_shortcuts(self):
        shortcuts = super()._get_shortcuts()
        if not request.env.user.has_groups(OUR_GROUPS):
            return shortcuts
        day = {
            "name": request.env._("My day"),
            "url": "/odoo/mortgage-day",
            "description": request.env._("Whom to call and answer now"),
            "icons": [{"sizes": "128x128", "src": ICON, "type": "image/png"}],
        }
        return [day, *shortcuts]
