from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .mortgage_template_version import BY_BUTTON


class MortgageTemplateVersion(models.Model):
    """The way from a draft to approved words, which two people go.

    Who wrote words cannot approve them. A compliance officer does, or a deputy whom one
    has named for the time; the ledger says for whom the deputy acted.
    """

    _inherit = "mortgage.template.version"

    deputy_for_id = fields.Many2one(
        "res.users", "Approved as deputy for", readonly=True, copy=False
    )
    may_decide = fields.Boolean(compute="_compute_may_decide")
    decision_note = fields.Char(compute="_compute_may_decide")
    # By it a record rule lets a deputy read what waits, only while named.
    awaits_deputy = fields.Boolean(
        compute="_compute_awaits_deputy", search="_search_awaits_deputy"
    )

    @api.depends("state", "author_ids")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        """Say whether the reader may approve, and in what right or why not."""
        is_officer = self._is_officer()
        mandates = self.env["mortgage.deputy"]
        if not is_officer:
            mandates = mandates._in_force(self.env.user)
        for version in self:
            mandate = mandates.filtered(version._is_under)[:1]
            is_author = self.env.user in version.sudo().author_ids
            version.may_decide = is_officer or bool(mandate)
            version.decision_note = False
            if version.state == "review" and is_author:
                version.decision_note = self.env._(
                    "You wrote these words: somebody else approves them, another"
                    " compliance officer or a deputy whom one has named."
                )
            elif version.state == "review" and mandate:
                version.decision_note = mandate._words()

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_awaits_deputy(self):
        mandates = self.env["mortgage.deputy"]._in_force(self.env.user)
        for version in self:
            version.awaits_deputy = version.state == "review" and any(
                version._is_under(mandate) for mandate in mandates
            )

    @api.model
    def _search_awaits_deputy(self, operator, value):
        if operator != "in":
            return NotImplemented
        mandates = self.env["mortgage.deputy"]._in_force(self.env.user)
        companies = mandates.officer_id.company_ids.ids
        waiting = Domain("state", "=", "review") & Domain(
            "template_id.company_id", "in", [False, *companies]
        )
        found = waiting if mandates else Domain.FALSE
        return found if True in value else ~found

    def action_submit(self):
        """Hand drafts in for review."""
        self._expect("draft")
        for version in self:
            if version.channel == "email" and not version.subject:
                raise UserError(
                    self.env._(
                        "%(version)s: an email needs a subject.",
                        version=version.display_name,
                    )
                )
        for version in self:
            version._advance("review", "submitted", **version.template_id._audience())

    def action_return(self):
        """Give versions in review back to their authors."""
        self._expect("review")
        mandate = self._mandate()
        self._in_right_of(mandate)._advance("draft", "returned", mandate)

    def action_approve(self):
        """Approve versions in review; each retires the one it replaces."""
        mandate = self._expect_decider()
        self._expect("review")
        self._expect_other_eyes()
        keys = [(version.template_id.id, version.lang) for version in self]
        if len(set(keys)) < len(keys):
            raise UserError(
                self.env._("Approve one version of a template and language at a time.")
            )
        deciding = self._in_right_of(mandate)
        deciding._replaced()._advance(
            "retired", "retired", mandate, retired_at=fields.Datetime.now()
        )
        self.flush_model(["state"])
        for version in deciding:
            version._advance(
                "approved",
                "approved",
                mandate,
                content_sha256=version._content_hash(),
                approved_by_id=self.env.uid,
                approved_at=fields.Datetime.now(),
                deputy_for_id=mandate.officer_id.id,
            )

    def action_retire(self):
        """Take approved versions out of use."""
        mandate = self._expect_decider()
        self._expect("approved")
        self._in_right_of(mandate)._advance(
            "retired", "retired", mandate, retired_at=fields.Datetime.now()
        )

    def action_new_version(self):
        """Open a draft with these words, the one that is there already or a new one."""
        self.ensure_one()
        draft = self.search(
            [
                ("template_id", "=", self.template_id.id),
                ("lang", "=", self.lang),
                ("state", "=", "draft"),
            ],
            limit=1,
        )
        return (draft or self.copy()).action_open()

    def _replaced(self):
        """Return the approved versions that approving ``self`` puts out of use."""
        approved = self.search(
            [
                ("template_id", "in", self.template_id.ids),
                ("state", "=", "approved"),
            ]
        )
        keys = {(version.template_id.id, version.lang) for version in self}
        return approved.filtered(lambda v: (v.template_id.id, v.lang) in keys)

    def _expect(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for version in self:
            if version.state != state:
                raise UserError(
                    self.env._(
                        "%(version)s is “%(state)s”; this needs “%(expected)s”.",
                        version=version.display_name,
                        expected=labels[state],
                        state=labels[version.state],
                    )
                )

    def _expect_decider(self):
        """Return the mandate under which the user decides, empty for an officer."""
        mandate = self._mandate()
        if not mandate and not self._is_officer():
            raise AccessError(
                self.env._(
                    "Only a compliance officer, or the deputy whom one has named,"
                    " approves or retires words."
                )
            )
        return mandate

    def _expect_other_eyes(self):
        for version in self:
            if self.env.user in version.sudo().author_ids:
                raise UserError(
                    self.env._(
                        "You wrote %(version)s. Somebody else has to approve it: a"
                        " compliance officer, or the deputy whom one has named.",
                        version=version.display_name,
                    )
                )

    def _is_officer(self):
        # The user himself, whoever's rights the code around runs with.
        return self.env.user.has_group("mortgage_compliance.group_compliance")

    def _is_under(self, mandate):
        """Whether the officer of ``mandate`` decides on this version."""
        company = self.sudo().template_id.company_id
        return not company or company in mandate.officer_id.company_ids

    def _mandate(self):
        """Return the mandate under which the user decides on all of ``self`` today."""
        mandates = self.env["mortgage.deputy"]
        if self._is_officer():
            return mandates
        self.check_access("read")
        return mandates._in_force(self.env.user).filtered(
            lambda mandate: all(version._is_under(mandate) for version in self)
        )[:1]

    def _in_right_of(self, mandate):
        """Return ``self`` as who decides may write it: a deputy has no right of his
        own to, only while named."""
        return self.sudo() if mandate else self

    def _advance(self, state, event, mandate=None, **vals):
        """Move to ``state`` and tell the ledger, and in whose stead it was done."""
        stead = mandate._ledger_facts() if mandate else {}
        self.with_context(mortgage_by_button=BY_BUTTON).write({"state": state, **vals})
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "approval",
                    "res_model": self._name,
                    "res_id": version.id,
                    "company_id": version.template_id.company_id.id,
                    "content": version._content(),
                    "payload": {
                        "act": event,
                        "template": version.template_id.code,
                        "lang": version.lang,
                        "number": version.number,
                        "authors": version.sudo().author_ids.ids,
                        **version._approval_facts(),
                        **stead,
                    },
                }
                for version in self
            ]
        )

    def _approval_facts(self):
        """Hook: return what else the ledger says of an act on these words."""
        return {}
