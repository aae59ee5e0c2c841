from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import slots


class MortgageTemplateVersion(models.Model):
    """The places in the words that an LO may word himself; all else is locked."""

    _inherit = "mortgage.template.version"

    literal_brackets = fields.Boolean(
        "Double brackets are words",
        readonly=True,
        help="Set on words from before there were slots: an LO finds none in them.",
    )

    @api.constrains("body", "template_id")
    def _check_slots(self):
        known = self.env["mortgage.template"]._merge_fields()
        for version in self.filtered(lambda version: not version.literal_brackets):
            flaws = slots.flaws(version.body, known, version.channel)
            if flaws:
                raise ValidationError(
                    "\n".join(
                        f"{version.display_name}: {version._slot_flaw_text(flaw)}"
                        for flaw in flaws
                    )
                )

    def write(self, vals):
        # Who words a draft anew reads how double brackets come out.
        anew = self.filtered(
            lambda version: (
                version.literal_brackets
                and version.state == "draft"
                and vals.get("body", version.body) != version.body
            )
        )
        vals = {name: vals[name] for name in vals if name != "literal_brackets"}
        result = super(MortgageTemplateVersion, self - anew).write(vals)
        if anew:
            super(MortgageTemplateVersion, anew).write(
                {**vals, "literal_brackets": False}
            )
        return result

    def _slots(self):
        """Return the slots of these words, in reading order."""
        self.ensure_one()
        return [] if self.literal_brackets else slots.parse(self.body)

    def _locked_words(self):
        """Return the words around the slots."""
        return self.body if self.literal_brackets else slots.locked(self.body)

    def _filled_body(self, values):
        """Return the body with a sender's own words in its slots, and their hashes.

        ``values`` are his, see ``mortgage.sender._sender_values``. Slots for which he
        has none have the default words.
        """
        if self.literal_brackets:
            return self.body or "", {}
        own = self._slot_words(values)
        filled = slots.replace(
            self.body, {name: words for name, (words, _hash) in own.items()}
        )
        return filled, {name: sha256 for name, (_words, sha256) in own.items()}

    def _slot_words(self, values):
        """Return ``{slot name: (words, hash of the approval)}`` of the sender whose
        ``values`` these are, as far as this version has the slot and lets them in."""
        told = values.get("slot_words") or {}
        mine = told.get((self.template_id.id, self.lang)) or {}
        if not mine:
            return {}
        known = self.env["mortgage.template"]._merge_fields()
        return {
            slot.name: mine[slot.name]
            for slot in self._slots()
            if slot.name in mine
            and not slots.check(mine[slot.name][0], slot, known, self.channel)
        }

    def _further_content(self):
        content = super()._further_content()
        names = [slot.name for slot in self._slots()]
        return {**content, "slots": names} if names else content

    def _slot_flaw_text(self, flaw):
        """Return ``flaw`` in words a writer can act on."""
        text = {
            "mark": self.env._(
                "near “%(what)s”: a place that LOs word themselves is written"
                " [[greeting: the words of everybody else]], with a name in small"
                " letters.",
                what=flaw.what,
            ),
            "twice": self.env._("it is there twice. Give each place its own name."),
            "glued": self.env._(
                "put a space before and after it: it must not become part of a word"
                " or an address."
            ),
            "empty": self.env._("write the words that stand there."),
            "long": self.env._("at most %(limit)s characters fit.", limit=flaw.what),
            "line": self.env._("write one line of plain characters."),
            "markup": self.env._(
                "“%(what)s” does not go here: no bold, lists or brackets, plain words"
                " only.",
                what=flaw.what,
            ),
            "brace": self.env._(
                "a field is written {{ lo_name }}, with its name only."
            ),
            "link": self.env._(
                "“%(what)s” looks like an address. Links and addresses come from"
                " fields such as {{ booking_link }}; put a space after a period.",
                what=flaw.what,
            ),
            "unknown": self.env._(
                "there is no field {{ %(field)s }}. %(near)s",
                field=flaw.what,
                near=flaw.near
                and self.env._("Did you mean %s?", ", ".join(flaw.near))
                or "",
            ),
            "optional": self.env._(
                "{{ %(field)s }} may be empty, and then its whole line goes. Use it"
                " only where these words have a line of their own.",
                field=flaw.what,
            ),
        }[flaw.code]
        return f"{flaw.slot}: {text}" if flaw.slot else text
