import base64
from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.opt_out_file import opt_outs, rows_of
from .common import ComplianceCase

NOW = datetime(2026, 11, 25)
FILE = """Mobile,E-mail,Channel,Opted out on,Status
(713) 555-0101,,Text,11/02/2025 3:15 PM,STOP
,Sam@Example.com,Email,2025-01-31,Unsubscribed
713.555.0102,amy@example.com,All,soon,Do not call
n/a,,Text,2025-01-01,STOP
+1 713 555 0103,,,2999-01-01,Wrong number
"""


@tagged("post_install", "-at_install")
class TestUpload(ComplianceCase):
    """The opt-outs of an old system win, whatever else its file holds."""

    def _upload(self, text=FILE, user=None):
        upload = (
            self.env["mortgage.opt.out.upload"]
            .with_user(user or self.compliance)
            .create(
                {"content": base64.b64encode(text.encode()), "file_name": "old.csv"}
            )
        )
        upload.action_start()
        with patch.object(self.env.registry["ir.cron"], "_commit_progress"):
            self.env["mortgage.opt.out.upload"]._cron_go_on()
        return upload

    def _scopes(self, *pairs):
        points = self._points(*pairs)
        active = self.env["mortgage.suppression"]._active(points.ids)
        return [active[point.id] for point in points]

    def test_each_row_stops_what_it_says(self):
        upload = self._upload()
        self.assertEqual((upload.state, upload.total, upload.bad_count), ("done", 5, 1))
        self.assertEqual(
            self._scopes(
                *(("phone", "+17135550101"), ("email", "sam@example.com")),
                *(("phone", "+17135550102"), ("email", "amy@example.com")),
                ("phone", "+17135550103"),
            ),
            [{"sms"}, {"email"}, {"all"}, {"all"}, {"phone"}],
        )
        self.assertIn("Line 5: no phone number", upload.bad_rows)
        self.assertIn("Line 4: the date cannot be read", upload.bad_rows)
        self.assertEqual(len(upload.sha256), 64)
        numbers = self.env["phone.blacklist"].search([]).mapped("number")
        self.assertIn("+17135550102", numbers)

    def test_an_earlier_consent_is_taken_back_and_a_second_upload_changes_nothing(self):
        (phone,) = self._points(("phone", "+17135550101"))
        consents = self.env["mortgage.consent"]
        consents._record(
            [{"point_id": phone.id, "level": "pewc", "at": "2025-01-01 00:00:00"}]
        )
        self._upload()
        self.assertNotIn("sms", consents._levels(phone.ids)[phone.id])
        self.assertEqual(self._upload().stopped_count, 0)

    def test_it_needs_a_column_with_an_address(self):
        with self.assertRaisesRegex(UserError, "one of them “phone” or “email”"):
            self._upload("Name,Status\nDana,STOP\n")

    def test_the_number_of_queries_does_not_grow(self):
        text = "phone,date\n"
        counts = []
        for size, first in ((20, 2000), (400, 3000)):
            rows = "".join(
                f"+1713555{first + row:04},2025-01-01\n" for row in range(size)
            )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._upload(text + rows)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 12)

    def test_files_of_every_kind_are_read(self):
        for content in (
            "phone;reason\n7135550101;STOP\n".encode("utf-16"),
            "\ufeffphone\treason\n7135550101\tSTOP\n".encode(),
            "Teléfono,motivo\n7135550101,STOP\n".encode("cp1252"),
        ):
            columns, rows = rows_of(content)
            (found,), flaw = opt_outs(columns, rows[0][1], NOW)
            self.assertEqual((found.value, found.reason), ("+17135550101", "stop"))
            self.assertEqual(flaw, "")

    def test_started_uploads_stay(self):
        upload = self._upload()
        with self.assertRaises(UserError):
            upload.unlink()
        with self.assertRaises(UserError):
            upload.action_start()
        self.assertLessEqual(
            max(self.env["mortgage.suppression"].search([]).mapped("at")),
            fields.Datetime.now(),
        )
