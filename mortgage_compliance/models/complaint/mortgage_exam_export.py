from odoo import fields, models
from odoo.fields import Domain


class MortgageExamExport(models.Model):
    """The complaints of the people in an export, on a sheet of their own."""

    _inherit = "mortgage.exam.export"

    def _sheets_of(self, points):
        yield from super()._sheets_of(points)
        asked = self.scope_ids.complaint_ids
        found = self.env["mortgage.complaint"].search(
            Domain("company_id", "=", self.company_id.id)
            & (
                Domain("point_ids", "in", points.ids)
                | Domain("partner_id", "in", self._gathered("partners"))
                | Domain("id", "in", asked.ids)
            ),
            order="received_at, id",
        )
        yield self.env._("Complaints"), self._complaint_columns(), self._told(found)

    def _complaint_columns(self):
        return [
            (self.env._("Number"), 12),
            (self.env._("Received (UTC)"), 20),
            (self.env._("Came in by"), 18),
            (self.env._("Their number"), 16),
            (self.env._("Who complains"), 24),
            (self.env._("Loan officer"), 22),
            (self.env._("About"), 24),
            (self.env._("Serious"), 8),
            (self.env._("What they say"), 60),
            (self.env._("State"), 14),
            (self.env._("First answer by"), 14),
            (self.env._("First answered (UTC)"), 20),
            (self.env._("Answer by"), 14),
            (self.env._("Answered (UTC)"), 20),
            (self.env._("Answer"), 60),
            (self.env._("Outcome"), 24),
            (self.env._("What was changed"), 40),
            (self.env._("Contacts"), 20),
            (self.env._("Legal holds"), 24),
        ]

    def _told(self, complaints):
        labels = {
            name: dict(complaints._fields[name]._description_selection(self.env))
            for name in ("intake", "topic", "state", "outcome")
        }
        for one in complaints:
            yield [
                one.name,
                fields.Datetime.to_string(one.received_at),
                labels["intake"][one.intake],
                one.reference,
                one.complainant,
                one.user_id.name,
                labels["topic"][one.topic],
                self.env._("Yes") if one.is_serious else "",
                one.words,
                labels["state"][one.state],
                fields.Date.to_string(one.first_due),
                fields.Datetime.to_string(one.acknowledged_at),
                fields.Date.to_string(one.answer_due),
                fields.Datetime.to_string(one.answered_at),
                one.answer,
                labels["outcome"].get(one.outcome),
                one.remedy,
                " ".join(map(str, one.touch_ids.ids)),
                ", ".join(one.hold_ids.mapped("name")),
            ]
