import hashlib
import json

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

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
    "deputy_for_id",
    "covered_states",
    "covered_product",
)
# Stands in the context while a button acts; nobody can send an object by RPC.
BY_BUTTON = object()


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
            found += words.flaws(
                version._locked_words(), known, version.channel != "sms"
            )
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
        by_button = self.env.context.get("mortgage_by_button") is BY_BUTTON
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

    @api.ondelete(at_uninstall=True)
    def _unlink_if_draft(self):
        # Anybody may send the flag of an uninstall; only Odoo itself runs one.
        if self.env.su and self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
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
        covers = self._covered()
        further = {
            "states": covers["covered_states"],
            "product": covers["covered_product"],
            "attachments": self._attachment_content(),
        }
        return {name: value for name, value in further.items() if value}

    def _covered(self):
        """Return for whom these words were read; a draft's are the template's now."""
        if self.state == "draft":
            return self.template_id._audience()
        return {
            "covered_states": self.covered_states,
            "covered_product": self.covered_product,
        }

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
