from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.local_clock import local_clock

SHOWN = 8
PAUSED_SHOWN = 5
# Counting further tells an LO nothing.
MANY = 1000


class MortgageDay(models.AbstractModel):
    """The automatic texts and emails still to come today, and holding them."""

    _inherit = "mortgage.day"

    @api.model
    def pause_all(self):
        """Pause every running follow-up plan of the caller's own leads; return how
        many. Plans of leads that come later start as usual."""
        self._check_is_lo()
        plans = self._own_plans([("state", "=", "active")])
        reason = self.env._("%(who)s paused all plans", who=self.env.user.name)
        return len(plans.sudo()._pause_with_all(reason))

    @api.model
    def resume_all(self):
        """Go on with the plans that ``pause_all`` paused; return how many."""
        self._check_is_lo()
        plans = self._own_plans(
            [("state", "=", "paused"), ("paused_with_all", "=", True)]
        )
        plans.sudo()._resume()
        return len(plans)

    def _check_is_lo(self):
        self._check_works_leads()
        if not self._is_lo():
            raise AccessError(
                self.env._("Only the loan officer pauses all plans at once.")
            )

    def _own_plans(self, domain):
        return self.env["mortgage.enrollment"].search(
            [("lead_id.user_id", "=", self.env.uid), *domain]
        )

    def _messages(self, people, day):
        """Return the messages to come, soonest first, and how many ``more``."""
        touches = self.env["mortgage.touch"]
        domain = self._messages_domain(people, day)
        coming = touches.search(domain, order="ready_at, id", limit=SHOWN)
        count = touches.search_count(domain, limit=MANY)
        leads = coming.lead_id._filtered_access("read").sudo()
        zones = leads._mortgage_zones(leads._mortgage_contact_facts())
        return {
            "rows": [
                self._message_row(touch, zones[touch.lead_id.id][0], people)
                for touch in coming.sudo()
                if touch.lead_id in leads
            ],
            "more": count - len(coming),
        }

    def _messages_domain(self, people, day):
        return [
            ("user_id", "in", people.ids),
            ("origin", "=", "automatic"),
            ("channel", "in", ("sms", "email")),
            ("lead_id", "!=", False),
            ("state", "in", ("planned", "held")),
            ("ready_at", "!=", False),
            "|",
            ("ready_at", "<", day.midnight),
            ("state", "=", "held"),
        ]

    def _message_row(self, touch, zone, people):
        lead = touch.lead_id
        until = local_clock(touch.ready_at.replace(tzinfo=UTC), zone)
        return {
            "id": touch.id,
            "lead_id": lead.id,
            "at": fields.Datetime.to_string(touch.ready_at),
            "channel": touch.channel,
            "borrower": lead.partner_id.name or lead.contact_name or lead.name,
            "step": touch.step_id.name or touch.template_version_id.display_name or "",
            "held": touch.state == "held",
            "until": self.env._("until %(time)s", time=until),
            "reason": touch.reason or "",
            "lo": lead.user_id.name if lead.user_id != self.env.user else "",
        }

    def _plans(self, people, day):
        """Return how many of the caller's own plans run, how many were paused all at
        once, and which of today's pauses can be ended."""
        own = [("lead_id.user_id", "=", self.env.uid)]
        plans = self.env["mortgage.enrollment"]
        together = [("state", "=", "paused"), ("paused_with_all", "=", True)]
        paused = plans.search(
            [
                ("lead_id.user_id", "in", people.ids),
                ("state", "=", "paused"),
                ("paused_with_all", "=", False),
                ("paused_at", ">=", day.start),
            ],
            order="paused_at desc",
            limit=PAUSED_SHOWN,
        )
        return {
            "running": plans.search_count(own + [("state", "=", "active")]),
            "paused_together": plans.search_count(own + together),
            "paused": [
                {
                    "lead_id": plan.lead_id.id,
                    "borrower": plan.lead_id.partner_id.name or plan.lead_id.name,
                    "reason": plan.stop_reason or "",
                }
                for plan in paused.sudo()
            ],
        }
