from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.mortgage_compliance.models.touch.mortgage_touch import KINDS

AT_ONCE_PRIORITY = 1
SAME_DAY_PRIORITY = 5
LATER_PRIORITY = 10
CONDITIONS = [
    ("always", "Always"),
    ("no_live_contact", "Nobody has talked to the borrower yet"),
    ("no_answer", "The borrower has not answered"),
]


class MortgageCadenceStep(models.Model):
    """One contact of a follow-up plan: what goes out, when, and on which condition."""

    _name = "mortgage.cadence.step"
    _description = "Step of a follow-up plan"
    _order = "cadence_id, sequence, id"

    cadence_id = fields.Many2one(
        "mortgage.cadence", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True)
    channel = fields.Selection(
        [("email", "Email"), ("sms", "Text"), ("call", "Call")], required=True
    )
    kind = fields.Selection(KINDS, required=True, default="marketing")
    template_id = fields.Many2one(
        "mortgage.template",
        domain="[('channel', '=', channel), ('kind', '=', kind)]",
        help="The words; for a call, the script.",
    )
    days = fields.Integer(
        "Days later", help="0 for the day it starts; then minutes count."
    )
    minutes = fields.Integer("Minutes later", help="Only on the day it starts.")
    from_hour = fields.Float("From", help="The borrower's local time.")
    to_hour = fields.Float(
        "Until", help="The borrower's local time. Empty for any hour that is legal."
    )
    condition = fields.Selection(CONDITIONS, required=True, default="always")
    within_minutes = fields.Integer(
        "Call within", default=5, help="Minutes the LO has once a call may be made."
    )
    repeat_months = fields.Integer(
        "Repeat every", help="Months; 0 for a step that comes once."
    )
    repeat_max = fields.Integer("Times at most", default=1)
    when_text = fields.Char("When", compute="_compute_when_text")

    _moment_check = models.Constraint(
        "CHECK(days >= 0 AND minutes >= 0 AND repeat_months >= 0 AND repeat_max >= 1"
        " AND within_minutes >= 0)",
        "Days, minutes, months and times cannot be negative.",
    )
    _hours_check = models.Constraint(
        "CHECK(from_hour >= 0 AND to_hour <= 24"
        " AND (to_hour = 0 OR from_hour < to_hour))",
        "The hours must lie between 0:00 and 24:00, the first before the second.",
    )

    @api.depends(
        "days", "minutes", "from_hour", "to_hour", "repeat_months", "repeat_max"
    )
    def _compute_when_text(self):
        for step in self:
            parts = [step._gap_text()]
            if step.to_hour:
                parts.append(
                    self.env._(
                        "%(hours)s borrower's local time",
                        hours=hours_text(step.from_hour, step.to_hour),
                    )
                )
            if step.repeat_months:
                parts.append(step._repeat_text())
            step.when_text = ", ".join(parts)

    def _priority(self):
        """Return the priority of its contacts: the answer to a new lead goes first."""
        if self.days or self.repeat_months:
            return LATER_PRIORITY
        return SAME_DAY_PRIORITY if self.minutes else AT_ONCE_PRIORITY

    def _is_first_call(self):
        """Whether it is the call that a plan begins with."""
        return self.channel == "call" and not self.days and not self.minutes

    def _gap_text(self):
        if self.days == 1:
            return self.env._("the next day")
        if self.days:
            return self.env._("%(days)s days later", days=self.days)
        if not self.minutes:
            return self.env._("at once")
        if self.minutes % 60:
            return self.env._("%(minutes)s minutes later", minutes=self.minutes)
        if self.minutes == 60:
            return self.env._("1 hour later")
        return self.env._("%(hours)s hours later", hours=self.minutes // 60)

    def _repeat_text(self):
        if self.repeat_months == 1:
            return self.env._(
                "then every month, %(times)s times in all", times=self.repeat_max
            )
        return self.env._(
            "then every %(months)s months, %(times)s times in all",
            months=self.repeat_months,
            times=self.repeat_max,
        )

    @api.constrains("channel", "kind", "template_id")
    def _check_template(self):
        for step in self:
            template = step.template_id
            if template and (template.channel, template.kind) != (
                step.channel,
                step.kind,
            ):
                raise ValidationError(
                    self.env._(
                        "Step %(step)s: template %(template)s is for another channel or"
                        " kind of message.",
                        step=step.name,
                        template=template.name,
                    )
                )
            if step.channel != "call" and not template:
                raise ValidationError(
                    self.env._("Step %(step)s: choose its template.", step=step.name)
                )

    def _check_unused(self):
        """Refuse to change plans that leads are on: they finish as they started."""
        used = self.sudo().cadence_id.filtered("running_count")
        if used:
            raise UserError(
                self.env._(
                    "%(count)s leads are on %(plan)s. Make a new version and change"
                    " that; they finish on this one.",
                    count=sum(used.mapped("running_count")),
                    plan=", ".join(used.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps._check_unused()
        return steps

    def write(self, vals):
        self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()


def hours_text(from_hour, to_hour):
    """Return hours as people write them: ``9–11 AM``, ``11:30 AM–1 PM``."""
    start, start_half = _clock(from_hour)
    end, end_half = _clock(to_hour)
    if start_half == end_half:
        return f"{start}–{end} {end_half}"
    return f"{start} {start_half}–{end} {end_half}"


def _clock(hour):
    minutes = round(hour * 60)
    half = "AM" if minutes % 1440 < 720 else "PM"
    text = str((minutes // 60 - 1) % 12 + 1)
    if minutes % 60:
        text += f":{minutes % 60:02}"
    return text, half
