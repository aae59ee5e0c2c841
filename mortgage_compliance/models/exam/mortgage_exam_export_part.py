import json

from odoo import fields, models
from odoo.tools import SQL

EXTENSIONS = {"email": "eml", "sms": "txt"}


class MortgageExamExport(models.Model):
    """What a batch of contacts leaves: a file of rows, their messages, their pages."""

    _inherit = "mortgage.exam.export"

    def _write_part(self, touches):
        """Write rows, messages and pages of ``touches``; again, if done again."""
        folder = self._folder()
        for name in ("parts", "messages", "pages"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        entries = self._entries_of(touches)
        bodies = self._write_bodies(touches, entries)
        told = touches._why()
        paged = self._write_pages(touches, told)
        rows = [self._message_row(touch, told, bodies, paged) for touch in touches]
        part = {
            "rows": rows,
            "entries": sorted(entries),
            "points": touches.point_id.ids,
            "partners": touches.partner_id.ids,
            "versions": touches.template_version_id.ids,
        }
        path = folder / "parts" / f"{touches.ids[0]:012}.json"
        working = path.with_suffix(".part")
        working.write_text(json.dumps(part), encoding="utf-8")
        working.replace(path)

    def _entries_of(self, touches):
        """Return ``{id of a ledger entry: (contact, hash of its message)}``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, touch_id, content_sha256 FROM mortgage_ledger_entry"
                " WHERE touch_id = ANY(%s)",
                touches.ids,
            )
        )
        return {entry: (touch, sha256) for entry, touch, sha256 in rows}

    def _write_bodies(self, touches, entries):
        """Write the archived messages; return ``{contact: [name of a file]}``."""
        channel = {touch.id: touch.channel for touch in touches}
        wanted = {sha256: touch for touch, sha256 in entries.values() if sha256}
        archived = self.env["mortgage.archive"].search(
            [("sha256", "in", list(wanted)), ("touch_id", "in", touches.ids)]
        )
        names = {}
        for body, content in self._contents(archived):
            extension = EXTENSIONS.get(channel[wanted[body.sha256]], "bin")
            name = f"messages/{body.sha256}.{extension}"
            (self._folder() / name).write_bytes(content)
            names.setdefault(wanted[body.sha256], []).append(name)
        return names

    def _contents(self, archived):
        contents = archived._read_content()
        return [(body, contents[body.id]) for body in archived]

    def _write_pages(self, touches, told):
        """Write the pages that explain; return ``{contact: name of the file}``.

        Everybody's who is asked about; of the rest the first so many.
        """
        asked = self._asked_touches(touches)
        free = max(0, self.page_limit - self.done_count)
        paged = {}
        for number, touch in enumerate(touches):
            if touch.id in asked or number < free:
                name = f"pages/{touch.id}.html"
                page = touch._why_page(told[touch.id])
                (self._folder() / name).write_text(page, encoding="utf-8")
                paged[touch.id] = name
        return paged

    def _asked_touches(self, touches):
        """Return the ids of those to borrowers who are asked about."""
        scopes = self.scope_ids.filtered(lambda scope: scope._asks_for_borrower())
        if not scopes:
            return set()
        query = SQL(" UNION ").join(scope._touches_query() for scope in scopes)
        rows = self.env.execute_query(
            SQL("SELECT id FROM (%s) asked WHERE id = ANY(%s)", query, touches.ids)
        )
        return {one for (one,) in rows}

    def _message_row(self, touch, told, bodies, paged):
        page = told[touch.id]
        labels = {
            name: dict(touch._fields[name]._description_selection(self.env))
            for name in ("channel", "kind")
        }
        return [
            touch.id,
            *self._moment_words(touch),
            labels["channel"][touch.channel],
            labels["kind"][touch.kind],
            page["state"],
            touch.partner_id.name or "",
            touch.point_id.value or "",
            touch.borrower_states or "",
            touch.user_id.name or "",
            touch.template_version_id.display_name or "",
            page["answer"],
            *(_told(page[name]) for name in ("consent", "license", "lists")),
            "\n".join(map(_checked, page["checks"])),
            _told(page["outcome"]),
            page["message"]["subject"] or "",
            " ".join(bodies.get(touch.id, ())),
            paged.get(touch.id, ""),
        ]

    def _moment_words(self, touch):
        """Return when it was, in UTC and on the borrower's clock, and whose that is."""
        moment = touch.sent_at or touch.queued_at or touch.verdict_at or touch.due_at
        zone = self.env["mortgage.why"]._clock_of(touch)
        clock = self.with_context(tz=zone)
        local = fields.Datetime.context_timestamp(clock, moment).replace(tzinfo=None)
        return [
            fields.Datetime.to_string(moment),
            fields.Datetime.to_string(local),
            zone,
        ]


def _told(facts):
    """Return facts of a page as one text."""
    lines = []
    for fact in facts:
        said = " ".join(filter(None, [fact.get("words"), fact.get("note")]))
        lines.append(f"{fact.get('name', '')}: {said}".strip(": "))
    return "\n".join(lines)


def _checked(check):
    """Return a rule that was applied as one line, with its source."""
    return "{check}: {rule} {value} ({source})".format(**check)
