from odoo import fields, models

from odoo.addons.mortgage_compliance.tools import when_words
from odoo.addons.mortgage_compliance.tools.phone import national

# As many coming contacts as can matter for what stands on a button.
LOOK_AHEAD = 8
# What a borrower who asks not to be contacted may mean; most mean the first.
ASKED_SCOPES = ("phone", "email", "all")


class CrmLead(models.Model):
    """What each answer to "How did it go?" would do, from the plan as it stands."""

    _inherit = "crm.lead"

    def _mortgage_call_effects(self, task):
        """Return ``{outcome: what it does, in words}`` for a call to one lead; ``task``
        is the call task it closes, empty for a call made by hand."""
        lead = self.sudo()
        plans = lead._mortgage_running_plans()
        attempt = lead._mortgage_attempt_effect(plans, task)
        return {
            "reached": lead._mortgage_reached_effect(plans),
            "no_answer": attempt,
            "left_voicemail": attempt,
            "callback": lead._mortgage_callback_effect(plans, task),
            "wrong_number": lead._mortgage_wrong_number_effect(plans),
            "do_not_call": lead._mortgage_do_not_call_effect(plans),
        }

    def _mortgage_attempt_effect(self, plans, task):
        if not plans:
            return self.env._("No follow-up plan: nothing goes out by itself")
        if task.mortgage_touch_id in plans.promised_call_id:
            return self.env._("The follow-up plan goes on")
        active = plans.filtered(lambda plan: plan.state == "active")
        if not active:
            why = plans[0].stop_reason
            return self.env._("The follow-up plan stays paused: %(why)s", why=why)
        coming = self._mortgage_coming_words(active)
        return coming or self.env._("The follow-up plan goes on")

    def _mortgage_coming_words(self, plans):
        """Return what the plans do next, such as "text in 5 min, call again tomorrow
        9:00 AM", on the clock of whoever reads it."""
        coming = self.env["mortgage.touch"].search(
            [
                ("enrollment_id", "in", plans.ids),
                ("state", "in", ("planned", "held")),
                ("ready_at", "!=", False),
            ],
            order="ready_at, id",
            limit=LOOK_AHEAD,
        )
        said = {
            "sms": self.env._("text"),
            "email": self.env._("email"),
            "call": self.env._("call again"),
        }
        firsts, called_off = {}, coming._called_off()
        for touch in coming:
            if touch.channel in said and touch not in called_off:
                firsts.setdefault(touch.channel, touch)
        if len(firsts) == len(said):
            # Two things fit on a button: the next call, and what goes out before it.
            firsts.pop(max(("sms", "email"), key=lambda one: firsts[one].ready_at))
        now = self._mortgage_reader_time(fields.Datetime.now())
        return ", ".join(
            f"{said[touch.channel]} "
            + when_words.when(self._mortgage_reader_time(touch.ready_at), now, self.env)
            for touch in sorted(firsts.values(), key=lambda touch: touch.ready_at)
        )

    def _mortgage_reader_time(self, moment):
        return when_words.local(moment, self.env.user.tz)

    def _mortgage_reached_effect(self, plans):
        moved = self._mortgage_stage("stage_contacted")
        parts = []
        if plans:
            parts.append(self.env._("Follow-up plan ends"))
        if moved and self.stage_id.sequence < moved.sequence:
            parts.append(self.env._("moves to %(stage)s", stage=moved.name))
        parts.append(self.env._("then you may set a next step"))
        return ", ".join(parts)

    def _mortgage_callback_effect(self, plans, task):
        waits = plans.filtered(
            lambda plan: (
                plan.state == "active"
                or plan.promised_call_id == task.mortgage_touch_id
            )
        )
        if waits:
            return self.env._("Rings then; texts, emails and other calls wait for it")
        return self.env._("Rings then")

    def _mortgage_wrong_number_effect(self, plans):
        number = national(self._mortgage_address("call", self._mortgage_facts()))
        if not number:
            return self.env._("No number is known")
        if plans:
            return self.env._(
                "Nobody calls or texts %(number)s again; emails go on", number=number
            )
        return self.env._("Nobody calls or texts %(number)s again", number=number)

    def _mortgage_do_not_call_effect(self, plans):
        name = self._mortgage_first_name()
        if plans:
            return self.env._(
                "The plan ends and nobody contacts %(name)s again", name=name
            )
        return self.env._("Nobody contacts %(name)s again", name=name)

    def _mortgage_asked_choices(self):
        """Return what a borrower may have asked for, and what each does, in words."""
        lead = self.sudo()
        told = {"name": lead._mortgage_first_name()}
        plans = lead._mortgage_running_plans()
        labels = {
            "phone": self.env._("Not to be called or texted"),
            "email": self.env._("Not to be emailed"),
            "all": self.env._("Not to be contacted at all"),
        }
        effects = {
            "phone": self.env._("Nobody calls or texts %(name)s again", **told),
            "email": self.env._("Nobody emails %(name)s again", **told),
            "all": self.env._("Nobody contacts %(name)s again", **told),
        }
        if plans:
            ends = self.env._("the follow-up plan ends now")
            effects = {scope: f"{said}, {ends}" for scope, said in effects.items()}
        return [
            {"scope": scope, "label": labels[scope], "effect": effects[scope]}
            for scope in ASKED_SCOPES
        ]

    def _mortgage_first_name(self):
        """Return how the borrower is called in a sentence."""
        name = (self.partner_id.name or self.contact_name or "").split()
        return name[0] if name else self.env._("the borrower")
