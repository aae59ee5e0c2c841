import re
from datetime import timezone

from odoo import api, fields, models

# How sure we are of a source is for who keeps the rules, not for who obeys them.
_GRADE = re.compile(r"\s*\[[PQSU]\b[^\]]*\]")
# What the archive writes above a body.
_HEADERS = re.compile(r"\A((?:[A-Z][A-Za-z-]*: .*\n)+)\n")


class MortgageTouch(models.Model):
    """One contact unfolded: what was sent to the letter, or would be, and why."""

    _inherit = "mortgage.touch"

    @api.model
    def mortgage_preview(self, touch_id):
        """Return the content and the verdict of one contact, as it stands.

        ``sent`` tells whether it was handed over: then the content is the archived one,
        else it is rendered now. ``html`` or ``text`` is set, ``words`` and ``subject``
        are what may be worded anew; ``verdict`` is ``_told_verdict``.
        """
        touch = self.browse(touch_id if isinstance(touch_id, int) else 0)
        touch.check_access("read")
        touch = touch.sudo()
        content = touch._archived_content() or touch._content_ahead()
        return {
            "channel": touch.channel,
            "to": touch.point_id.value or False,
            "sender": touch.user_id.name or touch.company_id.name,
            "template": touch._words_told(),
            "own_words": bool(touch.own_body),
            "verdict": touch._told_verdict(),
            **content,
        }

    def _words_told(self):
        version = self.template_version_id or self.replaced_version_id
        return version.display_name if version else False

    # Sent

    def _archived_content(self):
        """Return what was handed over, byte for byte; ``None`` where nothing was.

        The archive also holds what borrowers answered: the ledger names the right one.
        """
        entry = self.env["mortgage.ledger.entry"].search(
            [("touch_id", "=", self.id), ("event", "=", "handover")], limit=1
        )
        if not entry:
            return None
        archived = self.env["mortgage.archive"].search(
            [("touch_id", "=", self.id), ("sha256", "=", entry.content_sha256)], limit=1
        )
        text = archived.text or ""
        found = _HEADERS.match(text)
        head = found.group(1) if found else ""
        headers = dict(line.split(": ", 1) for line in head.splitlines())
        body = text[found.end() :] if found else text
        is_email = self.channel == "email"
        return {
            "sent": True,
            "at": fields.Datetime.to_string(entry.at),
            "from": headers.get("From", False),
            "subject": headers.get("Subject", False),
            "html": body if is_email else False,
            "text": body if not is_email else False,
            "removed": not text,
        }

    # Ahead

    def _content_ahead(self):
        """Return what would be handed over as things stand; ``missing`` names the gaps
        for which it would be refused."""
        content = {
            "sent": False,
            "at": fields.Datetime.to_string(self.due_at),
            "subject": False,
            "html": False,
            "text": self.note or False,
            "missing": [],
        }
        if self.state == "due" or self.note:
            return content
        copy = self._as_sent_today()
        if not copy._words():
            return content
        copy._requests()
        [rendered] = copy._composed().values()
        values = copy._merge_values(copy._facts())
        [words] = self.env["mortgage.template.version"]._render(
            [(copy._words(), values[copy.id])]
        )
        is_email = self.channel == "email"
        return content | {
            "subject": rendered.subject or False,
            "html": str(rendered.html) if is_email else False,
            "text": rendered.text if not is_email else False,
            "missing": rendered.missing,
            "template": copy._words_told(),
            "words": self.own_body or words.text,
        }

    def _as_sent_today(self):
        """Return a copy with the words approved today, which the dispatcher takes."""
        copy = self.new(origin=self)
        template = self.step_id.template_id
        if not template or self.own_body or self.state not in ("planned", "held"):
            return copy
        lang = self._facts()[self.id]["lang"]
        current = self.env["mortgage.template"]._current_versions(template, {lang})
        copy.template_version_id = current.get((template.id, lang))
        return copy

    # The verdict

    def _told_verdict(self):
        """Return what the gate said, or says of a contact still ahead, for people:
        ``verdict, reason, until, rule`` (its name), ``citation`` and ``warnings``."""
        self.ensure_one()
        if self.state not in ("planned", "held"):
            return {
                "verdict": "block" if self.state == "blocked" else "allow",
                "reason": self.reason or False,
                "until": False,
                "rule": self.rule_id.name or False,
                "citation": told_source(self.citation),
                "warnings": [],
            }
        [verdict] = self.sudo()._foreseen()
        rule = self.env["mortgage.contact.policy"].sudo().browse(verdict.rule_id)
        until = verdict.hold_until
        until = until and until.astimezone(timezone.utc).replace(tzinfo=None)
        return {
            "verdict": verdict.verdict,
            "reason": verdict.reason or False,
            "until": fields.Datetime.to_string(until) if until else False,
            "rule": rule.name or False,
            "citation": told_source(verdict.citation),
            "warnings": [warning["reason"] for warning in verdict.warnings],
        }


def told_source(citation):
    """Return a rule's source without the marks of how well it was checked."""
    return _GRADE.sub("", citation or "").strip() or False
