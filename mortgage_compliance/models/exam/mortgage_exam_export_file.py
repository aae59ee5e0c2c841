import hashlib
import json
from pathlib import Path

from odoo import fields, models
from odoo.tools import SQL

from ...tools import exam_zip, seal, verify_export
from ...tools.exam_book import ExamBook

ENTRIES = 5000
# What is said of a person by events of no single message.
STANDING = ("consent", "revocation", "suppression", "preference", "asked_for")


class MortgageExamExport(models.Model):
    """The file: workbook, messages, pages, ledger entries and the chain, in one zip."""

    _inherit = "mortgage.exam.export"

    def _all_sealed(self):
        """Seal what waits; return whether every entry of the export has its seal."""
        self.env["mortgage.ledger.seal"]._cron_seal()
        ((waiting,),) = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM mortgage_ledger_entry entry
                 WHERE entry.id = ANY(%s) AND NOT EXISTS (
                    SELECT FROM mortgage_ledger_seal seal WHERE seal.entry = entry.id)
                """,
                self._entry_ids(),
            )
        )
        return not waiting

    def _finish(self):
        """Put the file together and say that it is there."""
        folder = self._folder()
        entry_ids = self._entry_ids()
        position, root = self._write_chain(folder / "leaves.bin")
        self._write_entries(folder / "entries.jsonl", entry_ids)
        self._write_book(folder / "export.xlsx", entry_ids)
        working = folder / "export.part"
        with working.open("wb") as target:
            self._write_zip(target, position, root, len(entry_ids))
        with working.open("rb") as source:
            sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        working.replace(self._path())
        self.write(
            {
                "state": "done",
                "finished_at": fields.Datetime.now(),
                "entry_count": len(entry_ids),
                "sha256": sha256,
                "file_size": self._path().stat().st_size,
                "expires_on": self._expiry(),
            }
        )
        self._tell_ledger("done", sha256=sha256, messages=self.message_count)

    def _parts(self):
        for path in sorted((self._folder() / "parts").glob("*.json")):
            yield json.loads(path.read_text(encoding="utf-8"))

    def _gathered(self, name):
        """Return the ids that the parts name, each once."""
        return sorted({one for part in self._parts() for one in part[name]})

    def _entry_ids(self):
        """Return the entries about the contacts, about the standing of their people,
        and those by which a message that is no longer there was purged."""
        found = set(self._gathered("entries"))
        found |= self._entries_of_people(self._gathered("points"), STANDING)
        asked = self.scope_ids.filtered(lambda scope: scope._asks_for_borrower())
        for scope in asked:
            found |= self._entries_of_people(scope._points().ids, None)
        found |= self._purges_of(found)
        return sorted(found)

    def _entries_of_people(self, point_ids, events):
        salts = self.env["mortgage.person.salt"]
        known = salts._read_salts(point_ids) if point_ids else {}
        keys = list(salts._keys(known).values())
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM mortgage_ledger_entry"
                " WHERE person_key = ANY(%s) AND company = %s AND %s",
                keys,
                self.company_id.id,
                SQL("event = ANY(%s)", list(events)) if events else SQL("TRUE"),
            )
        )
        return {one for (one,) in rows}

    def _purges_of(self, entry_ids):
        rows = self.env.execute_query(
            SQL(
                """
                WITH purged AS (
                    SELECT id, (regexp_matches(
                        payload, '"([0-9a-f]{64})"', 'g'))[1] sha256
                      FROM mortgage_ledger_entry WHERE event = 'purge'
                )
                SELECT DISTINCT purged.id FROM purged JOIN mortgage_ledger_entry entry
                    ON entry.content_sha256 = purged.sha256
                 WHERE entry.id = ANY(%s)
                """,
                sorted(entry_ids),
            )
        )
        return {one for (one,) in rows}

    def _write_chain(self, path):
        """Write the leaf of every seal; return the last position and its root."""
        position, root = 0, seal.NOTHING
        with path.open("wb") as target:
            while rows := self.env.execute_query(
                SQL(
                    "SELECT position, leaf, root FROM mortgage_ledger_seal"
                    " WHERE position > %s ORDER BY position LIMIT %s",
                    position,
                    ENTRIES,
                )
            ):
                target.writelines(bytes(leaf) for _position, leaf, _root in rows)
                position, root = rows[-1][0], bytes(rows[-1][2])
        return position, root

    def _sealed_entries(self, entry_ids):
        """Yield ``(position, values)`` of the entries, by batches."""
        for start in range(0, len(entry_ids), ENTRIES):
            for position, *row in self.env.execute_query(
                SQL(
                    "SELECT seal.position, %s FROM mortgage_ledger_entry entry"
                    " JOIN mortgage_ledger_seal seal ON seal.entry = entry.id"
                    " WHERE entry.id = ANY(%s) ORDER BY entry.id",
                    self.env["mortgage.ledger.seal"]._entry_columns(),
                    entry_ids[start : start + ENTRIES],
                )
            ):
                yield position, seal.values(row)

    def _write_entries(self, path, entry_ids):
        with path.open("wb") as target:
            for position, values in self._sealed_entries(entry_ids):
                target.write(exam_zip.entry_line(position, values))

    def _write_zip(self, target, position, root, entries):
        folder = self._folder()
        export = exam_zip.ExamZip(target)
        export.add("README.txt", self._readme().encode())
        export.add("verify.py", Path(verify_export.__file__).read_bytes())
        export.add("export.xlsx", folder / "export.xlsx")
        for name in ("messages", "pages"):
            for path in sorted((folder / name).glob("*")):
                export.add(f"{name}/{path.name}", path)
        export.add(exam_zip.ENTRIES, folder / "entries.jsonl")
        export.add(exam_zip.LEAVES, folder / "leaves.bin")
        export.close(
            {
                "schema": 1,
                "company": self.company_id.name,
                "purpose": self.purpose,
                "scope": self.scope_ids.mapped("name"),
                "made_at": fields.Datetime.to_string(fields.Datetime.now()),
                "made_by": self.started_by_id.name,
                "entries": entries,
                "positions": position,
                "root": root.hex(),
            }
        )

    def _readme(self):
        return self.env._(
            "%(company)s\n%(purpose)s\n\nCovers: %(scope)s\n\n"
            "export.xlsx   every message and call, the people, their consents and"
            " do-not-contact requests, the templates, the ledger\n"
            "messages/     each message exactly as it was handed over; its name is its"
            " SHA-256\n"
            "pages/        one page for a message: why it was sent, or was not\n"
            "ledger/       the entries of the record, each with its place in the"
            " chain\n"
            "chain/        the hashes of the whole chain\n"
            "verify.py     checks all of it, with Python alone:"
            " python3 -I -S verify.py EXPORT.zip\n",
            company=self.company_id.name,
            purpose=self.purpose,
            scope="; ".join(self.scope_ids.mapped("name")),
        )

    # The workbook

    def _write_book(self, path, entry_ids):
        book = ExamBook(path)
        book.sheet(
            self.env._("Read me"),
            [("", 120)],
            [[line] for line in self._readme().splitlines()],
        )
        book.sheet(
            self.env._("Messages"),
            self._message_columns(),
            (row for part in self._parts() for row in part["rows"]),
        )
        points = self.env["mortgage.contact.point"].browse(self._gathered("points"))
        for name, columns, rows in self._sheets_of(points):
            book.sheet(name, columns, rows)
        book.sheet(
            self.env._("Ledger"),
            self._entry_columns(),
            ([position, *row] for position, row in self._sealed_entries(entry_ids)),
        )
        book.close()

    def _message_columns(self):
        return [
            (self.env._("Contact"), 10),
            (self.env._("When (UTC)"), 20),
            (self.env._("On the borrower's clock"), 20),
            (self.env._("Clock"), 18),
            (self.env._("By"), 10),
            (self.env._("Kind"), 14),
            (self.env._("State"), 12),
            (self.env._("Borrower"), 24),
            (self.env._("To"), 26),
            (self.env._("States"), 8),
            (self.env._("Loan officer"), 22),
            (self.env._("Template"), 28),
            (self.env._("Why"), 60),
            (self.env._("Consent"), 40),
            (self.env._("License"), 40),
            (self.env._("Do-not-call lists"), 30),
            (self.env._("Rules applied"), 60),
            (self.env._("What came of it"), 40),
            (self.env._("Subject"), 30),
            (self.env._("Message"), 40),
            (self.env._("Page"), 20),
        ]

    def _entry_columns(self):
        return [
            (self.env._("Position"), 10),
            *((name, 40 if name == "payload" else 14) for name in seal.FIELDS),
        ]

    def _sheets_of(self, points):
        """Hook: yield ``name, columns, rows`` of what is known of these people."""
        consents = self.env["mortgage.consent"].search(
            [
                ("point_id", "in", points.ids),
                ("company", "in", [self.company_id.id, 0, False]),
            ],
            order="at, id",
        )
        yield (
            self.env._("Consents"),
            [
                (self.env._("Email or phone"), 26),
                (self.env._("When (UTC)"), 20),
                (self.env._("What"), 14),
                (self.env._("Level"), 24),
                (self.env._("For"), 18),
                (self.env._("Words agreed to"), 60),
                (self.env._("Version"), 16),
                (self.env._("Page"), 40),
                (self.env._("IP address"), 16),
                (self.env._("Good until"), 20),
                (self.env._("Evidence (SHA-256)"), 40),
                (self.env._("Ledger entry"), 12),
            ],
            (
                [
                    one.point_id.value,
                    fields.Datetime.to_string(one.at),
                    one.event,
                    one.level,
                    one.channels,
                    one.text,
                    one.version,
                    one.url,
                    one.ip,
                    fields.Datetime.to_string(one.expires_at),
                    one.evidence_sha256,
                    one.ledger_id,
                ]
                for one in consents
            ),
        )
        stops = self.env["mortgage.suppression"].search(
            [("point_id", "in", points.ids)], order="at, id"
        )
        yield (
            self.env._("Do not contact"),
            [
                (self.env._("Email or phone"), 26),
                (self.env._("Since (UTC)"), 20),
                (self.env._("Scope"), 16),
                (self.env._("Reason"), 20),
                (self.env._("Note"), 40),
                (self.env._("Lifted (UTC)"), 20),
                (self.env._("Why lifted"), 40),
            ],
            (
                [
                    one.point_id.value,
                    fields.Datetime.to_string(one.at),
                    one.scope,
                    one.reason,
                    one.note,
                    fields.Datetime.to_string(one.lifted_at),
                    one.lift_note,
                ]
                for one in stops
            ),
        )
        versions = self.env["mortgage.template.version"].browse(
            self._gathered("versions")
        )
        yield (
            self.env._("Templates"),
            [
                (self.env._("Template"), 40),
                (self.env._("Approved by"), 24),
                (self.env._("Approved (UTC)"), 20),
                (self.env._("SHA-256"), 66),
            ],
            (
                [
                    one.display_name,
                    one.approved_by_id.name,
                    fields.Datetime.to_string(one.approved_at),
                    one.content_sha256,
                ]
                for one in versions
            ),
        )
