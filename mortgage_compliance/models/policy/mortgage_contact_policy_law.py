from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.loosening import loosened
from .mortgage_contact_policy import HOURS, VALUE_FIELDS


class MortgageContactPolicy(models.Model):
    """A lender tightens a row of law freely, and loosens it only with a reason that
    stands in the record."""

    _inherit = "mortgage.contact.policy"

    reason = fields.Text(
        "Why it may be looser",
        copy=False,
        help="Asked for where a rule allows more than the shipped one, and kept in the"
        " record: counsel's word, a decision, a statute.",
    )

    @api.model
    def _rule_open_fields(self):
        return super()._rule_open_fields() | {"reason"}

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

    def _shipped_rows(self):
        """Return ``{code: youngest shipped row}`` of the rules' codes."""
        found = self.sudo().search(
            [("code", "in", self.mapped("code")), ("origin", "=", "shipped")],
            order="valid_from, id",
        )
        return {rule.code: rule for rule in found}

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

    @api.model
    def _file_key(self):
        return ["code", "company_id"]

    @api.model
    def _file_records(self):
        """Return the rules in force now, by code."""
        now = fields.Datetime.now()
        return self.search(
            Domain("superseded_by", "=", False)
            & Domain("valid_from", "<=", now)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">", now)),
            order="code, company_id, valid_from, id",
        )
