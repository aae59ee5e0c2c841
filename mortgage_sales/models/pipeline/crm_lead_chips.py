from babel.dates import get_timezone_name

from odoo import api, fields, models

from odoo.addons.mortgage_compliance.tools.readers import PARTY_READERS

from ..calls.mail_activity import CALL_TYPE


class CrmLead(models.Model):
    """The line under a lead's name: may I, what time is it there, whose, until when."""

    _inherit = "crm.lead"

    mortgage_chips = fields.Json(
        "At a glance", compute="_compute_mortgage_chips", groups=PARTY_READERS
    )
    mortgage_zone_name = fields.Char(
        "Borrower's time zone",
        compute="_compute_mortgage_chips",
        groups=PARTY_READERS,
    )

    @api.depends(
        *("phone", "email_from", "partner_id", "property_state", "property_zip"),
        *("user_id", "team_id", "stage_id", "active", "enrollment_ids.state"),
    )
    @api.depends_context("uid")
    def _compute_mortgage_chips(self):
        # What stands in the form and is not saved yet has been judged by nobody.
        ours = self._origin.filtered("is_mortgage")
        contact = ours._mortgage_contactability()
        zones = ours.sudo()._mortgage_zones(ours._mortgage_contact_facts())
        calls = ours._mortgage_next_calls()
        plans = ours._mortgage_plan_chips()
        for lead in self:
            known = lead._origin
            zone = zones[known.id][0] if known.id in zones else None
            lead.mortgage_zone_name = zone and get_timezone_name(
                zone, zone_variant="generic", locale="en_US"
            )
            lead.mortgage_chips = known.id in contact and {
                "contact": _as_json(contact[known.id]),
                "zone": zone.key,
                "officer": known.user_id.name or False,
                "call": calls.get(known.id, False),
                "plan": plans.get(known.id, False),
            }

    def _mortgage_next_calls(self):
        """Return ``{lead id: {due, first}}`` of the leads with an open call task."""
        tasks = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", self.env.ref(CALL_TYPE).id),
                    ("mortgage_due_at", "!=", False),
                ],
                order="mortgage_due_at desc, id desc",
            )
        )
        talked = {lead.id for lead in self.sudo() if lead.mortgage_talked_at}
        return {
            task.res_id: {
                "due": fields.Datetime.to_string(task.mortgage_due_at),
                "first": task.res_id not in talked,
            }
            for task in tasks
        }

    def _mortgage_plan_chips(self):
        """Return ``{lead id: {words, state, name, steer}}`` of leads that are followed.

        Empty for those who do not see plans, as processors.
        """
        if not self.env["mortgage.enrollment"].has_access("read"):
            return {}
        may_steer = self._filtered_access("write")
        chips = {}
        for plan in self.sudo()._mortgage_running_plans():
            lead = plan.lead_id
            if lead.id in chips and plan.state == "paused":
                continue
            chips[lead.id] = {
                "words": self._mortgage_plan_words(plan),
                "state": plan.state,
                "name": plan.cadence_id.display_name,
                "steer": lead.id in may_steer.ids,
            }
        return chips

    def _mortgage_plan_words(self, plan):
        if plan.state == "paused":
            if plan.stop_reason:
                return self.env._("Follow-up waits: %(why)s", why=plan.stop_reason)
            return self.env._("Follow-up is paused")
        return self.env._("On follow-up plan: day %(day)s", day=plan._day())


def _as_json(answers):
    """Return the channels in the order in which the form shows them."""
    return [
        {
            "channel": channel,
            **answer,
            "until": fields.Datetime.to_string(answer["until"]) or False,
        }
        for channel, answer in answers.items()
    ]
