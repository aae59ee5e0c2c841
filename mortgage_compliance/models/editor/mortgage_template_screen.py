from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.places import state_name
from ..caller import check_caller
from ..library.mortgage_template import LANGS
from ..lint.mortgage_lint_check import STAFF


class MortgageTemplateVersion(models.Model):
    """What stands around the words on their screen: where they are on their way, who
    decides, what may be put into them."""

    _inherit = "mortgage.template.version"

    @api.model
    def editor(self, version_id, template_id=False, lang=False):
        """Return what the editor shows beside the words of a version, or of one that
        is begun for ``template_id`` in ``lang``."""
        check_caller(self.env, STAFF, self.env._("read templates"))
        version = self.browse(version_id or []).exists()
        if version_id and not version:
            raise UserError(self.env._("version_id: there is no such version."))
        template = version.template_id or self.env["mortgage.template"].browse(
            template_id or []
        )
        (version or template).check_access("read")
        lang = version.lang or lang or LANGS[0][0]
        audience = version or self.new({"template_id": template.id})
        return {
            "may_write": version.state in (False, "draft") and self.has_access("write"),
            "writes_words": self.has_access("write"),
            "status": version._status_words() if version else "",
            "states": [
                {"code": code, "name": state_name(code)}
                for code in audience._audience_states()
                if code
            ],
            "languages": self._languages(template, version, lang),
            "fields": self._fields_to_pick(template.channel, lang),
            "document_model": self._preview_document_model(),
        }

    @api.model
    def _preview_document_model(self):
        """Hook: the model whose records may stand in for samples, False for none."""
        return False

    def _languages(self, template, version, lang):
        """Return the tabs: for each language the version that is worked on first."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        order = list(labels)
        tabs = []
        for code, name in self._fields["lang"]._description_selection(self.env):
            others = template.version_ids.filtered(
                lambda other, code=code: other.lang == code
            )
            shown = others.sorted(lambda other: order.index(other.state))[:1]
            shown = version if code == lang else shown
            tabs.append(
                {
                    "lang": code,
                    "name": name,
                    "id": shown.id,
                    "state": labels.get(shown.state, ""),
                    "here": code == lang,
                }
            )
        return tabs

    def _fields_to_pick(self, channel, lang):
        """Return the merge fields for ``channel`` by plain name."""
        known = self.env["mortgage.merge.field"]._known(lang)
        groups = dict(
            self.env["mortgage.merge.field"]
            ._fields["category"]
            ._description_selection(self.env)
        )
        return [
            {
                "name": field.name,
                "label": field.label,
                "group": groups.get(field.category, ""),
                "sample": field.sample,
                "without": self._fallback_words(field.fallback),
                "is_link": field.is_link,
            }
            for field in known.values()
            if not channel or channel in field.channels
        ]

    def _status_words(self):
        """Return where the version is on its way and what may be done by whom."""
        self.ensure_one()
        return {
            "draft": self._draft_words,
            "review": self._review_words,
            "approved": self._approved_words,
            "retired": self._retired_words,
        }[self.state]()

    def _draft_words(self):
        return self.env._("A draft: nobody gets these words before they are approved.")

    def _review_words(self):
        names = self._listed(self._may_approve().mapped("name"))
        locked = self.env._("In review: the words are locked until they come back.")
        if self.env.user in self.sudo().author_ids:
            locked = self.env._("In review. You wrote this.")
        if not names:
            return self.env._(
                "%s Nobody else may approve it yet: name a deputy or another compliance"
                " officer.",
                locked,
            )
        return self.env._(
            "%(what)s %(names)s may approve it.", what=locked, names=names
        )

    def _approved_words(self):
        return self.env._(
            "Approved by %(name)s on %(day)s. These words are sent as they are; to"
            " change them make a new version.",
            name=self.sudo().approved_by_id.name,
            day=self._day(self.approved_at),
        )

    def _retired_words(self):
        return self.env._(
            "Retired on %s. Nobody gets these words any more.",
            self._day(self.retired_at),
        )

    def _day(self, moment):
        local = fields.Datetime.context_timestamp(self, moment)
        return format_date(self.env, local.date(), date_format="MMMM d, yyyy")

    def _listed(self, names):
        if len(names) < 2:
            return "".join(names)
        return self.env._(
            "%(names)s or %(last)s", names=", ".join(names[:-1]), last=names[-1]
        )

    def _may_approve(self):
        """Return who may approve this version now: officers and deputies, no author."""
        company = self.sudo().template_id.company_id
        officers = (
            self.env.ref("mortgage_compliance.group_compliance").sudo().all_user_ids
        )
        today = fields.Date.context_today(self)
        mandates = (
            self.env["mortgage.deputy"]
            .sudo()
            .search(
                [
                    ("date_from", "<=", today),
                    ("date_to", ">=", today),
                    ("ended_at", "=", False),
                ]
            )
            .filtered(self._is_under)
        )
        people = officers | mandates.deputy_id
        return (
            people.filtered(
                lambda user: (
                    user.active
                    and not user.share
                    and (not company or company in user.company_ids)
                )
            ).sorted("name")
            - self.sudo().author_ids
            - self.env.ref("base.user_root").sudo()
        )
