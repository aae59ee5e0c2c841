from odoo import fields, models

DAYS = 30


class MortgageReadiness(models.AbstractModel):
    """Whether the certificates that come with bought leads can be kept as proof."""

    _inherit = "mortgage.readiness"

    def _codes(self):
        codes = super()._codes()
        place = codes.index("sending")
        return [*codes[:place], "certificates", *codes[place:]]

    def _item_certificates(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS)
        counts = dict(
            self.env["mortgage.consent.certificate"]._read_group(
                [("company_id", "=", self.env.company.id), ("given_at", ">=", since)],
                ["state"],
                ["__count"],
            )
        )
        state, detail = "set", self.env._("No certificate has come with a lead.")
        if counts:
            detail = self.env._(
                "%(number)s stored in 30 days", number=counts.get("retained", 0)
            )
        if counts.get("waiting") and not any(
            self.env.company._certificate_keys().values()
        ):
            state = "missing"
            detail = self.env._(
                "%(number)s wait for the keys of TrustedForm or Jornaya",
                number=counts["waiting"],
            )
        elif counts.get("lost"):
            state = "warning"
            detail = self.env._(
                "%(number)s could not be stored: they prove nothing",
                number=counts["lost"],
            )
        missing_keys = state == "missing"
        return self._item(
            "certificates",
            self.env._("Certificates of consent (TrustedForm, Jornaya)"),
            state,
            detail,
            section="messages",
            holds_back=self.env._("marketing that rests on them"),
            who="system" if missing_keys else "compliance",
            button=self.env._("Settings")
            if missing_keys
            else self.env._("Certificates"),
            action=self._window(
                "res.config.settings",
                self.env._("Settings"),
                views=[[False, "form"]],
                target="inline",
                context={"module": "mortgage_compliance"},
            )
            if missing_keys
            else "mortgage_compliance.mortgage_consent_certificate_action",
        )
