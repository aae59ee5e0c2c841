from odoo import api, models

from ...tools import nmls


class MortgageTemplateVersion(models.Model):
    """Looks at whole messages: every number in them is the sender's own."""

    _inherit = "mortgage.template.version"

    @api.model
    def _examine(self, rendered, jobs):
        result = super()._examine(rendered, jobs)
        going = [
            (message, version, values, state)
            for message, (version, values, state, *_links) in zip(
                rendered, jobs, strict=True
            )
            if version.channel != "call" and not message.missing
        ]
        others = self.env["mortgage.sender"]._others_numbers(
            [
                (f"{message.subject}\n{message.text}", nmls.own(values, state))
                for message, _version, values, state in going
            ]
        )
        for (message, version, values, state), known in zip(going, others, strict=True):
            message.refused = version._numbers_flaw(message, values, state, known)
        return result

    def _numbers_flaw(self, message, values, state, known):
        """Return in words whose numbers stand where the sender's should, or ""."""
        whole = f"{message.subject}\n{message.text}\n{message.html}"
        foreign = {number: "" for number in nmls.foreign(whole, values, state)} | known
        if foreign:
            return self.env._(
                "A number in these words is not the sender's: %(numbers)s. Take it out;"
                " the sender's own are added at sending.",
                numbers=", ".join(
                    f"{number} ({holder})" if holder else number
                    for number, holder in foreign.items()
                ),
            )
        template = self.template_id
        must = template.add_footer or template.kind == "marketing"
        lacking = nmls.lacking(message.text, values) if must else []
        if lacking:
            return self.env._(
                "The sender's NMLS number does not stand in the message: %(numbers)s.",
                numbers=", ".join(lacking),
            )
        return ""
