import io
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, config

from ..models.exam import mortgage_exam_export_job
from ..tools import verify_export
from ..tools.exam_book import ExamBook
from .channel_common import ChannelCase

BODY = "=HYPERLINK(1) Hola Dana, reply STOP to end"


class ExamCase(ChannelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exports = cls.env["mortgage.exam.export"].with_user(cls.compliance)
        cls.ledger = cls.env["mortgage.ledger.entry"]
        cls.phone = cls.dana.mortgage_point_ids.filtered(lambda p: p.kind == "phone")
        cls.sent = cls.env["mortgage.touch"].union(
            *(cls._past(day, f"{BODY} {day}") for day in (1, 2, 3, 4, 5))
        )

    @classmethod
    def _past(cls, day, body):
        touch = cls._touch(
            "sms",
            partner_id=cls.dana.id,
            point_id=cls.phone.id,
            kind="marketing",
        )
        touch.write(
            {
                "state": "sent",
                "sent_at": f"2026-10-0{day} 13:01:00",
                "borrower_states": "TX",
                "ready_at": False,
            }
        )
        cls.ledger._append(
            [
                {
                    "event": "handover",
                    "res_model": touch.res_model,
                    "res_id": touch.res_id,
                    "touch_id": touch.id,
                    "point_id": cls.phone.id,
                    "payload": {"wire_id": f"SM{day}"},
                    "content": body.encode(),
                    "retention_class": "message_marketing",
                }
            ]
        )
        return touch

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        patched = patch.object(config, "filestore", return_value=folder.name)
        patched.start()
        self.addCleanup(patched.stop)

    def _export(self, *lines):
        lines = lines or (
            {
                "about": "period",
                "date_from": "2026-10-01",
                "date_to": "2026-11-15",
                "states": "TX",
                "kind": "marketing",
            },
        )
        return self.exports.create(
            {
                "purpose": "Texas exam 2026, matter 26-114",
                "scope_ids": [Command.create(line) for line in lines],
            }
        )

    def _run(self, export=None):
        export = export or self._export()
        export.action_run()
        self.exports.sudo()._cron_run()
        return export

    def _acts(self, export):
        entries = self.ledger.search(
            [("res_model", "=", export._name), ("res_id", "=", export.id)], order="id"
        )
        return [json.loads(entry.payload)["act"] for entry in entries]


@tagged("post_install", "-at_install")
class TestExamExport(ExamCase):
    def test_a_stranger_verifies_what_the_job_made(self):
        export = self._run()
        self.assertEqual((export.state, export.failure), ("done", False))
        self.assertEqual((export.message_count, export.done_count), (5, 5))
        path = export.sudo()._path()
        self.assertEqual(verify_export.check(str(path)), [])
        with zipfile.ZipFile(path) as made, tempfile.TemporaryDirectory() as away:
            made.extract("verify.py", away)
            ran = subprocess.run(
                [sys.executable, "-I", "-S", f"{away}/verify.py", str(path)],
                cwd=away,
                env={},
                capture_output=True,
                text=True,
            )
        self.assertEqual((ran.returncode, ran.stderr), (0, ""), ran.stdout)
        content = bytearray(path.read_bytes())
        content[content.index(b"handover")] ^= 1
        path.write_bytes(content)
        (wrong, *_more) = verify_export.check(str(path))
        self.assertRegex(wrong, r"ledger/entries.jsonl|Ledger entry \d+")

    def test_the_zip_holds_messages_pages_and_the_book(self):
        export = self._run()
        with zipfile.ZipFile(export.sudo()._path()) as made:
            names = made.namelist()
            messages = [name for name in names if name.startswith("messages/")]
            words = {made.read(name).decode() for name in messages}
            pages = [made.read(name).decode() for name in names if "pages/" in name]
            book = made.read("export.xlsx")
            manifest = json.loads(made.read("manifest.json"))
        self.assertEqual(words, {f"{BODY} {day}" for day in (1, 2, 3, 4, 5)})
        self.assertEqual(len(pages), 5)
        self.assertIn("2026", pages[0])
        self.assertEqual(manifest["entries"], export.entry_count)
        with zipfile.ZipFile(io.BytesIO(book)) as sheets:
            workbook = sheets.read("xl/workbook.xml").decode()
            content = b"".join(
                sheets.read(name) for name in sheets.namelist() if "sheet" in name
            ).decode()
        for name in ("Messages", "Consents", "Do not contact", "Templates", "Ledger"):
            self.assertIn(f'name="{name}"', workbook)
        self.assertIn("+17135550101", content)
        self.assertNotIn("<f>", content)

    def test_everything_to_a_borrower_takes_the_standing_along(self):
        consent = self.ledger._append(
            [{"event": "consent", "point_id": self.phone.id, "payload": {}}]
        )
        export = self._run(
            self._export(
                {"about": "borrower", "partner_ids": [Command.set(self.dana.ids)]}
            )
        )
        with zipfile.ZipFile(export.sudo()._path()) as made:
            lines = made.read("ledger/entries.jsonl").splitlines()
        found = {json.loads(line)["entry"][0] for line in lines}
        self.assertLessEqual(set(consent), found)

    def test_a_killed_run_goes_on_where_it_was(self):
        self.patch(mortgage_exam_export_job, "BATCH", 2)
        export = self._export()
        export.action_run()
        job = export.sudo()
        for _step in range(3):
            job._step()
        self.assertEqual((job.done_count, job.state), (4, "running"))
        # The second batch was written, but not committed.
        job.write({"done_count": 2, "done_touch": self.sent.sorted("id").ids[1]})
        job._cron_run()
        self.assertEqual((job.done_count, job.state), (5, "done"))
        self.assertEqual(verify_export.check(str(job._path())), [])
        with zipfile.ZipFile(job._path()) as made:
            names = [name for name in made.namelist() if name.startswith("messages/")]
        self.assertEqual(len(names), 5)

    def test_a_cancelled_run_leaves_nothing(self):
        self.patch(mortgage_exam_export_job, "BATCH", 2)
        export = self._export()
        export.action_run()
        export.sudo()._step()
        export.sudo()._step()
        export.action_cancel()
        self.exports.sudo()._cron_run()
        self.assertEqual(export.state, "cancelled")
        self.assertFalse(export.sudo()._folder().exists())
        self.assertEqual(self._acts(export), ["created", "run", "cancelled"])

    def test_pages_are_for_so_many_and_for_whom_was_asked(self):
        export = self._export()
        export.page_limit = 2
        with zipfile.ZipFile(self._run(export).sudo()._path()) as made:
            self.assertEqual(sum("pages/" in name for name in made.namelist()), 2)
        asked = {"about": "borrower", "partner_ids": [Command.set(self.dana.ids)]}
        export = self._export(asked)
        export.page_limit = 0
        with zipfile.ZipFile(self._run(export).sudo()._path()) as made:
            self.assertGreaterEqual(
                sum("pages/" in name for name in made.namelist()), 5
            )

    def test_a_purged_message_is_excused_by_its_entry(self):
        sha256 = self.ledger.search(
            [("touch_id", "=", self.sent[0].id), ("event", "=", "handover")]
        ).content_sha256
        (purge,) = self.ledger._append(
            [{"event": "purge", "payload": {"sha256": [sha256]}}]
        )
        self.env.cr.execute(
            "SELECT set_config('mortgage.purge_entry', %s, true)", [str(purge)]
        )
        self.env.cr.execute(
            SQL("DELETE FROM mortgage_archive WHERE sha256 = %s", sha256)
        )
        export = self._run()
        self.assertEqual(export.state, "done")
        self.assertEqual(verify_export.check(str(export.sudo()._path())), [])

    def test_the_file_goes_and_the_record_stays(self):
        export = self._run()
        export.sudo().expires_on = fields.Date.subtract(fields.Date.today(), days=2)
        self.exports.sudo()._cron_expire()
        self.assertEqual(export.state, "removed")
        self.assertFalse(export.sudo()._path().exists())
        self.assertEqual(self._acts(export), ["created", "run", "done", "removed"])

    def test_only_compliance_runs_one(self):
        export = self._export()
        for user in (self.maria, self.manager, self.mortgage_admin, self.outsider):
            for act in ("action_run", "action_cancel"):
                with self.subTest(user.login, act=act), self.assertRaises(AccessError):
                    getattr(export.with_user(user), act)()

    def test_an_export_of_nothing_is_refused(self):
        export = self.exports.create({"purpose": "Nothing"})
        with self.assertRaises(UserError):
            export.action_run()

    def test_a_batch_reads_in_as_many_queries_whatever_its_size(self):
        export = self._export().sudo()
        export.action_run()
        export._begin()
        counts = []
        for touches in (self.sent[:1], self.sent):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            export._write_part(touches)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestExamBook(ExamCase):
    def test_texts_stay_texts_and_long_sheets_go_on(self):
        path = Path(tempfile.mkdtemp()) / "book.xlsx"
        book = ExamBook(path, rows=2)
        rows = [["=1+1", 5], ["@SUM(A1)", None], ["x" * 40_000, True]]
        book.sheet("Rows", [("Text", 10), ("Number", 10)], iter(rows))
        book.close()
        with zipfile.ZipFile(path) as made:
            workbook = made.read("xl/workbook.xml").decode()
            first = made.read("xl/worksheets/sheet1.xml").decode()
            second = made.read("xl/worksheets/sheet2.xml").decode()
        self.assertIn('name="Rows 2"', workbook)
        self.assertNotIn("<f>", first)
        self.assertIn("<t>=1+1</t>", first)
        self.assertIn("…</t>", second)


@tagged("post_install", "-at_install")
class TestExamDownload(HttpCase, ExamCase):
    def test_compliance_fetches_it_and_that_is_noted(self):
        export = self._run()
        self.authenticate("compliance", "compliance")
        answer = self.url_open(f"/mortgage/exam/{export.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.content, export.sudo()._path().read_bytes())
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(self._acts(export)[-1], "downloaded")

    def test_anybody_else_learns_nothing(self):
        export = self._run()
        for login in ("maria", "manager", "madmin", "outsider"):
            self.authenticate(login, login)
            for number in (export.id, export.id + 1000):
                answer = self.url_open(f"/mortgage/exam/{number}")
                self.assertEqual(answer.status_code, 404, login)
        self.authenticate("compliance", "compliance")
        draft = self._export()
        self.assertEqual(self.url_open(f"/mortgage/exam/{draft.id}").status_code, 404)
        self.assertEqual(self._acts(export), ["created", "run", "done"])
