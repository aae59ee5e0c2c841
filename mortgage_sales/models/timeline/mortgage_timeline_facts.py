from odoo import api, models
from odoo.fields import Domain

from ..calls.mail_activity import CALL_TYPE

TRACKED = ("stage_id", "user_id")
EMPTY = (False, "")


class MortgageTimeline(models.AbstractModel):
    """What is no contact: inquiries, owners, stages, plans, consents and opt-outs."""

    _inherit = "mortgage.timeline"

    # Calls of Odoo's own, which no contact of ours stands for

    @api.model
    def _find_calls(self, scope, page):
        call_type = self.env.ref(CALL_TYPE).id
        domain = (
            scope.domain
            & Domain("active", "=", False)
            & Domain("mortgage_touch_id", "=", False)
            & (
                Domain("activity_type_id", "=", call_type)
                | Domain("activity_type_id.category", "=", "phonecall")
            )
        )
        tasks = self.env["mail.activity"].with_context(active_test=False)
        return self._search(tasks, "write_date", domain, page)

    @api.model
    def _tell_calls(self, scope, tasks):
        outcomes = self._labels("mail.activity", "mortgage_outcome")
        return {
            task.id: self._row(
                "fa-phone",
                self.env._("Call"),
                task.summary or "",
                who=task.user_id.name,
                state=outcomes.get(task.mortgage_outcome) or self.env._("Done"),
                quote=task.feedback or False,
            )
            for task in tasks.sudo()
        }

    # Inquiries and who got them

    @api.model
    def _find_inquiries(self, scope, page):
        domain = [("lead_id", "=", scope.lead.id)]
        return self._search(self.env["mortgage.inquiry"], "received_at", domain, page)

    @api.model
    def _tell_inquiries(self, scope, inquiries):
        states = self._labels("mortgage.inquiry", "state")
        return {
            inquiry.id: self._row(
                "fa-inbox",
                self.env._("Inquiry"),
                self.env._("from %(vendor)s", vendor=inquiry.source_id.name),
                state=states[inquiry.state],
                reason=inquiry.reasons_text or False,
                incoming=True,
            )
            for inquiry in inquiries.sudo()
        }

    @api.model
    def _find_decisions(self, scope, page):
        domain = [("lead_id", "=", scope.lead.id)]
        return self._search(self.env["mortgage.routing.decision"], "at", domain, page)

    @api.model
    def _tell_decisions(self, scope, decisions):
        return {
            decision.id: self._row(
                "fa-user-o",
                self._officer_words(),
                decision.user_id.name or self.env._("nobody yet"),
                state=self.env._("Assigned")
                if decision.user_id
                else self.env._("Waits for a loan officer"),
                tone="secondary" if decision.user_id else "warning",
                reason=decision.reason or False,
            )
            for decision in decisions.sudo()
        }

    # Stages, and leads without an owner, as Odoo tracks them: whom a lead was given to
    # is a decision.

    @api.model
    def _find_changes(self, scope, page):
        # Whoever may read the lead may read these two of its fields.
        tracked = self.env["ir.model.fields"].sudo()
        stage, owner = (tracked._get(scope.lead._name, name).id for name in TRACKED)
        told = Domain("field_id", "=", stage)
        told |= Domain("field_id", "=", owner) & Domain("new_value_char", "in", EMPTY)
        domain = [
            ("model", "=", scope.lead._name),
            ("res_id", "=", scope.lead.id),
            ("tracking_value_ids", "any", told),
        ]
        return self._search(self.env["mail.message"].sudo(), "date", domain, page)

    @api.model
    def _tell_changes(self, scope, messages):
        rows = {}
        for message in messages:
            values = message.tracking_value_ids
            stage = values.filtered(lambda value: value.field_id.name == TRACKED[0])
            told = stage or values.filtered(lambda v: v.field_id.name == TRACKED[1])
            rows[message.id] = self._row(
                "fa-flag-o" if stage else "fa-user-o",
                self.env._("Stage") if stage else self._officer_words(),
                self._change(told[:1]),
                who=message.author_id.name or False,
            )
        return rows

    def _officer_words(self):
        return self.env._("Loan officer")

    def _change(self, value):
        new = value.new_value_char or self.env._("nobody")
        if not value.old_value_char:
            return new
        return self.env._("%(old)s → %(new)s", old=value.old_value_char, new=new)

    # Plans

    @api.model
    def _find_plans(self, scope, page):
        domain = [("lead_id", "=", scope.lead.id)]
        return self._search(self.env["mortgage.enrollment"], "started_at", domain, page)

    @api.model
    def _tell_plans(self, scope, plans):
        states = self._labels("mortgage.enrollment", "state")
        return {
            plan.id: self._row(
                "fa-list-ol",
                self.env._("Follow-up plan"),
                self.env._("%(plan)s started", plan=plan.cadence_id.name),
                state=states[plan.state],
                tone="info" if plan.state == "active" else "secondary",
                reason=plan.stop_reason or False,
            )
            for plan in plans.sudo()
        }

    # Consents and opt-outs

    @api.model
    def _find_consents(self, scope, page):
        domain = [("point_id", "in", scope.point_ids)]
        return self._search(self.env["mortgage.consent"], "at", domain, page)

    @api.model
    def _tell_consents(self, scope, consents):
        levels = self._labels("mortgage.consent", "level")
        return {
            consent.id: self._row(
                "fa-check-square-o" if consent.event == "grant" else "fa-ban",
                self.env._("Consent"),
                self._consent_words(consent),
                state=levels.get(consent.level) or False,
                tone="success" if consent.event == "grant" else "danger",
                reason=consent.source or consent.note or False,
                quote=consent.text or False,
                facts=self._consent_facts(consent),
                # One form often gives several.
                group=["consent", consent.event, str(consent.at)],
            )
            for consent in consents.sudo()
        }

    def _consent_words(self, consent):
        channels = consent.channels_text
        if consent.event == "grant":
            return self.env._("to %(channels)s", channels=channels)
        return self.env._("to %(channels)s taken back", channels=channels)

    def _consent_facts(self, consent):
        facts = [
            (self.env._("For"), consent.point_id.value),
            (self.env._("Named seller"), consent.seller),
            (self.env._("Page"), consent.url),
            (self.env._("IP address"), consent.ip),
        ]
        return [{"label": label, "text": text} for label, text in facts if text]

    @api.model
    def _find_stops(self, scope, page):
        domain = [("point_id", "in", scope.point_ids)]
        return self._search(self.env["mortgage.suppression"], "at", domain, page)

    @api.model
    def _tell_stops(self, scope, stops):
        reasons = self._labels("mortgage.suppression", "reason")
        return {
            stop.id: self._row(
                "fa-ban",
                self._stop_words(stop.scope),
                stop.point_id.value,
                state=reasons[stop.reason],
                tone="warning" if stop.reason == "in_review" else "danger",
                reason=stop.note or False,
            )
            for stop in stops.sudo()
        }

    def _stop_words(self, scope):
        return {
            "all": self.env._("No contact"),
            "phone": self.env._("No calls or texts"),
            "sms": self.env._("No texts"),
            "email": self.env._("No email"),
        }[scope]

    @api.model
    def _find_lifts(self, scope, page):
        domain = [("point_id", "in", scope.point_ids)]
        return self._search(self.env["mortgage.suppression"], "lifted_at", domain, page)

    @api.model
    def _tell_lifts(self, scope, stops):
        return {
            stop.id: self._row(
                "fa-check-circle-o",
                self.env._("May be contacted again"),
                stop.point_id.value,
                state=self.env._("“%(stop)s” ended", stop=self._stop_words(stop.scope)),
                tone="success",
                reason=stop.lift_note or False,
            )
            for stop in stops.sudo()
        }
