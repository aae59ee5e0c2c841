from lxml import etree

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestButtons(TransactionCase):
    def test_no_button_calls_a_method_that_takes_no_records(self):
        """A button sends the ids it stands over, even none, as the first argument."""
        views = self.env["ir.ui.view"].search([("model", "!=", False)])
        ours = views.filtered(lambda view: (view.xml_id or "").startswith("mortgage_"))
        self.assertTrue(ours)
        for view in ours:
            for button in etree.fromstring(view.arch).iter("button"):
                if button.get("type") != "object":
                    continue
                name = button.get("name")
                function = getattr(self.env.registry[view.model], name, None)
                with self.subTest(view=view.xml_id, button=name):
                    self.assertFalse(getattr(function, "_api_model", False))
