from odoo import models

from ...tools import why_words


class MortgageContactPolicy(models.Model):
    _inherit = "mortgage.contact.policy"

    def _told_value(self):
        """Return what the rule allowed or asked for, in words; rules do not change, so
        that is what it said when it was asked."""
        self.ensure_one()
        levels = dict(self._fields["level"]._description_selection(self.env))
        parts = [self.hours_text, levels.get(self.level)]
        if self.number and self.period_hours:
            parts.append(
                self.env._(
                    "at most %(number)s within %(span)s",
                    number=self.number,
                    span=why_words.span(self.period_hours * 60, self.env),
                )
            )
        elif self.number:
            parts.append(self.env._("at most %s", self.number))
        if self.minutes:
            parts.append(why_words.span(self.minutes, self.env))
        return " · ".join(filter(None, parts))

    def _told_span(self, zone):
        """Return from when until when the rule was or is in force, in words."""
        begins = f"{self.valid_from:%b} {self.valid_from.day}, {self.valid_from:%Y}"
        if not self.valid_to:
            return self.env._("since %s", begins)
        return self.env._(
            "%(begins)s until %(ends)s",
            begins=begins,
            ends=why_words.exact(self.valid_to, zone),
        )
