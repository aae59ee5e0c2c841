from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_routing_route import RoutingCase


@tagged("post_install", "-at_install")
class TestRoutingRule(RoutingCase):
    def _rule(self, domain, **values):
        return self.env["mortgage.routing.rule"].create(
            {"name": "Try", "team_id": self.team.id, "domain": domain, **values}
        )

    def _refused(self, domain, reason, **values):
        with self.subTest(domain), self.assertRaisesRegex(ValidationError, reason):
            self._rule(domain, **values)

    def test_a_rule_asks_only_for_what_may_decide(self):
        rule = self._rule(
            "['&', ('loan_purpose', '=', 'purchase'), ('loan_amount', '>', 400000)]"
        )
        self.assertTrue(rule)

    def test_forbidden_and_unknown_fields_are_refused_with_the_reason(self):
        self._refused("[('contact_name', 'ilike', 'ez')]", "Names stand for origin")
        self._refused("[('partner_id.lang', '=', 'es_US')]", "language asked for")
        self._refused("[('zip', '=like', '787%')]", "Where a borrower lives")
        self._refused("[('partner_id.function', '=', 'x')]", "not on the list")
        self._refused(
            "['|', ('product', '=', 'va'), ('partner_id.child_ids.name', '=', 'x')]",
            "not on the list",
        )
        self._refused(
            "[('partner_id', 'any', [('name', '=', 'x')])]", "Who the borrower is"
        )

    def test_a_refused_rule_is_refused_by_write_and_import_too(self):
        with self.assertRaises(ValidationError):
            self.rule.domain = "[('contact_name', '=', 'x')]"
        result = self.env["mortgage.routing.rule"].load(
            ["name", "team_id/.id", "domain"],
            [["Imported", str(self.team.id), "[('contact_name', '=', 'x')]"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("Names stand for origin", result["messages"][0]["message"])

    def test_an_area_needs_a_business_reason_and_is_never_left_out(self):
        self._refused("[('property_zip', '=', '78701')]", "needs a business reason")
        self.assertTrue(
            self._rule(
                "[('property_state', 'in', ['TX', 'FL'])]",
                territory_reason="Licensed footprint of the Austin branch",
            )
        )
        for domain in (
            "[('property_zip', '!=', '78701')]",
            "[('property_zip', 'not in', ['78701'])]",
            "['!', ('property_zip', '=', '78701')]",
            "['!', '|', ('product', '=', 'va'), ('property_zip', 'in', ['78701'])]",
        ):
            self._refused(domain, "not leave one out", territory_reason="Branch 12")

    def test_a_domain_that_cannot_be_read_says_so(self):
        for domain in ("[('loan_purpose', '=']", "[('nonsense', '=', 1)]", "uid", "7"):
            self._refused(domain, "cannot be read")

    def test_leads_are_routed_to_mortgage_teams_only(self):
        team = self.env["crm.team"].create({"name": "Solar"})
        with self.assertRaisesRegex(ValidationError, "no mortgage team"):
            self._rule("[]", team_id=team.id)

    def test_compliance_keeps_the_list_of_inputs(self):
        inputs = self.env["mortgage.routing.field"]
        values = {"name": "employment_type", "reason": "Asked by the product."}
        self.assertTrue(inputs.with_user(self.compliance).create(values))
        for user in (self.mortgage_admin, self.manager, self.maria):
            with self.subTest(user.login), self.assertRaises(AccessError):
                inputs.with_user(user).create({**values, "name": user.login})

    def test_who_may_edit_rules(self):
        self.rule.with_user(self.mortgage_admin).write({"sequence": 5})
        self.assertTrue(self.rule.with_user(self.manager).read(["name"]))
        for user in (self.manager, self.compliance, self.maria, self.integration):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.rule.with_user(user).write({"sequence": 6})

    def test_nobody_writes_decisions_or_turns(self):
        lead = self._leads(1)
        decision = lead._mortgage_route()[lead.id]
        turn = self.env["mortgage.routing.turn"].search([], limit=1)
        for user in (self.mortgage_admin, self.manager, self.compliance, lead.user_id):
            for record in (decision, turn):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    record.with_user(user).write({})


@tagged("post_install", "-at_install")
class TestExplain(RoutingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._leads(1)
        cls.lead._mortgage_route()

    def _explain(self, user, leads=None):
        ids = (leads or self.lead).ids
        return self.env["mortgage.routing.rule"].with_user(user).explain(ids)

    def test_every_candidate_is_explained(self):
        (explained,) = self._explain(self.manager)
        self.assertEqual(explained["lead_id"], self.lead.id)
        self.assertEqual(explained["rule"], "Everybody")
        self.assertEqual(explained["user_id"], self.lead.user_id.id)
        self.assertEqual(
            {row["user_id"]: row["eligible"] for row in explained["candidates"]},
            {self.maria.id: True, self.frank.id: True, self.cora.id: False},
        )
        self.assertTrue(all(row["reason"] for row in explained["candidates"]))

    def test_a_lead_without_a_decision_has_empty_values(self):
        (explained,) = self._explain(self.manager, self._leads(1))
        self.assertEqual(explained["candidates"], [])
        self.assertIs(explained["user_id"], False)
        self.assertIs(explained["at"], False)

    def test_the_last_decision_counts(self):
        lead = self._leads(1, "FL")
        self.frank.mortgage_paused = True
        lead._mortgage_route()
        self.frank.mortgage_paused = False
        lead._mortgage_route()
        (explained,) = self._explain(self.manager, lead)
        self.assertEqual(explained["user_id"], self.frank.id)

    def test_who_may_ask(self):
        owner = self.lead.user_id
        other = self.maria if owner == self.frank else self.frank
        for user in (
            owner,
            self.manager,
            self.mortgage_admin,
            self.compliance,
            self.integration,
        ):
            with self.subTest(user.login):
                self.assertEqual(len(self._explain(user)), 1)
        public = self.env.ref("base.public_user")
        for user in (other, self.outsider, self.portal, public):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._explain(user)

    def test_a_bad_value_is_named(self):
        rules = self.env["mortgage.routing.rule"].with_user(self.manager)
        for value in (False, "17", [True], ["17"], {"a": 1}):
            with self.subTest(value), self.assertRaisesRegex(UserError, "lead_ids"):
                rules.explain(value)

    def test_decisions_follow_the_lead(self):
        decisions = self.env["mortgage.routing.decision"]
        owner = self.lead.user_id
        other = self.maria if owner == self.frank else self.frank
        for user, number in ((owner, 1), (other, 0), (self.manager, 1)):
            with self.subTest(user.login):
                found = decisions.with_user(user).search(
                    [("lead_id", "=", self.lead.id)]
                )
                self.assertEqual(len(found), number)

    def test_a_decision_stores_ids_and_reads_as_a_list(self):
        decision = self.lead.routing_decision_ids
        (read,) = decision.with_user(self.manager).read(["candidates"])
        self.assertEqual(
            {row["name"]: row["reason"] for row in read["candidates"]},
            {
                self.lead.user_id.name: "next in turn (2 of 3 eligible)",
                (self.maria + self.frank - self.lead.user_id).name: "place 2 in turn",
                "Cora Diaz": "no Texas license",
            },
        )

    def test_the_screens_open_for_those_who_have_the_menu(self):
        for xmlid in (
            "crm_lead_action_unassigned",
            "mortgage_routing_decision_action",
            "mortgage_routing_rule_action",
            "mortgage_routing_field_action",
        ):
            for user in (self.manager, self.mortgage_admin, self.compliance):
                with self.subTest(xmlid, user=user.login):
                    action = self.env.ref(f"mortgage_sales.{xmlid}")
                    model = self.env[action.res_model].with_user(user)
                    views = [(view_id, kind) for view_id, kind in action.views]
                    self.assertTrue(model.get_views(views)["views"])
                    model.web_search_read([], {"display_name": {}}, limit=1)

    def test_the_page_shows_names_as_text(self):
        self.cora.name = "<b>Cora</b>"
        lead = self._leads(1)
        lead._mortgage_route()
        self.assertIn("&lt;b&gt;Cora", lead.routing_explanation)
        self.assertIn("no Texas license", lead.routing_explanation)
