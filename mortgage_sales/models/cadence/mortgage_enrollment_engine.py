import logging
from datetime import timedelta, timezone

from psycopg2 import OperationalError
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import plan as plan_rules

_logger = logging.getLogger(__name__)
# How far ahead contacts stand as rows that people see and may skip.
PLAN_AHEAD = timedelta(days=7)
# How often a plan that has nothing left to plan is looked at until it is finished.
FINISH_CHECK = timedelta(days=1)
CLAIM_TRIES = 5


class MortgageEnrollment(models.Model):
    """The engine: turns running plans into contacts of the coming days."""

    _inherit = "mortgage.enrollment"

    @api.model
    def _plan_due(self, limit=500):
        """Plan the contacts of enrollments whose moment has come; return how many."""
        for _try in range(CLAIM_TRIES):
            try:
                count = self._plan_next(limit)
            except SerializationFailure:
                self.env.cr.rollback()
                continue
            if count == limit:
                self.env["mortgage.touch"]._ask_dispatcher([fields.Datetime.now()])
            return count
        _logger.info("Others keep changing what is planned; the next run takes it")
        return 0

    @api.model
    def _plan_next(self, limit):
        """Claim and plan one batch.

        One claiming statement, not a search with a lock: several dispatchers share the
        queue and each takes other rows.
        """
        now = fields.Datetime.now()
        claimed = self.env.execute_query(
            SQL(
                "SELECT id FROM mortgage_enrollment"
                " WHERE state = 'active' AND next_at <= %s ORDER BY next_at, id"
                " LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                now,
                limit,
            )
        )
        plans = self.sudo().browse(enrollment_id for (enrollment_id,) in claimed)
        plans._plan_or_park(now)
        return len(plans)

    def _plan_or_park(self, now):
        """Plan together; where that fails, find the one at fault and park it."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._plan_contacts(now)
        except OperationalError:
            # Another worker's lock or the connection: the whole batch is tried again.
            raise
        except Exception as error:
            if len(self) > 1:
                half = len(self) // 2
                self[:half]._plan_or_park(now)
                self[half:]._plan_or_park(now)
                return
            _logger.exception("Follow-up plan %s could not be planned", self.id)
            self._pause(self.env._("Could not be planned: %(error)s", error=error))

    def _plan_contacts(self, now):
        """Make the contacts of the coming days, in one create for all of ``self``."""
        in_scope = self.lead_id._mortgage_in_scope()
        off = self.filtered(lambda plan: plan.lead_id not in in_scope)
        off._stop(self.env._("Follow-up is off for the lead's team"))
        plans = self - off
        planned = plans._planned_occurrences()
        plans.filtered(lambda plan: not planned[plan])._note_first_calls(now)
        prospects = self._prospects(
            [
                (
                    *(plan.cadence_id, plan.lead_id, plan.counted_from),
                    *(plan.call_from, planned[plan]),
                )
                for plan in plans
            ],
            until=now + PLAN_AHEAD,
            earliest=now,
        )
        vals_list, finished = [], self.browse()
        for plan, (contacts, later) in zip(plans, prospects, strict=True):
            of_plan = {"enrollment_id": plan.id, "audience_id": plan.audience_id.id}
            vals_list += [{**vals, **of_plan} for vals in contacts]
            if later:
                plan.next_at = max(later - PLAN_AHEAD, now + timedelta(minutes=1))
            elif contacts:
                plan.next_at = contacts[-1]["due_at"] + FINISH_CHECK
            else:
                finished |= plan
        self.env["mortgage.touch"]._plan(vals_list)
        finished._finish(now)

    def _planned_occurrences(self):
        """Return ``{enrollment: {step: last occurrence that stands}}``."""
        planned = {plan: {} for plan in self}
        groups = self.env["mortgage.touch"]._read_group(
            [("enrollment_id", "in", self.ids), ("step_id", "!=", False)],
            ["enrollment_id", "step_id"],
            ["occurrence:max"],
        )
        for plan, step, occurrence in groups:
            planned[plan][step] = occurrence
        return planned

    def _finish(self, now):
        """End what has nothing left; what still waits for its hour is seen later."""
        waiting = self._ahead().enrollment_id
        waiting.write({"next_at": now + FINISH_CHECK})
        (self - waiting).write({"state": "done", "next_at": False})

    def _note_first_calls(self, now):
        """Note from when on the first call can be made: a second one on the next day
        must not come before a first that waits for its hour."""
        calls = self._first_calls(
            [
                (plan.cadence_id, plan.lead_id, max(plan.counted_from, now))
                for plan in self
            ]
        )
        for plan in self:
            plan.call_from = calls.get(plan.lead_id.id)

    @api.model
    def _first_calls(self, plans):
        """Return ``{lead id: first moment legal for a call and staffed}`` of those
        ``(cadence, lead, start)`` of ``plans`` that begin with a call."""
        starts = {
            lead.id: start.replace(tzinfo=timezone.utc)
            for cadence, lead, start in plans
            if any(step._is_first_call() for step in cadence.step_ids)
        }
        leads = self.env["crm.lead"].browse(starts)
        moments = leads._mortgage_call_moments(leads._mortgage_contact_facts(), starts)
        return {
            lead_id: moment.replace(tzinfo=None) for lead_id, moment in moments.items()
        }

    @api.model
    def _prospects(self, plans, until, earliest):
        """Return per ``(cadence, lead, counted from, call from, planned)`` of ``plans``
        the values of the contacts up to ``until``, in order, and the next moment after
        it.

        ``planned`` is ``{step: last occurrence}``.
        """
        leads = self.env["crm.lead"].union(*(lead for _cadence, lead, *_rest in plans))
        facts = leads._mortgage_contact_facts()
        zones = leads._mortgage_zones(facts)
        prospects = []
        for cadence, lead, counted_from, call_from, planned in plans:
            contacts, later = plan_rules.upcoming(
                cadence.step_ids,
                counted_from.replace(tzinfo=timezone.utc),
                zones[lead.id],
                lead.id,
                planned,
                until.replace(tzinfo=timezone.utc),
                earliest.replace(tzinfo=timezone.utc),
                call_from and call_from.replace(tzinfo=timezone.utc),
            )
            values = [
                self._contact_vals(lead, facts[lead.id], *contact)
                for contact in contacts
            ]
            prospects.append((values, later and later.replace(tzinfo=None)))
        self._set_versions([vals for values, _later in prospects for vals in values])
        return prospects

    def _contact_vals(self, lead, facts, step, occurrence, moment):
        return {
            "res_model": lead._name,
            "res_id": lead.id,
            "lead_id": lead.id,
            "partner_id": facts["partner_id"],
            "step_id": step.id,
            "occurrence": occurrence,
            "channel": step.channel,
            "kind": step.kind,
            "origin": "automatic",
            "user_id": facts["user_id"],
            "company_id": facts["company_id"],
            "due_at": moment.replace(tzinfo=None),
            "priority": step._priority(),
            "lang": facts["lang"],
        }

    @api.model
    def _set_versions(self, vals_list):
        """Name in ``vals_list`` the version approved today, where there is one.

        It is looked at again when the contact is claimed.
        """
        steps = self.env["mortgage.cadence.step"].browse(
            {vals["step_id"] for vals in vals_list}
        )
        versions = self.env["mortgage.template"]._current_versions(
            steps.template_id, {vals["lang"] for vals in vals_list}
        )
        templates = {step.id: step.template_id.id for step in steps}
        for vals in vals_list:
            key = (templates[vals["step_id"]], vals.pop("lang"))
            vals["template_version_id"] = versions[key].id if key in versions else False

    @api.model
    def _preview(self, cadence, lead, start_at):
        """Return what ``cadence`` would do for ``lead``, with verdicts."""
        far = start_at + timedelta(days=3650)
        cadence, lead, engine = cadence.sudo(), lead.sudo(), self.sudo()
        call_from = engine._first_calls([(cadence, lead, start_at)]).get(lead.id)
        [(contacts, _later)] = engine._prospects(
            [(cadence, lead, start_at, call_from, {})], far, start_at
        )
        touch = self.env["mortgage.touch"].sudo()
        touches = touch.concat(*(touch.new(vals) for vals in contacts))
        return [
            touch._preview_row(verdict)
            for touch, verdict in zip(touches, touches._foreseen(), strict=True)
        ]
