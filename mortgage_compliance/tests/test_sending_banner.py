from odoo.tests import HttpCase, tagged

SHOWN = """
const check = (tries) => {
    const line = document.querySelector(".o_mortgage_sending_banner:not(.d-none)");
    if (line && line.textContent.includes("%s")) {
        console.log("test successful");
    } else if (tries > 50) {
        console.error("The red line is not there: " + (line && line.textContent));
    } else {
        setTimeout(check, 100, tries + 1);
    }
};
check(0);
"""
MISSING_FILE = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@tagged("post_install", "-at_install")
class TestSendingBanner(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Debian's package lacks a file of the bundle.
        cls.env["ir.asset"].create(
            {
                "name": "dfsg",
                "bundle": "web.assets_backend",
                "directive": "remove",
                "path": MISSING_FILE,
            }
        )

    def test_everyone_in_the_app_sees_that_this_is_a_copy(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("mortgage_compliance.sending_bound_to", "elsewhere")
        self.browser_js("/odoo", SHOWN % "copy", login="admin")

    def test_everyone_in_the_app_sees_the_stop(self):
        self.env["mortgage.sending"]._bind()
        self.env.company.action_mortgage_stop("Wrong rate")
        self.browser_js("/odoo", SHOWN % "Wrong rate", login="admin")
