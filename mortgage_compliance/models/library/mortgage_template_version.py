import hashlib
import json

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import words
from ...tools.products import PRODUCTS
from .mortgage_template import DEFAULT_LANG, LANGS

STATES = [
    ("draft", "Draft"),
    ("review", "In review"),
    ("approved", "Approved"),
    ("retired", "Retired"),
]
WORDS = ("subject", "body", "lang", "attachment_ids")
# What the buttons write and nobody writes else.
ACT_OF_APPROVAL = (
    "template_id",
    "number",
    "state",
    "author_ids",
    "content_sha256",
    "approved_by_id",
    "approved_at",
    "retired_at",
    "covered_states",
    "covered_product",
)
# Stands in the context while a button acts; nobody can send an object by RPC.
_BY_BUTTON = object()


class MortgageTemplateVersion(models.Model):
    """The words of a template in one language; never changed once approved.

    Who wrote them cannot approve them, and only what was approved is sent: the hash of
    the words stands in the approval and is compared again at hand-over.
    """

    _name = "mortgage.template.version"
    _description = "Template version"
    _order = "template_id, lang, number desc"

    template_id = fields.Many2one(
        "mortgage.template", required=True, index=True, ondelete="restrict"
    )
    channel = fields.Selection(related="template_id.channel")
    lang = fields.Selection(LANGS, "Language", required=True, default=DEFAULT_LANG)
    number = fields.Integer("Version", default=1, readonly=True, copy=False)
    subject = fields.Char()
    body = fields.Text(required=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "mortgage_template_version_attachment_rel",
        "version_id",
        "attachment_id",
        string="Attachments",
        bypass_search_access=True,
        help="Files that go out with the email.",
    )
    state = fields.Selection(
        STATES, required=True, default="draft", index=True, readonly=True, copy=False
    )
    author_ids = fields.Many2many(
        "res.users",
        "mortgage_template_version_author_rel",
        "version_id",
        "user_id",
        string="Written by",
        readonly=True,
        copy=False,
    )
    content_sha256 = fields.Char(
        "Hash of the approved words", readonly=True, copy=False
    )
    approved_by_id = fields.Many2one(
        "res.users", "Approved by", readonly=True, copy=False
    )
    approved_at = fields.Datetime("Approved", readonly=True, copy=False)
    retired_at = fields.Datetime("Retired", readonly=True, copy=False)
    # The template's when the words were handed in: it may be narrowed later, and what
    # it is widened to is not approved.
    covered_states = fields.Char("Read for states", readonly=True, copy=False)
    covered_product = fields.Selection(
        PRODUCTS, "Read for product", readonly=True, copy=False
    )

    _number_uniq = models.Constraint(
        "UNIQUE(template_id, lang, number)", "This version number is taken."
    )
    _approved_uniq = models.UniqueIndex(
        "(template_id, lang) WHERE state = 'approved'",
        "Another version of this language was approved at the same moment.",
    )

    @api.depends("template_id.name", "lang", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = (
                f"{version.template_id.name or ''} ({version.lang}, v{version.number})"
            )

    @api.constrains("subject", "body", "lang", "template_id")
    def _check_words(self):
        known = self.env["mortgage.template"]._merge_fields()
        for version in self:
            subject = version.subject or ""
            found = words.flaws(subject, known, False, words.MAX_SUBJECT)
            found += words.flaws(version.body, known, version.channel != "sms")
            if "\n" in subject:
                found.append(words.Flaw("line"))
            if found:
                raise ValidationError(
                    "\n".join(version._flaw_text(flaw, known) for flaw in found)
                )

    def _flaw_text(self, flaw, known):
        """Return ``flaw`` in words a writer can act on."""
        if flaw.code == "unknown":
            near = flaw.near or tuple(sorted(known))
            return self.env._(
                "%(version)s: there is no field {{ %(field)s }}. Did you mean"
                " %(near)s?",
                version=self.display_name,
                field=flaw.what,
                near=", ".join(near),
            )
        texts = {
            "long": self.env._(
                "these words have over %(limit)s characters.", limit=flaw.what
            ),
            "brace": self.env._(
                "a brace stands outside a field, near “%(what)s”. A field is written"
                " {{ lo_name }}.",
                what=flaw.what,
            ),
            "address": self.env._(
                "a link needs an address that begins with https:// or one field, not"
                " “%(what)s”.",
                what=flaw.what,
            ),
            "markup": self.env._(
                "“%(what)s”: no bold or links here, plain words only.", what=flaw.what
            ),
            "line": self.env._("the subject is one line."),
        }
        return f"{self.display_name}: {texts[flaw.code]}"

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["template_id", "lang"])
        vals_list = [{**defaults, **vals} for vals in vals_list]
        for vals in vals_list:
            shipped = self.env.su and vals.get("state") == "review"
            if not shipped and vals.get("state", "draft") != "draft":
                raise UserError(
                    self.env._("A version begins as a draft and is approved later.")
                )
            # Given one by one: a default_state in the context must not get in.
            vals.update(
                dict.fromkeys(ACT_OF_APPROVAL[4:], False),
                state="review" if shipped else "draft",
                author_ids=[Command.set(self.env.user.ids)],
            )
            if shipped:
                template = self.env["mortgage.template"].browse(vals["template_id"])
                vals.update(template._audience())
        self._number(vals_list)
        return super().create(vals_list)

    def _number(self, vals_list):
        """Give each version the next number of its template and language."""
        groups = self.sudo()._read_group(
            [("template_id", "in", [vals.get("template_id") for vals in vals_list])],
            ["template_id", "lang"],
            ["number:max"],
        )
        last = {(template.id, lang): number for template, lang, number in groups}
        for vals in vals_list:
            key = vals.get("template_id"), vals["lang"]
            last[key] = last.get(key, 0) + 1
            vals["number"] = last[key]

    def write(self, vals):
        by_button = self.env.context.get("mortgage_by_button") is _BY_BUTTON
        for version in self:
            if not by_button:
                version._refuse_act_of_approval(vals)
            version._refuse_change_of_words(vals)
        if self._changed(vals, WORDS):
            vals = {**vals, "author_ids": [Command.link(self.env.uid)]}
        return super().write(vals)

    def _refuse_act_of_approval(self, vals):
        if self._changed(vals, ACT_OF_APPROVAL):
            raise UserError(
                self.env._(
                    "%(version)s: its state is changed by the buttons only.",
                    version=self.display_name,
                )
            )

    def _refuse_change_of_words(self, vals):
        if self.state == "draft" or not self._changed(vals, WORDS):
            return
        if self.state == "review":
            raise UserError(
                self.env._(
                    "%(version)s is in review. Send it back to draft to change it.",
                    version=self.display_name,
                )
            )
        raise UserError(
            self.env._(
                "The words of %(version)s were approved and stay as they are. Make a"
                " new version.",
                version=self.display_name,
            )
        )

    def _changed(self, vals, names):
        """Whether ``vals`` gives any of the fields ``names`` another value."""
        return any(
            self._fields[name].type == "many2many"
            or any(
                self._fields[name].convert_to_write(version[name], version)
                != (vals[name] or False)
                for version in self
            )
            for name in names
            if name in vals
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        for version in self:
            if version.state != "draft":
                raise UserError(
                    self.env._(
                        "%(version)s was handed in and stays on record. Retire it.",
                        version=version.display_name,
                    )
                )

    def action_open(self):
        """Open this version on its own page."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

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
        self._advance("draft", "returned")

    def action_approve(self):
        """Approve versions in review; each retires the one it replaces."""
        self._expect_compliance()
        self._expect("review")
        self._expect_other_eyes()
        keys = [(version.template_id.id, version.lang) for version in self]
        if len(set(keys)) < len(keys):
            raise UserError(
                self.env._("Approve one version of a template and language at a time.")
            )
        self._replaced()._advance(
            "retired", "retired", retired_at=fields.Datetime.now()
        )
        self.flush_model(["state"])
        for version in self:
            version._advance(
                "approved",
                "approved",
                content_sha256=version._content_hash(),
                approved_by_id=self.env.uid,
                approved_at=fields.Datetime.now(),
            )

    def action_retire(self):
        """Take approved versions out of use."""
        self._expect_compliance()
        self._expect("approved")
        self._advance("retired", "retired", retired_at=fields.Datetime.now())

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

    def _expect_compliance(self):
        # The user himself, whoever's rights the code around runs with.
        if not self.env.user.has_group("mortgage_compliance.group_compliance"):
            raise AccessError(
                self.env._("Only a compliance officer approves or retires words.")
            )

    def _expect_other_eyes(self):
        for version in self:
            if self.env.user in version.sudo().author_ids:
                raise UserError(
                    self.env._(
                        "You wrote %(version)s. Somebody else has to approve it.",
                        version=version.display_name,
                    )
                )

    def _advance(self, state, event, **vals):
        """Move to ``state`` and tell the ledger."""
        self.with_context(mortgage_by_button=_BY_BUTTON).write({"state": state, **vals})
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
                    },
                }
                for version in self
            ]
        )

    def _content(self):
        """Return the bytes an approval stands for: the words and what they are for."""
        self.ensure_one()
        template = self.template_id
        return json.dumps(
            {
                "channel": template.channel,
                "kind": template.kind,
                "footer": template.add_footer,
                "lang": self.lang,
                "subject": self.subject or "",
                "body": self.body or "",
                **self._further_content(),
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        ).encode()

    def _further_content(self):
        """Return what not every version has; without it the bytes are as they ever
        were, and what was approved long ago stays approved."""
        covers = (
            self.template_id._audience()
            if self.state == "draft"
            else {
                "covered_states": self.covered_states,
                "covered_product": self.covered_product,
            }
        )
        further = {
            "states": covers["covered_states"],
            "product": covers["covered_product"],
            "attachments": [
                [
                    attachment.name,
                    attachment.mimetype,
                    hashlib.sha256(attachment.raw or b"").hexdigest(),
                ]
                for attachment in self.sudo().attachment_ids.sorted("id")
            ],
        }
        return {name: value for name, value in further.items() if value}

    def _content_hash(self):
        return hashlib.sha256(self._content()).hexdigest()

    def _is_approved(self):
        """Whether every version of ``self`` is approved, in use and unchanged since."""
        return all(
            version.state == "approved"
            and version.template_id.active
            and version.content_sha256 == version._content_hash()
            for version in self
        )
