import hashlib
import json

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import slots
from ..library.mortgage_template import DEFAULT_LANG, LANGS

STATES = [
    ("draft", "Draft"),
    ("review", "In review"),
    ("approved", "Approved"),
    ("withdrawn", "Withdrawn"),
]
WHERE = ("template_id", "lang", "slot", "user_id")
# What the buttons write and nobody writes else.
ACT_OF_APPROVAL = (
    "state",
    "content_sha256",
    "submitted_at",
    "reviewed_by_id",
    "reviewed_at",
    "comment",
)
# Stands in the context while a button acts; nobody can send an object by RPC.
_BY_BUTTON = object()


class MortgageTemplateSlot(models.Model):
    """What an LO says in one place of a template instead of the default words.

    It goes out in his messages once somebody else has approved it, and for as long as
    the template's approved version has that place.
    """

    _name = "mortgage.template.slot"
    _description = "LO's own words"
    _order = "template_id, lang, slot, id desc"

    template_id = fields.Many2one(
        "mortgage.template", required=True, index=True, ondelete="cascade"
    )
    channel = fields.Selection(related="template_id.channel")
    lang = fields.Selection(LANGS, "Language", required=True, default=DEFAULT_LANG)
    slot = fields.Char("Place", required=True, help="Its name in the template's words.")
    user_id = fields.Many2one(
        "res.users",
        "Loan officer",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    words = fields.Char("My words", help="One line; empty for the default words.")
    state = fields.Selection(
        STATES, required=True, default="draft", index=True, readonly=True, copy=False
    )
    content_sha256 = fields.Char("Hash of the approval", readonly=True, copy=False)
    submitted_at = fields.Datetime("Handed in", readonly=True, copy=False)
    reviewed_by_id = fields.Many2one(
        "res.users", "Read by", readonly=True, copy=False, ondelete="restrict"
    )
    reviewed_at = fields.Datetime("Read", readonly=True, copy=False)
    comment = fields.Char("Why sent back", readonly=True, copy=False)

    _approved_uniq = models.UniqueIndex(
        "(user_id, template_id, lang, slot) WHERE state = 'approved'",
        "Other words for this place were approved at the same moment.",
    )
    _open_uniq = models.UniqueIndex(
        "(user_id, template_id, lang, slot) WHERE state IN ('draft', 'review')",
        "There are words for this place already. Change those.",
    )

    @api.depends("template_id.name", "slot", "lang")
    def _compute_display_name(self):
        for own in self:
            name = own.template_id.name or ""
            own.display_name = f"{name}, {own.slot or ''} ({own.lang})"

    @api.constrains("words", *WHERE)
    def _check_words(self):
        for own, (version, slot) in self._places():
            if not slot:
                raise ValidationError(
                    self.env._(
                        "The approved words of %(template)s (%(lang)s) have no place"
                        " “%(slot)s”.",
                        template=own.template_id.name,
                        lang=own.lang,
                        slot=own.slot,
                    )
                )
            flaws = own._flaws(version, slot)
            if flaws:
                raise ValidationError("\n".join(flaws))

    def _flaws(self, version, slot):
        """Return in words what keeps these words out of ``slot`` of ``version``."""
        if not self.words:
            return []
        known = self.env["mortgage.template"]._merge_fields()
        found = slots.check(self.words, slot, known, version.channel)
        return [version._slot_flaw_text(flaw) for flaw in found]

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            {
                **vals,
                "words": slots.tidy(vals.get("words")) or False,
                # Given one by one: a default in the context must not get in.
                **dict.fromkeys(ACT_OF_APPROVAL, False),
                "state": "draft",
            }
            for vals in vals_list
        ]
        # Words that were just approved make room for a draft beside them.
        self.flush_model(["state"])
        records = super().create(vals_list)
        records._expect_owner()
        return records

    def write(self, vals):
        if "words" in vals:
            vals = {**vals, "words": slots.tidy(vals["words"]) or False}
        if self.env.context.get("mortgage_by_button") is not _BY_BUTTON:
            self._refuse_change(vals)
        return super().write(vals)

    def _refuse_change(self, vals):
        changed = {
            name for name in vals if any(own._differs(name, vals) for own in self)
        }
        if changed & {*ACT_OF_APPROVAL, *WHERE}:
            raise UserError(
                self.env._(
                    "%s: this is changed by the buttons only.", self[:1].display_name
                )
            )
        if "words" not in changed:
            return
        self._expect_owner()
        for own in self:
            if own.state != "draft":
                raise UserError(
                    self.env._(
                        "%s: these words were handed in. Take them back, or word them"
                        " anew.",
                        own.display_name,
                    )
                )

    def _differs(self, name, vals):
        value = self._fields[name].convert_to_write(self[name], self)
        return value != (vals[name] or False)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        for own in self:
            if own.state != "draft":
                raise UserError(
                    self.env._(
                        "%s: words that were handed in stay on record. Withdraw them.",
                        own.display_name,
                    )
                )

    def _expect_owner(self):
        for own in self:
            if self.env.uid not in (own.user_id.id, SUPERUSER_ID):
                raise AccessError(
                    self.env._("Only %s words this place.", own.user_id.name)
                )

    def _content(self):
        """Return the bytes an approval stands for."""
        self.ensure_one()
        return json.dumps(
            {
                "template": self.template_id.code,
                "lang": self.lang,
                "slot": self.slot,
                "user": self.user_id.id,
                "words": self.words or "",
            },
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        ).encode()

    def _content_hash(self):
        return hashlib.sha256(self._content()).hexdigest()

    def _places(self):
        """Return ``[(own words, (approved version, slot))]``; both are empty where the
        template has no such place in that language today."""
        versions = self.env["mortgage.template.version"].sudo()
        approved = {
            (version.template_id.id, version.lang): version
            for version in versions.search(
                [
                    ("template_id", "in", self.template_id.ids),
                    ("state", "=", "approved"),
                ]
            )
        }
        found = []
        for own in self:
            version = approved.get((own.template_id.id, own.lang), versions)
            places = {slot.name: slot for slot in version._slots()} if version else {}
            found.append((own, (version, places.get(own.slot))))
        return found

    @api.model
    def _approved_words(self, user_ids):
        """Return ``{user id: {(template id, lang): {slot: (words, hash)}}}``.

        It is what these LOs may say in their own words, unchanged since its approval.
        """
        if not user_ids:
            return {}
        approved = self.sudo().search(
            [
                ("user_id", "in", list(user_ids)),
                ("user_id.active", "=", True),
                ("state", "=", "approved"),
            ]
        )
        told = {}
        for own in approved:
            if own.words and own.content_sha256 == own._content_hash():
                mine = told.setdefault(own.user_id.id, {})
                places = mine.setdefault((own.template_id.id, own.lang), {})
                places[own.slot] = (own.words, own.content_sha256)
        return told
