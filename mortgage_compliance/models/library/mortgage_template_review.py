from odoo import api, fields, models
from odoo.exceptions import UserError

from ..caller import check_caller

STATES = [
    ("waiting", "Waiting"),
    ("confirmed", "Still right"),
    ("replaced", "Replaced or retired"),
]
# Stands in the context while a button acts; nobody can send an object by RPC.
_BY_BUTTON = object()


class MortgageTemplateReview(models.Model):
    """Approved words that are to be read once more, as when a law has changed.

    They go on being sent through the day they are due, then stop until somebody who did
    not write them has found them still right, or new ones are approved.
    """

    _name = "mortgage.template.review"
    _description = "Words to be read again"
    _order = "due_on, id"
    _rec_name = "version_id"

    version_id = fields.Many2one(
        "mortgage.template.version", "Words", required=True, ondelete="restrict"
    )
    template_id = fields.Many2one(related="version_id.template_id")
    owner_id = fields.Many2one(related="template_id.owner_id")
    channel = fields.Selection(related="template_id.channel")
    lang = fields.Selection(related="version_id.lang")
    reason = fields.Char(required=True)
    due_on = fields.Date("Sent until", required=True, help="The last day it is sent.")
    asked_by_id = fields.Many2one("res.users", "Asked by", readonly=True)
    state = fields.Selection(STATES, required=True, default="waiting", readonly=True)
    done_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    done_at = fields.Datetime("Decided", readonly=True)
    is_stopped = fields.Boolean("Stopped", compute="_compute_is_stopped")

    # Serves the gate's look at what waits for each version.
    _waiting_idx = models.Index("(version_id) WHERE state = 'waiting'")

    @api.depends("due_on", "state")
    def _compute_is_stopped(self):
        today = self.env.company._mortgage_today()
        for review in self:
            review.is_stopped = review.state == "waiting" and review.due_on < today

    @api.model
    def _ask(self, versions, reason, due_on):
        """Have ``versions`` read again by ``due_on``; what waits already is not asked
        for twice for one reason."""
        check_caller(
            self.env, ("group_compliance",), self.env._("have words read again")
        )
        waiting = self.search(
            [
                ("version_id", "in", versions.ids),
                ("state", "=", "waiting"),
                ("reason", "=", reason),
            ]
        )
        asked = self.with_context(mortgage_by_button=_BY_BUTTON).create(
            [
                {
                    "version_id": version.id,
                    "reason": reason,
                    "due_on": due_on,
                    "asked_by_id": self.env.uid,
                }
                for version in versions - waiting.version_id
            ]
        )
        asked._tell_ledger("reread_asked")
        return asked

    @api.model_create_multi
    def create(self, vals_list):
        self._expect_button()
        return super().create(vals_list)

    def write(self, vals):
        self._expect_button()
        return super().write(vals)

    def _expect_button(self):
        if self.env.context.get("mortgage_by_button") is not _BY_BUTTON:
            raise UserError(
                self.env._("Ask for it under “Read again”, and decide by the buttons.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was to be read again stays on record."))

    def action_confirm(self):
        """Say that the words are still right: they go on being sent."""
        waiting = self.filtered(lambda review: review.state == "waiting")
        mandate = waiting.version_id._expect_decider()
        waiting.version_id._expect_other_eyes()
        waiting._decide("confirmed", mandate)

    def action_open_words(self):
        """Open the words on their own page."""
        self.ensure_one()
        return self.version_id.action_open()

    def _decide(self, state, mandate=None):
        done = self.sudo().with_context(mortgage_by_button=_BY_BUTTON)
        done.write(
            {
                "state": state,
                "done_by_id": self.env.uid,
                "done_at": fields.Datetime.now(),
            }
        )
        stead = mandate._ledger_facts() if mandate else {}
        self._tell_ledger(f"reread_{state}", **stead)

    def _tell_ledger(self, act, **more):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "approval",
                    "res_model": "mortgage.template.version",
                    "res_id": review.version_id.id,
                    "company_id": review.template_id.company_id.id,
                    "payload": {
                        "act": act,
                        "reason": review.reason,
                        "due_on": fields.Date.to_string(review.due_on),
                        **more,
                    },
                }
                for review in self.sudo()
            ]
        )


class MortgageTemplateVersion(models.Model):
    _inherit = "mortgage.template.version"

    review_ids = fields.One2many(
        "mortgage.template.review",
        "version_id",
        "To be read again",
        domain=[("state", "=", "waiting")],
        copy=False,
    )
    stops_after = fields.Date("Sent until", compute="_compute_stops_after")

    @api.depends("review_ids.due_on", "template_id.expires_on")
    def _compute_stops_after(self):
        for version in self:
            days = version.sudo().review_ids.mapped("due_on")
            days.append(version.template_id.expires_on)
            version.stops_after = min(filter(None, days), default=False)

    def _advance(self, state, event, mandate=None, **vals):
        result = super()._advance(state, event, mandate, **vals)
        if state == "retired":
            self.sudo().review_ids._decide("replaced", mandate)
        return result

    def action_ask_again(self):
        """Open the dialog that has these words read again."""
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Have words read again"),
            "res_model": "mortgage.template.reread",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_version_ids": self.ids},
        }
