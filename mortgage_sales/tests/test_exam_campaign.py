from odoo import Command
from odoo.tests import tagged

from .cadence_common import CadenceCase


@tagged("post_install", "-at_install")
class TestExamCampaign(CadenceCase):
    """An export of what a plan sent, or of all that went to a campaign's leads."""

    def _found(self, **values):
        export = (
            self.env["mortgage.exam.export"]
            .with_user(self.compliance)
            .create(
                {
                    "purpose": "Exam",
                    "scope_ids": [
                        Command.create(
                            {
                                "date_from": "2026-01-01",
                                "date_to": "2026-12-31",
                                **values,
                            }
                        )
                    ],
                }
            )
        )
        self.scope = export.scope_ids
        rows = self.env.execute_query(self.scope._touches_query())
        return {row[0] for row in rows}

    def test_a_plan_and_a_campaign_narrow_it(self):
        plan = self._enrolled("2026-03-03 12:00")
        ours = plan.touch_ids
        ours.write({"state": "sent", "sent_at": "2026-03-03 12:00:00"})
        other = self.env["mortgage.touch"].create(
            {
                "res_model": "crm.lead",
                "res_id": self.lead.id,
                "lead_id": self.lead.id,
                "partner_id": self.lead.partner_id.id,
                "channel": "email",
                "kind": "reply",
                "state": "sent",
                "sent_at": "2026-03-04 12:00:00",
            }
        )
        found = self._found(cadence_ids=[Command.set(self.plan.ids)])
        self.assertEqual(found, set(ours.ids))
        self.assertIn(f"by the plan {self.plan.name}", self.scope.name)
        # Another version of the plan is the same plan.
        later = self.env["mortgage.cadence"].browse(
            self.plan.action_new_version()["res_id"]
        )
        found = self._found(cadence_ids=[Command.set(later.ids)])
        self.assertEqual(found, set(ours.ids))

        spring, fall = self.env["utm.campaign"].create(
            [{"name": "Spring refi"}, {"name": "Fall refi"}]
        )
        self.lead.campaign_id = spring
        found = self._found(campaign_ids=[Command.set(spring.ids)])
        self.assertLessEqual({other.id, *ours.ids}, found)
        self.assertIn("campaign Spring refi", self.scope.name)
        self.assertFalse(self._found(campaign_ids=[Command.set(fall.ids)]))
