from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from ..channel.text_provider import FILTERED

LATELY = timedelta(days=7)


class MortgageReadiness(models.AbstractModel):
    """What texting wants beyond an account: approval, and a provider that takes it."""

    _inherit = "mortgage.readiness"

    def _codes(self):
        codes = super()._codes()
        after = codes.index("texts_inbound") + 1
        return [*codes[:after], "texts_approved", "texts_trouble", *codes[after:]]

    def _item_texts_approved(self):
        company = self.env.company
        state = company.mortgage_texts_state
        if state == "approved":
            on = company.mortgage_texts_approved_on
            detail = (
                self.env._("Approved on %(day)s.", day=format_date(self.env, on))
                if on
                else self.env._("Approved.")
            )
        elif company._mortgage_texts_allowed():
            detail = self.env._("Texts go to a file only: no approval is needed.")
        elif state == "pending":
            detail = self.env._(
                "Sent in; no text leaves until carriers approve. Plans go on by email"
                " and phone."
            )
        else:
            rows = self.env["mortgage.texts.requirement"]._for_company(company)
            detail = self.env._(
                "%(done)s of %(all)s things done that carriers ask for. Plans go on by"
                " email and phone.",
                done=len(rows.filtered("done")),
                all=len(rows),
            )
        allowed = company._mortgage_texts_allowed()
        return self._registration_item(
            "texts_approved",
            self.env._("Texts: approved by carriers"),
            "set" if allowed else "missing",
            detail,
            holds_back=self.env._("texts"),
        )

    def _item_texts_trouble(self):
        company = self.env.company
        filtered = self._filtered_lately()
        state, detail = "set", self.env._("The provider takes your texts.")
        if company.mortgage_texts_fault:
            state = "missing"
            detail = self.env._(
                "Texts are held, the provider refuses them: %(why)s",
                why=company.mortgage_texts_fault,
            )
        elif filtered:
            state = "warning"
            detail = self.env._(
                "Carriers took %(count)s texts of the last 7 days for spam: change the"
                " words before more are lost.",
                count=filtered,
            )
        return self._registration_item(
            "texts_trouble",
            self.env._("Texts: taken by the provider"),
            state,
            detail,
            holds_back=self.env._("texts") if state == "missing" else "",
        )

    def _filtered_lately(self):
        company = self.env.company
        provider = company._mortgage_text_provider()
        codes = [
            code
            for code, meaning in (provider.MEANINGS if provider else {}).items()
            if meaning == FILTERED
        ]
        return self.env["mortgage.touch"].search_count(
            [
                ("channel", "=", "sms"),
                ("state", "=", "failed"),
                ("error_code", "in", codes),
                ("company_id", "=", company.id),
                ("due_at", ">", fields.Datetime.now() - LATELY),
            ]
        )

    def _registration_item(self, code, name, state, detail, **more):
        return self._item(
            code,
            name,
            state,
            detail,
            section="messages",
            action=self._dialog(
                "mortgage.texts.registration", self.env._("Texts: registration")
            ),
            button=self.env._("Registration"),
            **more,
        )
