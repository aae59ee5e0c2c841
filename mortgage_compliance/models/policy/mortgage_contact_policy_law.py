from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools.loosening import loosened
from .mortgage_contact_policy import HOURS, VALUE_FIELDS


class MortgageContactPolicy(models.Model):
    """A lender tightens a row of law freely, and loosens it only with a reason that
    stands in the record."""

    _inherit = "mortgage.contact.policy"

    @api.constrains(*VALUE_FIELDS, *(name for pair in HOURS for name in pair), "reason")
    def _check_loosening(self):
        if self.env.uid == api.SUPERUSER_ID:
            # The addon itself brings its rows up to date.
            return
        own = self.filtered(lambda rule: not rule.superseded_by and not rule.reason)
        laws = own._shipped_rows()
        for rule in own:
            law = laws.get(rule.code)
            looser = law and rule._looser_fields(law)
            if looser:
                raise ValidationError(
                    self.env._(
                        "Rule %(code)s, %(fields)s: it would allow more than the"
                        " shipped rule (%(citation)s). Write under “%(reason)s” why it"
                        " may, or tighten it.",
                        code=rule.code,
                        fields=", ".join(looser),
                        citation=law.source,
                        reason=self._fields["reason"]._description_string(self.env),
                    )
                )

    def _looser_fields(self, law):
        """Return the names of fields in which this rule asks for less than ``law``."""
        if self.valid_to and not self.company_id:
            return [self._fields["valid_to"]._description_string(self.env)]
        if self == law:
            return []
        labels = {**self._fields, "hours": self._fields["hours_text"]}
        return [
            labels[name]._description_string(self.env)
            for name in loosened(law._as_value(), self._as_value())
        ]

    @api.model
    def _file_columns(self):
        hours = [name for pair in HOURS for name in pair]
        kept = [name for name in VALUE_FIELDS if name not in ("valid_from", "source")]
        return [*kept, *hours, "source", "verified", "reason"]
