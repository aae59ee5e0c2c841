from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.places import state_code
from ...tools.secrets import cut

KINDS = [
    ("access", "A copy of their data"),
    ("deletion", "Deletion"),
    ("correction", "Correction"),
]
STATES = [
    ("new", "New"),
    ("verified", "Verified"),
    ("erasing", "Being deleted"),
    ("waiting", "Waiting for law"),
    ("done", "Done"),
    ("refused", "Refused"),
]
OPEN_STATES = ("new", "verified", "erasing")
STEP_FIELDS = (
    *("state", "verified_at", "verified_how", "answered_at", "answer", "finished_at"),
    *("place", "after", "counts", "extended_by"),
)


class MortgagePrivacyRequest(models.Model):
    """A person asks what we hold about them, to have it put right, or to be deleted."""

    _name = "mortgage.privacy.request"
    _inherit = "mortgage.matter.mixin"
    _description = "Privacy request"
    _order = "received_at desc, id desc"

    _step_fields = STEP_FIELDS

    kind = fields.Selection(KINDS, "Asks for", required=True, default="deletion")
    requester = fields.Char(
        "Who asks", required=True, help="The name as it was given, and how they wrote."
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "mortgage_privacy_request_partner_rel",
        "request_id",
        "partner_id",
        string="Their cards",
        context={"active_test": False},
    )
    point_ids = fields.Many2many(
        "mortgage.contact.point",
        "mortgage_privacy_request_point_rel",
        "request_id",
        "point_id",
        string="Their emails and phones",
        ondelete="restrict",
        help="Those of the cards are added by themselves, unless somebody else has them"
        " too.",
    )
    state_code = fields.Char(
        "Lives in", size=2, help="Two-letter code: the state whose law counts."
    )
    clock_id = fields.Many2one(
        "mortgage.privacy.clock", "By the rule", readonly=True, ondelete="restrict"
    )
    confirm_due = fields.Date("Confirm by", readonly=True, copy=False)
    answer_due = fields.Date("Answer by", readonly=True, copy=False, index=True)
    extended_by = fields.Integer("Extended by days", readonly=True, copy=False)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="new", index=True, copy=False
    )
    verified_at = fields.Datetime("Verified", readonly=True, copy=False)
    verified_how = fields.Text(readonly=True, copy=False)
    answered_at = fields.Datetime("Answered", readonly=True, copy=False)
    answer = fields.Text(readonly=True, copy=False)
    finished_at = fields.Datetime("All gone", readonly=True, copy=False)

    @api.constrains("partner_ids")
    def _check_no_colleagues(self):
        for request in self:
            users = request.with_context(active_test=False).sudo().partner_ids.user_ids
            colleague = users.filtered(lambda user: not user.share)[:1]
            if colleague:
                raise ValidationError(
                    self.env._(
                        "%(name)s works here: people with a login are not deleted as"
                        " borrowers.",
                        name=colleague.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request in requests.sudo():
            request._add_points()
            request._set_clock()
            request._give_to_compliance()
            request._remind()
        requests._log("received")
        return requests

    def write(self, vals):
        about = {"partner_ids", "point_ids", "kind"} & vals.keys()
        if (
            about
            and not self._is_by_step()
            and self.filtered(lambda one: one.state != "new")
        ):
            raise UserError(
                self.env._(
                    "Who it is about was verified: refuse this one and file another."
                )
            )
        result = super().write(vals)
        if "partner_ids" in vals:
            self.sudo()._add_points()
        if {"received_at", "state_code", "partner_ids"} & vals.keys():
            self.sudo()._set_clock()
            self.sudo()._remind()
        elif "owner_id" in vals:
            self.sudo()._remind()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A privacy request stays on record."))

    @api.model
    def _cleaned(self, vals):
        """Return ``vals`` without the numbers that must not be stored, and with the
        state as a code."""
        cleaned = {
            name: cut(vals[name])[0]
            for name in ("requester", "verified_how", "answer")
            if vals.get(name)
        }
        if vals.get("state_code"):
            code = state_code(vals["state_code"])
            if not code:
                raise ValidationError(
                    self.env._(
                        "Lives in: “%(state)s” is no state; give the two-letter code,"
                        " such as CA.",
                        state=vals["state_code"],
                    )
                )
            cleaned["state_code"] = code
        return {**vals, **cleaned}

    def _add_points(self):
        """Add the emails and phones of the cards that are nobody else's."""
        for request in self.with_context(active_test=False):
            partners = request.partner_ids
            own = partners.mortgage_point_ids.filtered(
                lambda point, partners=partners: point.partner_ids <= partners
            )
            if own - request.point_ids:
                request._take_step(point_ids=[(4, point.id) for point in own])

    def _set_clock(self):
        for request in self:
            partners = request.with_context(active_test=False).partner_ids
            state = request.state_code or partners.state_id[:1].code
            clock = self.env["mortgage.privacy.clock"]._of(
                state, request.company_id, request.received_at
            )
            at = request.received_at.replace(tzinfo=timezone.utc)
            day = request.company_id._mortgage_today(at)
            confirm, answer = clock._deadlines(day)
            # Past write(), which would set the clock again.
            request._take_step(
                clock_id=clock.id,
                confirm_due=confirm,
                answer_due=answer and answer + timedelta(days=request.extended_by),
            )

    def _next_due(self):
        if self.state not in OPEN_STATES:
            return False
        return (self.state == "new" and self.confirm_due) or self.answer_due

    def _reminder(self):
        return self.env._("Privacy request %s", self.name)

    # Steps

    def _verify(self, how):
        """Note that the person is who he or she says, and ``how`` that is known."""
        self._check_step(("new",), how)
        if not (self.partner_ids or self.point_ids):
            raise UserError(
                self.env._("Pick the cards, or the emails and phones, it is about.")
            )
        self._take_step(
            state="verified", verified_at=fields.Datetime.now(), verified_how=how
        )
        self._end_step("verified")

    def _extend(self, reason):
        """Take the one extension that the clock allows; the person is told why."""
        self._check_step(("new", "verified"), reason)
        days = self.clock_id.extension_days
        if not days or self.extended_by:
            raise UserError(self.env._("This clock was extended already, or never is."))
        self._take_step(
            extended_by=days, answer_due=self.answer_due + timedelta(days=days)
        )
        self._end_step("extended", days=days)

    def _answer(self, answer):
        """Note what the person was told. What asked for a copy or a correction is done
        with that; a deletion goes its own way."""
        self._check_step(("new", "verified", "waiting", "done"), answer)
        self._take_step(answer=answer, answered_at=fields.Datetime.now())
        if self.kind != "deletion":
            self._take_step(state="done", finished_at=fields.Datetime.now())
        self._end_step("answered")

    def _refuse(self, reason):
        """Refuse it: the person is somebody else, or law lets the lender say no."""
        self._check_step(("new", "verified"), reason)
        self._take_step(
            state="refused", answer=reason, answered_at=fields.Datetime.now()
        )
        self._end_step("refused")

    def _end_step(self, what, **more):
        self.sudo()._remind()
        self._log(what, **more)

    def _log(self, what, **more):
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "privacy",
                    "res_model": request._name,
                    "res_id": request.id,
                    "company_id": request.company_id.id,
                    # No names, and no key of the person: it must outlive both.
                    "payload": {
                        "what": what,
                        "number": request.name,
                        "kind": request.kind,
                        "clock": request.clock_id.code or "",
                        "answer_due": fields.Date.to_string(request.answer_due) or "",
                        "points": request.point_ids.ids,
                        **more,
                    },
                }
                for request in self.sudo()
            ]
        )

    @api.model
    def _late_domain(self):
        today = fields.Date.to_string(self.env.company._mortgage_today())
        return Domain("state", "in", OPEN_STATES) & Domain("answer_due", "<", today)
