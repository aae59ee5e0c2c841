from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mortgage_compliance.models.caller import check_caller
from odoo.addons.mortgage_compliance.tools.footer import sender_lines
from odoo.addons.mortgage_compliance.tools.phone import national

from .crm_lead_call import as_html
from .mail_activity import OUTCOMES

MAY_CALL = ("group_lo", "group_assistant")
LAST_CONTACTS = 5
HAPPENED = ("sent", "delivered", "failed", "in_doubt")
# What cannot be taken back asks once more.
ASKS_AGAIN = ("wrong_number", "do_not_call")
# What a script is taken from when no plan says which.
FIRST_CALL = "mortgage_compliance.template_speed_call"


class CrmLead(models.Model):
    """What the LO sees while calling a borrower."""

    _inherit = "crm.lead"

    @api.model
    def mortgage_call_panel(self, lead_id, activity_id=False):
        """Return what the call panel of a lead shows, as plain values.

        ``activity_id`` is the call task at hand, if any; an open one of the lead is
        found by itself.
        """
        lead = self._mortgage_lead_to_call(lead_id, "read")
        task = lead._mortgage_open_call(activity_id)
        facts = lead._mortgage_contact_facts()
        call = lead._mortgage_contactability()[lead.id]["call"]
        lead_sudo = lead.sudo()
        return {
            "lead_id": lead.id,
            "activity_id": task.id,
            "due_at": _text(task.mortgage_due_at),
            "name": lead_sudo.partner_id.name or lead_sudo.contact_name or lead.name,
            "first_name": lead_sudo._mortgage_first_name(),
            "phone": national(call["address"]) if call["address"] else False,
            "tel": call["address"] or False,
            "zone": str(lead_sudo._mortgage_zones(facts)[lead.id][0]),
            "call": {
                "verdict": call["verdict"],
                "words": call["words"],
                "citation": call["citation"],
                "notes": call["notes"],
            },
            "windows": lead_sudo._mortgage_window_texts(),
            "script": task.note or lead_sudo._mortgage_call_script(facts[lead.id]),
            "disclosure": sender_lines(lead_sudo._mortgage_caller(facts[lead.id])),
            "loan": lead_sudo._mortgage_loan_line(),
            "plan": lead_sudo._mortgage_call_plan_line(),
            "history": lead_sudo._mortgage_last_contacts(),
            "reply": lead_sudo._mortgage_last_reply(),
            "outcomes": lead._mortgage_outcome_buttons(task),
        }

    @api.model
    def _mortgage_lead_to_call(self, lead_id, operation):
        """Return the lead with the id that a caller gave, if it is his or hers."""
        check_caller(self.env, MAY_CALL, self.env._("call borrowers"))
        lead = self.browse(lead_id if type(lead_id) is int else 0)
        # The same words whether it is missing or another's: nothing is given away.
        if not lead.exists() or not lead.has_access(operation):
            raise ValidationError(
                self.env._("lead_id: give the id of a lead that you work.")
            )
        if not lead.sudo().is_mortgage:
            raise ValidationError(self.env._("lead_id: this is no mortgage lead."))
        return lead

    def _mortgage_open_call(self, activity_id=False):
        """Return the open call task of this lead: the one given, or the next due."""
        tasks = self._mortgage_waiting_calls()
        return tasks.filtered(lambda task: task.id == activity_id) or tasks[:1]

    def _mortgage_window_texts(self):
        [windows] = self._mortgage_call_windows(fields.Datetime.now()).values()
        return [[_text(_naive(start)), _text(_naive(end))] for start, end in windows]

    def _mortgage_call_versions(self, facts):
        """Return ``{lead id: id of the script}`` for calls that no plan makes."""
        template = self.env.ref(FIRST_CALL, raise_if_not_found=False)
        if not template:
            return {}
        versions = self.env["mortgage.template"]._current_versions(
            template, {lead_facts["lang"] for lead_facts in facts.values()}
        )
        found = {
            lead_id: versions.get((template.id, lead_facts["lang"]))
            for lead_id, lead_facts in facts.items()
        }
        return {lead_id: version.id for lead_id, version in found.items() if version}

    def _mortgage_call_script(self, facts):
        """Return what to say on a call that no task asked for, in the name of whoever
        works the lead."""
        versions = self._mortgage_call_versions({self.id: facts})
        version = self.env["mortgage.template.version"].browse(versions.values())
        if not version:
            return ""
        values = self._mortgage_merge_values()[self.id] | self._mortgage_caller(facts)
        [script] = version._render([(version, values)])
        return "" if script.missing else as_html(script.text)

    def _mortgage_caller(self, facts):
        """Return the values of whoever calls, by merge field."""
        caller = self._mortgage_workers()[self.id] or self.env.user
        key = (caller.id, facts["company_id"])
        return self.env["mortgage.sender"]._sender_values([key])[key]

    def _mortgage_loan_line(self):
        """Return what the loan is about, on one line."""
        labels = {
            name: dict(self._fields[name]._description_selection(self.env)).get(
                self[name]
            )
            for name in ("loan_purpose", "product", "property_occupancy")
        }
        amount = self.loan_amount or self.property_value
        place = ", ".join(filter(None, [self.property_city, self.property_state]))
        return " · ".join(
            filter(
                None,
                [
                    labels["loan_purpose"],
                    amount
                    and self.company_currency.round(amount)
                    and f"${amount:,.0f}",
                    place,
                    labels["product"],
                    labels["property_occupancy"],
                    self.credit_band
                    and self.env._("credit %(band)s", band=self.credit_band),
                    self.timeframe,
                ],
            )
        )

    def _mortgage_call_plan_line(self):
        """Return the lead's plan and its day, such as "Speed to lead, day 3"."""
        plan = self._mortgage_running_plans()[:1]
        if not plan:
            return False
        day = (fields.Datetime.now() - plan.counted_from).days + 1
        told = {"plan": plan.cadence_id.name, "day": max(day, 1)}
        if plan.state == "paused":
            return self.env._("%(plan)s, day %(day)s, paused", **told)
        return self.env._("%(plan)s, day %(day)s", **told)

    def _mortgage_last_contacts(self):
        """Return the latest contacts with the borrower, newest first."""
        touches = self.env["mortgage.touch"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("state", "in", HAPPENED),
            ],
            order="due_at desc, id desc",
            limit=LAST_CONTACTS,
        )
        words = {
            name: dict(touches._fields[name]._description_selection(self.env))
            for name in ("channel", "state", "call_outcome")
        }
        return [
            {
                "at": _text(touch.sent_at or touch.due_at),
                "channel": touch.channel,
                "what": touch.step_id.name
                or touch.template_version_id.template_id.name
                or words["channel"][touch.channel],
                "state": words["call_outcome"].get(touch.call_outcome)
                or words["state"][touch.state],
                "by": touch.user_id.name or False,
            }
            for touch in touches
        ]

    def _mortgage_last_reply(self):
        event = self.env["mortgage.touch.event"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("type", "=", "replied"),
            ],
            order="at desc, id desc",
            limit=1,
        )
        if not event:
            return False
        return {
            "at": _text(event.at),
            "channel": event.channel,
            "quote": event.note or "",
        }

    def _mortgage_outcome_buttons(self, task):
        effects = self._mortgage_call_effects(task)
        labels = self.env["mail.activity"]._mortgage_outcome_words()
        return [
            {
                "code": code,
                "label": labels[code],
                "effect": effects[code],
                "asks_again": code in ASKS_AGAIN,
                "choices": self._mortgage_asked_choices()
                if code == "do_not_call"
                else [],
            }
            for code, _label in OUTCOMES
        ]


def _naive(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def _text(moment):
    return fields.Datetime.to_string(moment) if moment else False
