from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .mortgage_template_slot import _BY_BUTTON

OPEN = ("draft", "review")


class MortgageTemplateSlot(models.Model):
    """The way of an LO's own words to approval, and out of use again."""

    _inherit = "mortgage.template.slot"

    def action_submit(self):
        """Hand own words in for review."""
        self.check_access("write")
        self._expect("draft")
        self._expect_owner()
        for own in self:
            if not own.words:
                raise UserError(
                    self.env._(
                        "%s: write your words first. Without any, the default words go"
                        " out.",
                        own.display_name,
                    )
                )
        self._check_words()
        self._refuse_blocked_words()
        self._advance(
            "review", "submitted", submitted_at=fields.Datetime.now(), comment=False
        )

    def action_take_back(self):
        """Take own words back from review to change them."""
        self.check_access("write")
        self._expect("review")
        self._expect_owner()
        self._advance("draft", "taken back")

    def action_approve(self):
        """Approve words in review; what the LO said there before is withdrawn."""
        self._expect_reviewer()
        self._expect("review")
        self._check_words()
        self._refuse_blocked_words()
        now = fields.Datetime.now()
        self._replaced()._advance("withdrawn", "replaced")
        self.flush_model(["state"])
        for own in self:
            own._advance(
                "approved",
                "approved",
                content_sha256=own._content_hash(),
                reviewed_by_id=self.env.uid,
                reviewed_at=now,
            )

    def action_return(self, comment):
        """Give words in review back to their LO; ``comment`` says why."""
        self._expect_reviewer()
        self._expect("review")
        comment = (comment or "").strip()
        if not comment:
            raise UserError(self.env._("Say what the loan officer should change."))
        self._advance(
            "draft",
            "returned",
            comment=comment,
            reviewed_by_id=self.env.uid,
            reviewed_at=fields.Datetime.now(),
        )

    def action_withdraw(self):
        """Let the default words go out again."""
        self.check_access("read")
        self._expect("approved")
        if not self._is_compliance():
            self._expect_owner()
        self._advance("withdrawn", "withdrawn")

    def action_reword(self):
        """Open a draft with these approved words; they go out until it is approved."""
        self.ensure_one()
        self.check_access("write")
        self._expect("approved")
        draft = self.search([*self._same_place(), ("state", "in", OPEN)], limit=1)
        return (draft or self.copy()).action_open()

    def action_open(self):
        """Open these words on their own page."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("My words"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    @api.model
    def action_mine(self):
        """Open the places that the caller may word himself, each with what he has."""
        self._make_missing()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("My words"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [
                ("user_id", "=", self.env.uid),
                ("state", "!=", "withdrawn"),
            ],
            "help": self.env._(
                "<p class='o_view_nocontent_smiling_face'>Nothing to word yourself"
                " yet</p><p>Where a template leaves room for your own words, it appears"
                " here.</p>"
            ),
        }

    def _make_missing(self):
        """Give the caller an empty draft for each place he has no words for, and take
        those away whose place is gone."""
        mine = self.search(
            [("user_id", "=", self.env.uid), ("state", "!=", "withdrawn")]
        )
        gone = [
            own.id
            for own, (_version, slot) in mine._places()
            if not slot and own.state == "draft"
        ]
        self.browse(gone).unlink()
        has = {(own.template_id.id, own.lang, own.slot) for own in mine.exists()}
        versions = self.env["mortgage.template.version"].search(
            [
                ("state", "=", "approved"),
                ("template_id.active", "=", True),
                ("body", "like", "[["),
            ]
        )
        places = {
            (version.template_id.id, version.lang, slot.name): None
            for version in versions
            for slot in version._slots()
        }
        self.create(
            [
                {"template_id": template, "lang": lang, "slot": slot}
                for template, lang, slot in places
                if (template, lang, slot) not in has
            ]
        )

    @api.model
    def _withdraw_of(self, users):
        """Take the words of ``users``, who leave, out of use."""
        self.search(
            [("user_id", "in", users.ids), ("state", "!=", "withdrawn")]
        )._advance("withdrawn", "withdrawn")

    def _same_place(self):
        return [
            ("user_id", "=", self.user_id.id),
            ("template_id", "=", self.template_id.id),
            ("lang", "=", self.lang),
            ("slot", "=", self.slot),
        ]

    def _replaced(self):
        """Return the approved words that approving ``self`` puts out of use."""
        approved = self.search(
            [
                ("user_id", "in", self.user_id.ids),
                ("template_id", "in", self.template_id.ids),
                ("state", "=", "approved"),
            ]
        )
        keys = {(own.user_id, own.template_id, own.lang, own.slot) for own in self}
        return approved.filtered(
            lambda own: (own.user_id, own.template_id, own.lang, own.slot) in keys
        )

    def _expect(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for own in self:
            if own.state != state:
                raise UserError(
                    self.env._(
                        "%(words)s: this is “%(state)s”; it needs “%(expected)s”.",
                        words=own.display_name,
                        state=labels[own.state],
                        expected=labels[state],
                    )
                )

    def _is_compliance(self):
        # The user himself, whoever's rights the code around runs with.
        return self.env.user.has_group("mortgage_compliance.group_compliance")

    def _expect_reviewer(self):
        self.check_access("read")
        if not self._is_compliance():
            raise AccessError(
                self.env._("Only a compliance officer approves what LOs word.")
            )
        if self.env.user in self.user_id:
            raise UserError(
                self.env._("These are your own words. Somebody else has to read them.")
            )

    def _advance(self, state, event, **vals):
        """Move to ``state`` and tell the ledger."""
        changed = self.sudo().with_context(mortgage_by_button=_BY_BUTTON)
        changed.write({"state": state, **vals})
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "approval",
                    "res_model": self._name,
                    "res_id": own.id,
                    "company_id": own.template_id.company_id.id
                    or own.user_id.company_id.id,
                    "content": own._content(),
                    "payload": {
                        "act": event,
                        "template": own.template_id.code,
                        "lang": own.lang,
                        "slot": own.slot,
                        "lo": own.user_id.id,
                        "version": version.number,
                        "comment": own.comment or "",
                    },
                }
                for own, (version, _slot) in self.sudo()._places()
            ]
        )
