import io
from base64 import b64encode
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools.dnc_file import entries
from .dnc_common import LISTED, DncCase
from .gate_common import local


@tagged("post_install", "-at_install")
class TestDncLoad(DncCase):
    def test_a_full_list_replaces_the_one_before(self):
        old = self._dnc_list("7135550001", "7135550002", version_on="2026-10-01")
        new = self._dnc_list("7135550002", "7135550003", version_on="2026-11-01")
        self.assertEqual((old.status, new.status), ("replaced", "loaded"))
        self.assertFalse(self._numbers(old))
        self.assertEqual(self._numbers(new), [7135550002, 7135550003])
        self.assertEqual(new.area_codes, "713")
        self.assertFalse(new.file, "only its hash is kept")
        self.assertEqual(len(new.sha256), 64)

    def test_files_of_other_area_codes_stand_beside_each_other(self):
        houston = self._dnc_list("7135550001", version_on="2026-10-01")
        miami = self._dnc_list("3055550001", version_on="2026-11-01")
        self.assertEqual((houston.status, miami.status), ("loaded", "loaded"))

    def test_an_older_file_is_refused(self):
        self._dnc_list("7135550001", version_on="2026-11-01")
        old = self._dnc_list("7135550002", version_on="2026-10-01")
        self.assertEqual(old.status, "failed")
        self.assertIn("newer", old.failure)

    def test_a_change_list_twice_is_once(self):
        base = self._dnc_list("8505550142", "8505550143", version_on="2026-09-01")
        for _time in range(2):
            change = self._load(b"850,5550144,A,2026-09-02\n850,5550143,D,2026-09-02\n")
            self.assertEqual(change.status, "applied")
            self.assertEqual(self._numbers(base), [8505550142, 8505550144])
        self.assertEqual(str(base.changed_on), "2026-09-02")

    def test_changes_go_to_the_list_that_answers_for_the_number(self):
        houston = self._dnc_list("7135550001", version_on="2026-08-01")
        miami = self._dnc_list("3055550001", version_on="2026-09-01")
        changes = f"{LISTED[:3]},{LISTED[3:]},A,2026-09-02\n305,5550001,D,2026-09-02\n"
        self.assertEqual(self._load(changes.encode()).status, "applied")
        self.assertEqual(self._numbers(houston), [7135550001, int(LISTED)])
        self.assertFalse(self._numbers(miami))
        verdict = self._judge_marketing(at=local("2026-09-10 10:00"))
        self.assertEqual((verdict.verdict, verdict.rule), ("block", "dnc.national"))

    def test_changes_of_litigators_stay_with_litigators(self):
        national = self._dnc_list("7135550001", version_on="2026-08-01")
        litigators = self._dnc_list(
            "7135550002", kind="litigator", version_on="2026-08-01"
        )
        change = self.lists.create(
            {
                "kind": "litigator",
                "version_on": "2026-09-02",
                "file": b64encode(f"{LISTED},A\n".encode()),
            }
        )
        change.action_load()
        change._load()
        self.assertEqual(change.status, "applied")
        self.assertEqual(self._numbers(national), [7135550001])
        self.assertEqual(self._numbers(litigators), [7135550002, int(LISTED)])

    def test_what_is_being_loaded_is_not_swapped(self):
        half = self.lists.create(
            {"file": b64encode(b"7135550999\n"), "area_codes": "713, 281;832"}
        )
        self.assertEqual(half.area_codes, "713 281 832")
        half.action_load()
        for vals in ({"file": b64encode(b"2815550999\n")}, {"kind": "litigator"}):
            with self.assertRaises(UserError):
                half.write(vals)
        half._load()
        self.assertEqual(half.status, "loaded")

    def test_changes_without_a_list_are_refused(self):
        self.assertEqual(self._load(b"850,5550144,A,2026-09-02\n").status, "failed")

    def test_nonsense_is_refused_and_the_list_before_it_answers(self):
        base = self._dnc_list(LISTED, version_on="2026-11-01")
        for content in (b"", b"Dear sir,\nfind attached\n", b"PK\x03\x04broken"):
            with self.subTest(content=content):
                bad = self._load(content or b"\n", "2026-11-20")
                self.assertEqual(bad.status, "failed")
                self.assertTrue(bad.failure)
                self.assertFalse(self._numbers(bad))
        self.assertEqual(base.status, "loaded")

    def test_a_few_bad_lines_are_named(self):
        good = "".join(f"713555{number}\n" for number in range(1000, 1100))
        record = self._load(f"{good}call me\n".encode(), "2026-11-20")
        self.assertEqual((record.status, record.bad_count), ("loaded", 1))
        self.assertIn("Line 101: “call me”", record.bad_lines)

    def test_while_it_loads_the_one_before_answers(self):
        self._dnc_list(LISTED, version_on="2026-11-01")
        half = self.lists.create(
            {"version_on": "2026-11-20", "file": b64encode(b"7135550999\n")}
        )
        half.action_load()
        half._keep(list(self._entries(b"7135550999\n")))
        self.assertEqual(self._judge_marketing().verdict, "block")
        half._load()
        self.assertEqual(half.status, "loaded")
        self.assertTrue(self._judge_marketing().allowed)

    def test_every_load_stands_in_the_ledger(self):
        record = self._dnc_list(LISTED, version_on="2026-11-01")
        entry = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "list_loaded"), ("res_id", "=", record.id)]
        )
        self.assertIn(record.sha256, entry.payload)

    def test_what_was_in_use_stays(self):
        record = self._dnc_list(LISTED, version_on="2026-11-01")
        with self.assertRaises(UserError):
            record.unlink()
        with self.assertRaises(UserError):
            record.version_on = "2026-11-20"

    def test_a_state_is_known(self):
        with self.assertRaises(ValidationError):
            self.lists.create({"kind": "state", "state": "XX"})

    def test_no_list_is_of_the_future(self):
        day = fields.Date.today() + timedelta(days=2)
        record = self._dnc_list(LISTED, version_on=day)
        self.assertEqual(record.status, "failed")
        self.assertIn("lies in the future", record.failure)

    def test_age_is_watched(self):
        record = self._dnc_list(LISTED, version_on="2020-01-01")
        self.lists._cron_watch_age()
        self.lists._cron_watch_age()
        self.assertEqual(len(record.activity_ids), 1)

    def test_only_compliance_loads(self):
        content = b64encode(b"7135550001\n").decode()
        asked = ("national", content, "2026-11-20")
        for user in (self.maria, self.assistant, self.manager, self.mortgage_admin):
            with self.assertRaises(AccessError):
                self.lists.with_user(user).load(*asked)
        for user in (self.integration, self.portal, self.processor, self.marketing):
            with self.assertRaises(AccessError):
                self.lists.with_user(user).load(*asked)
        record = self.lists.browse(self.lists.with_user(self.compliance).load(*asked))
        self.assertEqual(
            (record.status, record.loaded_by_id), ("loading", self.compliance)
        )
        with self.assertRaises(AccessError):
            self.lists.with_user(self.maria).search([])
        self.assertIn(record, self.lists.with_user(self.manager).search([]))

    def _load(self, content, version_on="2026-09-02"):
        record = self.lists.create(
            {"version_on": version_on, "file": b64encode(content)}
        )
        record.action_load()
        record._load()
        return record

    def _entries(self, content):
        return entries(io.BytesIO(content))
