from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import audience
from ...tools.products import PRODUCTS
from ..touch.mortgage_touch import KINDS

LANGS = [("en", "English"), ("es", "Spanish")]
DEFAULT_LANG = "en"
# Approval is given for these too: a text approved as a receipt is no advertisement.
FROZEN_WITH_WORDS = ("code", "company_id", "channel", "kind", "add_footer")
# The version that a person wants to see first.
SHOWN_FIRST = ("draft", "review", "approved", "retired")


class MortgageTemplate(models.Model):
    """One message of the lender's library; its words stand in its versions."""

    _name = "mortgage.template"
    _inherit = ["mortgage.sender"]
    _description = "Message template"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    code = fields.Char(
        required=True,
        index=True,
        copy=False,
        help="The name by which plays and the system ask for this template.",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty for a template of every company."
    )
    channel = fields.Selection(
        [("email", "Email"), ("sms", "Text"), ("call", "Call script")], required=True
    )
    kind = fields.Selection(KINDS, required=True, default="marketing")
    purpose = fields.Char(help="What it is for, in a sentence.")
    product = fields.Selection(
        PRODUCTS, help="Empty for every product: only borrowers of this one get it."
    )
    audience_states = fields.Char(
        "States",
        help="Two-letter codes, as in TX FL: only borrowers there get it. Empty for"
        " every state.",
    )
    owner_id = fields.Many2one(
        "res.users",
        default=lambda self: False if self.env.su else self.env.user,
        domain="[('share', '=', False)]",
        ondelete="set null",
        index="btree_not_null",
        help="Keeps it right, and is told when it is to be looked at or expires.",
    )
    expires_on = fields.Date(
        "Sent until", help="The last day it is sent. Empty for no end."
    )
    review_on = fields.Date("Review by")
    add_footer = fields.Boolean(
        "Footer",
        default=True,
        help="Names, NMLS numbers, license text and the way to opt out, added at"
        " sending. Off only where the words say it all, as in the answer to STOP.",
    )
    version_ids = fields.One2many(
        "mortgage.template.version", "template_id", "Versions"
    )
    approved_langs = fields.Char("Approved in", compute="_compute_approved_langs")
    waiting_count = fields.Integer("Waiting", compute="_compute_approved_langs")
    is_frozen = fields.Boolean(compute="_compute_is_frozen")
    preview_en = fields.Html("English", compute="_compute_previews", sanitize=False)
    preview_es = fields.Html("Spanish", compute="_compute_previews", sanitize=False)

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "This code is taken."
    )

    @api.depends("version_ids.state", "version_ids.lang")
    def _compute_approved_langs(self):
        names = dict(LANGS)
        for template in self:
            approved = template.version_ids.filtered(lambda v: v.state == "approved")
            template.approved_langs = ", ".join(
                names[lang] for lang in sorted(set(approved.mapped("lang")))
            )
            template.waiting_count = len(
                template.version_ids.filtered(lambda v: v.state == "review")
            )

    @api.depends("version_ids.state")
    def _compute_is_frozen(self):
        for template in self:
            states = template.sudo().version_ids.mapped("state")
            template.is_frozen = any(state != "draft" for state in states)

    @api.depends("version_ids")
    def _compute_previews(self):
        for template in self:
            for lang, _name in LANGS:
                versions = template.version_ids.filtered(
                    lambda version, lang=lang: version.lang == lang
                ).sorted(lambda version: SHOWN_FIRST.index(version.state))
                template[f"preview_{lang}"] = template._preview(versions[:1])

    def _preview(self, version):
        """Return ``version`` as it arrives on a phone, False for none."""
        if not version:
            return False
        body = version.preview_html or Markup(
            '<div style="white-space:pre-wrap">%s</div>'
        ) % (version.preview_text or "")
        states = dict(version._fields["state"]._description_selection(self.env))
        return Markup(
            '<div class="text-muted">%s %s, %s</div><h4>%s</h4>'
            '<div class="border rounded p-3" style="max-width:390px">%s</div>'
        ) % (
            self.env._("Version"),
            version.number,
            states[version.state],
            version.preview_subject or "",
            body,
        )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_states(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._with_states(vals)
        for template in self:
            if template._loses_its_approval(vals):
                raise UserError(
                    self.env._(
                        "%(template)s has words in review or approved, which were read"
                        " as a %(kind)s message on this channel. Make a new template"
                        " instead.",
                        template=template.name,
                        kind=template.kind,
                    )
                )
        return super().write(vals)

    def _with_states(self, vals):
        """Return ``vals`` with the states as they are stored."""
        if not vals.get("audience_states"):
            return vals
        codes, unknown = audience.parse(vals["audience_states"])
        if unknown:
            raise ValidationError(
                self.env._(
                    "States: “%(what)s” is no state. Write two-letter codes, as in"
                    " TX FL.",
                    what=", ".join(unknown),
                )
            )
        return {**vals, "audience_states": audience.written(codes)}

    def _loses_its_approval(self, vals):
        """Whether writing ``vals`` changes what an approval was given for."""
        self.ensure_one()
        changed = any(
            name in vals
            and self._fields[name].convert_to_write(self[name], self)
            != (vals[name] or False)
            for name in FROZEN_WITH_WORDS
        )
        return changed and self.is_frozen

    def _audience(self):
        """Return for whom words of this template are read that are handed in now."""
        self.ensure_one()
        return {
            "covered_states": self.audience_states,
            "covered_product": self.product,
        }

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for template, vals in zip(self, vals_list, strict=True):
            vals.setdefault("code", f"{template.code}_copy")
        return vals_list

    @api.model
    def _by_codes(self, codes, company_id=False):
        """Return ``{code: template}``, a template of the company before the global."""
        templates = self.search(
            [
                ("code", "in", list(codes)),
                ("company_id", "in", [False, company_id or False]),
            ]
        )
        templates = templates.sorted(lambda template: bool(template.company_id))
        return {template.code: template for template in templates}

    @api.model
    def _current_versions(self, templates, langs):
        """Return ``{(template id, lang): approved version}`` for all pairs, in English
        where the language has none; a template without either has no key.

        ``langs`` may be Odoo codes such as ``es_MX``; they are the keys as given.
        """
        approved = self.env["mortgage.template.version"].search(
            [
                ("template_id", "in", templates.ids),
                ("template_id.active", "=", True),
                ("state", "=", "approved"),
            ]
        )
        by_lang = {
            (version.template_id.id, version.lang): version for version in approved
        }
        found = {}
        for template_id in templates.ids:
            english = by_lang.get((template_id, DEFAULT_LANG))
            for lang in langs:
                short = (lang or DEFAULT_LANG)[:2]
                version = by_lang.get((template_id, short), english)
                if version:
                    found[template_id, lang] = version
        return found

    @api.model
    def _merge_fields(self):
        """Return ``{name: (label, sample, fallback)}``, the fields words may use.

        A fallback of None: without a value nothing is sent. A fallback of "": the line
        that holds the field is left out. Samples and fallbacks are in the language of
        the context key ``mortgage_lang``. See ``mortgage.merge.field``.
        """
        known = self.env["mortgage.merge.field"]._known(
            self.env.context.get("mortgage_lang")
        )
        return {
            name: (field.label, field.sample, field.fallback)
            for name, field in known.items()
        }

    @api.model
    def _sample_values(self, lang=DEFAULT_LANG):
        """Return ``{field: sample}`` for a preview in ``lang``."""
        names = self.with_context(mortgage_lang=lang)._merge_fields()
        return {name: sample for name, (_label, sample, _fallback) in names.items()}

    def action_add_version(self):
        """Open a new draft of this template."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mortgage.template.version",
            "view_mode": "form",
            "name": self.name,
            "context": {"default_template_id": self.id},
        }
