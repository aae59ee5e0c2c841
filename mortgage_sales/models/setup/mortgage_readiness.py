from odoo import models
from odoo.fields import Domain
from odoo.tools import format_datetime


class MortgageReadiness(models.AbstractModel):
    """What routing and follow-up need beside the lender's own data."""

    _inherit = "mortgage.readiness"

    def _codes(self):
        codes = super()._codes()
        after = {
            "officer_licenses": ["officer_hours", "alerts"],
            "templates": ["team", "routing_rule", "lead_source", "source_basis"],
            "clockwork": ["follow_up"],
        }
        return [new for code in codes for new in (code, *after.get(code, ()))]

    def _item_officer_hours(self):
        officers = self._officers()
        # Odoo makes a calendar in UTC for whoever installs it without a time zone.
        astray = officers.filtered(
            lambda user: (user._mortgage_hours_calendar().tz or "UTC") == "UTC"
        )
        return self._people_item(
            "officer_hours",
            self.env._("LOs' working hours"),
            *self._state_of(
                officers, astray, self.env._("have hours that count in UTC")
            ),
            holds_back=self.env._("call tasks in their hours"),
            **self._officer_list_button(officers),
        )

    def _item_alerts(self):
        people = self._officers() | self._people("group_manager")
        deaf = people.filtered(
            lambda user: user.notification_type == "email" and not user.email
        )
        by_mail = people.filtered(lambda user: user.notification_type == "email")
        state, detail = self._state_of(
            people, deaf, self.env._("get no email and no message in Odoo")
        )
        if state == "set":
            detail = self.env._(
                "Pop-up for all; also %(odoo)s in Odoo's inbox, %(mail)s by email.",
                odoo=len(people - by_mail),
                mail=len(by_mail),
            )
        return self._people_item(
            "alerts",
            self.env._("Alerts about new leads and answers"),
            state,
            detail,
            holds_back=self.env._("alerts while nobody has Odoo open"),
            who="system",
            action=self._users_window(),
            button=self.env._("Users"),
        )

    def _officers_button(self):
        return {
            "action": self._dialog(
                "mortgage.officer.setup", self.env._("Add a loan officer")
            ),
            "button": self.env._("Add a loan officer"),
        }

    def _officer_list_button(self, officers):
        if not officers:
            return {"action": False}
        return {
            "action": "mortgage_sales.res_users_action_lo",
            "button": self.env._("Loan officers"),
        }

    def _approver_button(self):
        return {
            "action": self._dialog(
                "mortgage.officer.setup",
                self.env._("Add a compliance officer"),
                context={"default_role": "compliance"},
            ),
            "button": self.env._("Add a compliance officer"),
        }

    def _templates_in_use(self):
        """Leave out what only plans out of use would send."""
        templates = super()._templates_in_use()
        steps = self.env["mortgage.cadence.step"].search_fetch(
            [("template_id", "in", templates.ids)], ["template_id", "cadence_id"]
        )
        live = steps.filtered(lambda step: step.cadence_id.active).template_id
        return templates - (steps.template_id - live)

    def _item_source_basis(self):
        bought = self.env["mortgage.lead.source"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("consent_basis", "=", "vendor_form"),
            ]
        )
        unsigned = bought.filtered("basis_missing")
        if unsigned:
            detail = self.env._(
                "Not signed off: %(names)s", names=", ".join(unsigned.mapped("name"))
            )
        elif bought:
            detail = self.env._(
                "%(number)s signed off by compliance", number=len(bought)
            )
        else:
            detail = self.env._("No source sells leads to you.")
        return self._item(
            "source_basis",
            self.env._("Consent basis of bought leads"),
            "missing" if unsigned else "set",
            detail,
            section="leads",
            holds_back=self.env._("marketing texts and dialed calls to their leads"),
            who="compliance",
            button=self.env._("Lead sources"),
            action=self._window(
                "mortgage.lead.source",
                self.env._("Lead sources"),
                domain=[("id", "in", (unsigned or bought).ids)],
            ),
        )

    def _item_lead_source(self):
        sources = self.env["mortgage.lead.source"].search(
            [("company_id", "=", self.env.company.id)]
        )
        open_sources = sources.filtered(
            lambda source: source.key_set_at or source.form_enabled
        )
        newest = self.env["mortgage.inquiry"].search(
            [("source_id", "in", sources.ids)], order="received_at desc", limit=1
        )
        state, detail = "set", ", ".join(open_sources[:4].mapped("name"))
        if not sources:
            state, detail = "missing", self.env._("No web form or vendor yet.")
        elif not open_sources:
            state = "missing"
            detail = self.env._("%(name)s has no key yet.", name=sources[0].name)
        elif newest:
            detail = self.env._(
                "%(sources)s; last lead %(when)s",
                sources=detail,
                when=format_datetime(self.env, newest.received_at),
            )
        else:
            state = "warning"
            detail = self.env._(
                "%(sources)s; no lead has come yet, send a test lead.", sources=detail
            )
        return self._item(
            "lead_source",
            self.env._("Lead source with its key"),
            state,
            detail,
            section="leads",
            holds_back=self.env._("leads coming in"),
            action=self._source_action(sources),
            button=self.env._("Lead sources")
            if sources
            else self.env._("Add a lead source"),
        )

    def _source_action(self, sources):
        if sources:
            return "mortgage_sales.mortgage_lead_source_action"
        return self._dialog("mortgage.source.setup", self.env._("Add a lead source"))

    def _mortgage_teams(self):
        return self.env["crm.team"].search(
            Domain("is_mortgage", "=", True)
            & Domain("company_id", "in", [False, self.env.company.id])
        )
