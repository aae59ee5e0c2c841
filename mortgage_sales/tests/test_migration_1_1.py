from odoo.modules import load_script
from odoo.modules.module import get_module_path

from .common import SalesCase


class TestMigration(SalesCase):
    """A database of 19.0.1.0.0 comes to 19.0.1.1.0, told on rows as they were then."""

    def _migrate(self, script):
        self.env.flush_all()
        folder = f"{get_module_path('mortgage_sales')}/migrations/19.0.1.1.0"
        module = load_script(f"{folder}/{script}.py", script.replace("-", "_"))
        module.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all(flush=False)

    def test_stages_get_days_except_where_the_lender_set_some(self):
        new, contacted = (
            self.env.ref(f"mortgage_sales.{name}")
            for name in ("stage_new", "stage_contacted")
        )
        own = self.env["crm.stage"].create({"name": "Our own"})
        new.rotting_threshold_days = 0
        contacted.rotting_threshold_days = 5
        self._migrate("post-stages")
        self.assertEqual(new.rotting_threshold_days, 1)
        self.assertEqual(contacted.rotting_threshold_days, 5)
        self.assertEqual(own.rotting_threshold_days, 0)

    def test_my_day_stays_the_first_page_at_its_address(self):
        screen = self.env.ref("mortgage_sales.mortgage_day_action")
        self._migrate("pre-my_day")
        self.assertFalse(screen.path)
        listed = self.env["ir.actions.act_window"].create(
            {"name": "My day", "res_model": "mail.activity"}
        )
        self.env["ir.model.data"].create(
            {
                "module": "mortgage_sales",
                "name": "mail_activity_action_my_day",
                "model": listed._name,
                "res_id": listed.id,
            }
        )
        self.maria.action_id = listed.id
        self._migrate("post-my_day")
        self.assertEqual(self.maria.action_id.id, screen.id)

    def test_contacts_say_how_their_calls_went(self):
        lead = self.env["crm.lead"].create(
            {"name": "Dana Ruiz", "team_id": self.team.id}
        )
        touch = self.env["mortgage.touch"].create(
            {
                "res_model": "crm.lead",
                "res_id": lead.id,
                "channel": "call",
                "kind": "marketing",
                "due_at": "2026-11-02 15:00:00",
                "state": "sent",
            }
        )
        task = lead.activity_schedule("mortgage_sales.activity_type_call")
        task.write({"mortgage_touch_id": touch.id, "mortgage_outcome": "reached"})
        self._migrate("post-calls")
        self.assertEqual(touch.call_outcome, "reached")
