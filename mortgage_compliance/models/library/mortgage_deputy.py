from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

# Who sees the library's words before they are approved, and knows what they are for.
MAY_BE_NAMED = "mortgage_compliance.group_manager,mortgage_compliance.group_marketing"
DAY = "MMMM d, yyyy"
# Stands in the context while a button acts; nobody can send an object by RPC.
_BY_BUTTON = object()


class MortgageDeputy(models.Model):
    """Whom a compliance officer named to approve words in his stead, and for how long.

    A lender's one officer may write words too: the deputy's are the other eyes.
    """

    _name = "mortgage.deputy"
    _description = "Deputy for approvals"
    _order = "date_from desc, id desc"
    _rec_name = "deputy_id"

    officer_id = fields.Many2one(
        "res.users",
        "In the stead of",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    deputy_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("To", required=True, help="The last day.")
    reason = fields.Char(required=True, help="Such as vacation, or own words.")
    ended_at = fields.Datetime("Ended early", readonly=True)
    ended_by_id = fields.Many2one("res.users", "Ended by", readonly=True)
    status = fields.Selection(
        [("to_come", "To come"), ("in_force", "In force"), ("over", "Over")],
        compute="_compute_status",
    )
    may_end = fields.Boolean(compute="_compute_status")

    _dates_check = models.Constraint(
        "CHECK(date_to >= date_from)", "The last day is before the first."
    )

    @api.depends("date_from", "date_to", "ended_at")
    @api.depends_context("uid")
    def _compute_status(self):
        is_officer = self.env.user.has_group("mortgage_compliance.group_compliance")
        for mandate in self:
            today = mandate._today()
            if mandate.ended_at or (mandate.date_to and mandate.date_to < today):
                mandate.status = "over"
            else:
                begun = mandate.date_from and mandate.date_from <= today
                mandate.status = "in_force" if begun else "to_come"
            mandate.may_end = is_officer and mandate.status != "over"

    @api.constrains("officer_id", "deputy_id", "date_to")
    def _check_deputy(self):
        for mandate in self:
            deputy = mandate.deputy_id
            if deputy == mandate.officer_id:
                raise ValidationError(
                    self.env._("Nobody is the deputy of himself or herself.")
                )
            if not deputy.active or not deputy.has_groups(MAY_BE_NAMED):
                raise ValidationError(
                    self.env._(
                        "%(name)s cannot be a deputy: name a sales manager, an"
                        " administrator or somebody of marketing.",
                        name=deputy.name,
                    )
                )
            if mandate.date_to < mandate._today():
                raise ValidationError(self.env._("The last day is over already."))

    @api.model_create_multi
    def create(self, vals_list):
        self._expect_officer()
        mandates = super().create(
            [
                # One's own stead only, whatever the context's defaults say.
                {**vals, "officer_id": self.env.uid, "ended_at": False}
                for vals in vals_list
            ]
        )
        mandates._tell_ledger("deputy_named")
        for mandate in mandates:
            mandate._tell_deputy()
        return mandates

    def write(self, vals):
        if self.env.context.get("mortgage_by_button") is not _BY_BUTTON:
            raise UserError(
                self.env._("A deputy's time is ended, not changed: then name anew.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Who was a deputy stays on record. End it."))

    def action_end(self):
        """End the deputy's time now."""
        self._expect_officer()
        running = self.filtered(lambda mandate: mandate.status != "over")
        running.with_context(mortgage_by_button=_BY_BUTTON).write(
            {"ended_at": fields.Datetime.now(), "ended_by_id": self.env.uid}
        )
        running._tell_ledger("deputy_ended")

    def _expect_officer(self):
        # The user himself, whoever's rights the code around runs with.
        if not self.env.user.has_group("mortgage_compliance.group_compliance"):
            raise AccessError(
                self.env._("Only compliance officers name their deputies.")
            )

    @api.model
    def _in_force(self, user):
        """Return under which mandates ``user`` decides today; an officer who is none
        any more has no deputy."""
        today = fields.Date.today()
        found = self.sudo().search(
            [
                ("deputy_id", "=", user.id),
                ("ended_at", "=", False),
                ("date_from", "<=", fields.Date.add(today, days=1)),
                ("date_to", ">=", fields.Date.subtract(today, days=1)),
                ("officer_id.active", "=", True),
            ]
        )
        return found.filtered(
            lambda mandate: (
                mandate.date_from <= mandate._today() <= mandate.date_to
                and mandate.officer_id.has_group("mortgage_compliance.group_compliance")
            )
        )

    def _today(self):
        """Return the day it is at the officer's company."""
        company = self.officer_id.company_id or self.env.company
        return company._mortgage_today()

    def _words(self):
        """Return in whose stead the deputy decides, in words."""
        return self.env._(
            "You decide as deputy for %(officer)s until %(day)s (%(reason)s).",
            officer=self.officer_id.name,
            day=format_date(self.env, self.date_to, date_format=DAY),
            reason=self.reason,
        )

    def _ledger_facts(self):
        """Return what an approval says of the deputy who gave it."""
        return {"deputy_for": self.officer_id.id, "deputy_mandate": self.id}

    def _tell_ledger(self, act):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "approval",
                    "res_model": self._name,
                    "res_id": mandate.id,
                    "company_id": mandate.officer_id.company_id.id,
                    "payload": {
                        "act": act,
                        "officer": mandate.officer_id.id,
                        "deputy": mandate.deputy_id.id,
                        "from": fields.Date.to_string(mandate.date_from),
                        "to": fields.Date.to_string(mandate.date_to),
                        "reason": mandate.reason,
                    },
                }
                for mandate in self
            ]
        )

    def _tell_deputy(self):
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=self.deputy_id.partner_id.ids,
            author_id=self.officer_id.partner_id.id,
            subject=self.env._(
                "You are deputy for %(officer)s", officer=self.officer_id.name
            ),
            body=self.env._(
                "From %(first)s to %(last)s you approve words in the stead of"
                " %(officer)s: %(reason)s. Look under Compliance, Words to approve.",
                first=format_date(self.env, self.date_from, date_format=DAY),
                last=format_date(self.env, self.date_to, date_format=DAY),
                officer=self.officer_id.name,
                reason=self.reason,
            ),
        )
