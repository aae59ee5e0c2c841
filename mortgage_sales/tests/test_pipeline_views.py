from lxml import etree

from odoo.tests import new_test_user

from .common import SalesCase


def view_spec(node, records):
    """Return what the web client reads for ``node`` of a view."""
    spec = {}
    for child in node:
        if child.tag != "field":
            spec |= view_spec(child, records)
            continue
        name = child.get("name")
        field = records._fields[name]
        spec.setdefault(name, {})
        if field.relational and field.type != "many2one_reference":
            inner = view_spec(child, records.env[field.comodel_name])
            spec[name] = {"fields": {"display_name": {}, **inner}}
    return spec


class TestLeadViews(SalesCase):
    """Whoever may read a lead can open it: no view asks for more than he may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._lead(
            user_id=cls.maria.id,
            stage_id=cls.env.ref("mortgage_sales.stage_in_process").id,
        )
        cls.env["mortgage.party"].create(
            {
                "lead_id": cls.lead.id,
                "partner_id": cls._borrower("Rey Ruiz", "rey@example.com").id,
            }
        )
        cls.maria.mortgage_assistant_ids = cls.assistant
        cls.host_lead = cls.env["crm.lead"].create(
            {"name": "Solar", "user_id": False, "team_id": False}
        )
        cls.salesman = new_test_user(
            cls.env, "salesman", "sales_team.group_sale_salesman"
        )
        cls.host_manager = new_test_user(
            cls.env, "head", "sales_team.group_sale_manager"
        )

    def _open(self, user, lead, view):
        lead = lead.with_user(user)
        arch = lead.get_view(self.env.ref(view).id)["arch"]
        return lead.web_read(view_spec(etree.fromstring(arch), lead))

    def test_every_role_opens_the_lead(self):
        people = (
            *(self.maria, self.assistant, self.manager, self.mortgage_admin),
            *(self.compliance, self.processor, self.integration),
            self.host_manager,
        )
        for user in people:
            for view in (
                "crm.crm_lead_view_form",
                "mortgage_sales.crm_lead_view_kanban_mortgage",
                "mortgage_sales.crm_lead_view_list_mortgage",
            ):
                with self.subTest(user=user.login, view=view):
                    self.assertTrue(self._open(user, self.lead, view))

    def test_the_hosts_people_open_their_leads_as_before(self):
        for user in (self.salesman, self.host_manager, self.maria, self.assistant):
            with self.subTest(user=user.login):
                opened = self._open(user, self.host_lead, "crm.crm_lead_view_form")
                self.assertTrue(opened)
        self.lead.user_id = False
        self.assertTrue(self._open(self.salesman, self.lead, "crm.crm_lead_view_form"))
