from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from .mortgage_deputy import DAY

WARNED_BEFORE = timedelta(days=14)
STANDINGS = [
    ("draft", "Draft"),
    ("review", "In review"),
    ("approved", "Approved"),
    ("stopped", "Not sent any more"),
    ("retired", "Retired"),
]


class MortgageTemplate(models.Model):
    """How long words are sent, and who is told before that ends."""

    _inherit = "mortgage.template"

    standing = fields.Selection(STANDINGS, "State", compute="_compute_standing")
    # Of which days the owner has been told, so that each is told of once.
    warned_expiry = fields.Date(readonly=True, copy=False)
    warned_review = fields.Date(readonly=True, copy=False)

    @api.depends(
        "version_ids.state", "version_ids.review_ids.due_on", "expires_on", "active"
    )
    def _compute_standing(self):
        today = self.env.company._mortgage_today()
        for template in self:
            states = set(template.version_ids.mapped("state"))
            standing = next(
                (
                    state
                    for state in ("approved", "review", "draft", "retired")
                    if state in states
                ),
                False,
            )
            if standing == "approved" and template._stopped(today):
                standing = "stopped"
            template.standing = standing

    def _stopped(self, today):
        """Return the approved versions that are not sent any more."""
        approved = self.version_ids.filtered(lambda v: v.state == "approved")
        return approved.filtered(lambda v: v.stops_after and v.stops_after < today)

    def write(self, vals):
        longer = self.filtered(lambda template: template._lasts_longer(vals))
        # The user himself, whoever's rights the code around runs with.
        if longer and not self.env.user.has_group(
            "mortgage_compliance.group_compliance"
        ):
            raise AccessError(
                self.env._(
                    "%(template)s was approved to be sent until %(day)s. Only a"
                    " compliance officer lets it be sent longer.",
                    template=longer[0].name,
                    day=format_date(self.env, longer[0].expires_on, date_format=DAY),
                )
            )
        before = {template: template.expires_on for template in longer}
        result = super().write(vals)
        longer._tell_ledger_of_days(before)
        return result

    def _lasts_longer(self, vals):
        """Whether writing ``vals`` lets approved words be sent longer than before."""
        self.ensure_one()
        if "expires_on" not in vals or not self.expires_on:
            return False
        until = fields.Date.to_date(vals["expires_on"] or False)
        return self.is_frozen and (not until or until > self.expires_on)

    def _tell_ledger_of_days(self, before):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "approval",
                    "res_model": self._name,
                    "res_id": template.id,
                    "company_id": template.company_id.id,
                    "payload": {
                        "act": "sent_longer",
                        "template": template.code,
                        "before": fields.Date.to_string(before[template]),
                        "after": fields.Date.to_string(template.expires_on) or "",
                    },
                }
                for template in self
            ]
        )

    @api.model
    def _cron_warn_owners(self):
        """Give owners a task two weeks before a template expires or is to be read."""
        templates = self.sudo()
        until = fields.Date.today() + WARNED_BEFORE
        for day, warned, summary in (
            (
                "expires_on",
                "warned_expiry",
                self.env._("it expires, renew or retire it"),
            ),
            ("review_on", "warned_review", self.env._("look at its words again")),
        ):
            due = templates.search(
                [(day, "!=", False), (day, "<=", until), ("version_ids", "!=", False)]
            )
            for template in due.filtered(lambda t, d=day, w=warned: t[d] != t[w]):
                template[warned] = template[day]
                template._give_task(template[day], summary)

    def _give_task(self, day, summary):
        """Put a task on the keeper's list.

        It is tied to no record: Odoo would want a thread of it, and a thread would be a
        way to write to borrowers past the library.
        """
        keeper = self._keeper()
        if not keeper:
            return
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        self.env["mail.activity"].create(
            {
                "activity_type_id": todo and todo.id,
                "date_deadline": day,
                "user_id": keeper.id,
                "summary": f"{self.name}: {summary}",
                "note": Markup('<a href="/odoo/mortgage-templates/%s">%s</a>')
                % (self.id, self.name),
            }
        )

    def _keeper(self):
        """Return the owner, or an officer where there is none who sees the template."""
        company = self.company_id or self.env.company
        people = self.env["mortgage.readiness"].with_company(company)
        officers = people._people("group_compliance")
        return next(
            (
                user
                for user in (self.owner_id, *officers)
                if user.active and self.with_user(user).has_access("read")
            ),
            None,
        )
