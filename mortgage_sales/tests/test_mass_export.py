import json

from odoo.tests import tagged

from .common import SalesCase


@tagged("post_install", "-at_install")
class TestMassExport(SalesCase):
    def test_an_export_of_leads_is_noted(self):
        lead = self._lead(user_id=self.maria.id)
        self.maria.group_ids += self.env.ref("base.group_allow_export")
        lead.with_user(self.maria).export_data(["name", "phone"])
        entry = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "mass_export")]
        )
        self.assertEqual(
            (entry.res_model, entry.actor_uid), ("crm.lead", self.maria.id)
        )
        self.assertEqual(json.loads(entry.payload)["records"], 1)

    def test_every_list_that_tells_of_borrowers_is_watched(self):
        watch = self.env.registry["mortgage.export.watch"]
        for model in (
            *("crm.lead", "mortgage.inquiry", "mortgage.loan", "res.partner"),
            *("mortgage.contact.point", "mortgage.touch", "mortgage.consent"),
            *("mortgage.suppression", "mortgage.inbound.message"),
        ):
            with self.subTest(model=model):
                self.assertTrue(issubclass(self.env.registry[model], watch))
