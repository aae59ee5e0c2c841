from odoo.tests import Form, tagged

from .cadence_common import CadenceCase

LIST = "mortgage_sales.crm_lead_view_list_mortgage"


@tagged("post_install", "-at_install")
class TestSameEverywhere(CadenceCase):
    """What a form does, a dragged card and an edited line of the list do as well."""

    def test_a_card_dragged_past_contacted_ends_the_plan(self):
        plan = self._enrolled()
        stage = self.env.ref("mortgage_sales.stage_prequalified")
        lead = self.lead.with_user(self.maria)
        # What the kanban sends when a card is dropped.
        lead.web_save({"stage_id": stage.id}, {"stage_id": {}})
        self.assertEqual(
            (plan.state, plan.stop_reason), ("stopped", "Moved to Prequalified")
        )
        self.assertFalse(plan.touch_ids.filtered(lambda t: t.state == "planned"))

    def test_a_stage_edited_in_the_list_ends_the_plan(self):
        plan = self._enrolled()
        view = self.env.ref(LIST)
        with Form(self.lead.with_user(self.maria), view) as line:
            line.stage_id = self.env.ref("mortgage_sales.stage_application")
        self.assertEqual(plan.state, "stopped")

    def test_an_owner_edited_in_the_list_takes_contacts_and_tasks(self):
        plan = self._enrolled()
        with self.at("2026-03-03 12:00"):
            self._run_dispatcher()
            view = self.env.ref(LIST)
            with Form(self.lead.with_user(self.manager), view) as line:
                line.user_id = self.frank
        ahead = plan.touch_ids.filtered(lambda touch: touch.state == "planned")
        self.assertTrue(ahead)
        self.assertEqual(ahead.user_id, self.frank)
        self.assertEqual(self._call_task().user_id, self.frank)
        decision = self.lead.routing_decision_ids[0]
        self.assertEqual(
            (decision.user_id, decision.reason), (self.frank, "Assigned by Max Boone")
        )

    def test_an_unlicensed_owner_is_said_and_recorded_not_refused(self):
        lead = self.lead.with_user(self.manager)
        changed = lead.onchange(
            {"user_id": self.cora.id}, ["user_id"], {"user_id": {}, "is_mortgage": {}}
        )
        self.assertEqual(
            (changed["warning"]["type"], changed["warning"]["message"]),
            ("notification", "Cora Diaz has no Texas license"),
        )
        licensed = lead.onchange(
            {"user_id": self.frank.id}, ["user_id"], {"user_id": {}, "is_mortgage": {}}
        )
        self.assertNotIn("warning", licensed)
        lead.web_save({"user_id": self.cora.id}, {})
        self.assertEqual(
            self.lead.routing_decision_ids[0].reason,
            "Assigned by Max Boone. Cora Diaz has no Texas license",
        )

    def test_hosts_leads_have_no_license_to_warn_of(self):
        host = self.env["crm.lead"].create({"name": "Solar", "team_id": False})
        changed = host.onchange({"user_id": self.cora.id}, ["user_id"], {"user_id": {}})
        self.assertNotIn("warning", changed)
