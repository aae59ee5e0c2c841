from odoo.tests import Form, new_test_user, tagged

from .common import SalesCase


@tagged("post_install", "-at_install")
class TestHostUsers(SalesCase):
    """The host's people who are none of ours read and edit their records as ever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "seller", "sales_team.group_sale_salesman_all_leads"
        )

    def test_our_lists_on_host_records_are_closed_to_others(self):
        """``read()`` without a list of fields reads them all: none may be refused."""
        open_lists = [
            f"{model}.{name}"
            for model in self.env.registry
            if not model.startswith("mortgage.") and not self.env[model]._abstract
            for name, field in self.env[model]._fields.items()
            if field.type in ("one2many", "many2many")
            and field.comodel_name.startswith("mortgage.")
            and not field.groups
            and not self.env[field.comodel_name]
            .with_user(self.seller)
            .has_access("read")
        ]
        self.assertFalse(open_lists)

    def test_a_seller_reads_and_edits_a_lead_of_the_host(self):
        lead = self.env["crm.lead"].create({"name": "Solar", "user_id": self.seller.id})
        lead = lead.with_user(self.seller)
        self.assertEqual(lead.read()[0]["name"], "Solar")
        with Form(lead) as form:
            form.name = "Solar roof"
        self.assertEqual(lead.name, "Solar roof")
