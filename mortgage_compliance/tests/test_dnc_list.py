import io
from base64 import b64decode, b64encode
from datetime import datetime, timedelta, timezone

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from ..tools.dnc_file import entries
from ..tools.relationship import Relationship
from .gate_common import GateCase, local

LISTED = "7135550101"


@tagged("post_install", "-at_install")
class TestDncList(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lists = cls.env["mortgage.dnc.list"]
        cls.lists.search([]).status = "draft"
        cls.lists.search([]).unlink()
        cls._consent(cls.phone, "pewc")
        # The state's own list is tried by itself.
        cls._policy(cls, "dnc.state.TX").valid_to = "2026-01-01 00:00:00"

    def _judge_marketing(self, channel="call", at=None, **values):
        values.setdefault("assume", frozenset({"template", "consent", "content"}))
        at = at or local("2026-11-27 10:00")
        # Nobody knows the borrower: no inquiry, no loan.
        return self._judge(channel, "marketing", at, **values)

    def _numbers(self, record):
        rows = self.env.execute_query(
            SQL(
                "SELECT number FROM mortgage_dnc_number WHERE list_id = %s ORDER BY 1",
                record.id,
            )
        )
        return [number for (number,) in rows]

    # The check

    def test_without_a_list_marketing_waits_for_compliance(self):
        for channel in ("call", "sms", "voicemail"):
            verdict = self._judge_marketing(channel)
            self.assertEqual((verdict.verdict, verdict.rule), ("hold", "dnc.national"))
            self.assertFalse(verdict.hold_until)
            self.assertIn("area code 713", verdict.reason)
        self.assertTrue(self._judge("sms").allowed, "answers go on")
        self.assertNotEqual(self._judge_marketing("email").rule, "dnc.national")

    def test_who_is_not_listed_may_be_called(self):
        self._dnc_list("7135559999", version_on="2026-11-20")
        verdict = self._judge_marketing()
        self.assertTrue(verdict.allowed, verdict.reason)
        self.assertEqual(len(verdict.inputs["dnc_lists"]), 1)

    def test_who_is_listed_may_not(self):
        record = self._dnc_list(LISTED, version_on="2026-11-20")
        verdict = self._judge_marketing()
        self.assertEqual((verdict.verdict, verdict.rule), ("block", "dnc.national"))
        self.assertIn("Nov 20", verdict.reason)
        self.assertEqual(verdict.inputs["dnc_lists"], record.ids)

    def test_a_person_who_calls_by_hand_is_stopped_too(self):
        self._dnc_list(LISTED, version_on="2026-11-20")
        self.assertEqual(self._judge_marketing(origin="manual").verdict, "block")
        self.assertTrue(self._judge("call", origin="manual").allowed)

    def test_written_permission_lifts_it(self):
        self._dnc_list(LISTED, version_on="2026-11-20")
        self.env["mortgage.consent"]._record(
            [
                {
                    "point_id": self.phone.id,
                    "level": "dnc_permission",
                    "seller": self.company.name,
                    "at": "2026-10-01 12:00:00",
                }
            ]
        )
        self.assertTrue(self._judge_marketing().allowed)

    def test_a_business_relationship_lifts_it_for_its_months(self):
        self._dnc_list(LISTED, version_on="2026-11-20")
        for closed, inquired, verdict in [
            ("2025-05-28 12:00", None, "allow"),
            ("2025-05-26 12:00", None, "block"),
            (None, "2026-08-28 12:00", "allow"),
            (None, "2026-08-26 12:00", "block"),
        ]:
            known = Relationship(
                closed_at=closed and local(closed),
                inquired_at=inquired and local(inquired),
            )
            self.patch(
                self.env.registry["res.partner"],
                "_mortgage_relationships",
                lambda partners, known=known: dict.fromkeys(partners.ids, known),
            )
            with self.subTest(closed=closed, inquired=inquired):
                self.assertEqual(self._judge_marketing().verdict, verdict)

    def test_a_relationship_needs_no_list(self):
        self.patch(
            self.env.registry["res.partner"],
            "_mortgage_relationships",
            lambda partners: dict.fromkeys(
                partners.ids, Relationship(inquired_at=local("2026-11-26 12:00"))
            ),
        )
        self.assertTrue(self._judge_marketing().allowed)

    def test_31_days_to_the_minute(self):
        self._dnc_list("7135559999", version_on="2026-10-28")
        last = datetime(2026, 11, 28, 0, 0, tzinfo=timezone.utc)
        self.assertTrue(self._judge_marketing(at=last).allowed)
        late = self._judge_marketing(at=last.replace(minute=1))
        self.assertEqual((late.verdict, late.hold_until), ("hold", None))
        self.assertIn("Oct 28", late.reason)

    def test_an_area_code_that_no_file_covers_waits(self):
        self._dnc_list("2125550142", version_on="2026-11-20")
        self.assertEqual(self._judge_marketing().verdict, "hold")
        self._dnc_list("2125550142", version_on="2026-11-20", area_codes="713 212")
        self.assertTrue(self._judge_marketing().allowed)

    def test_a_states_own_list(self):
        self._dnc_list("7135559999", version_on="2026-11-20")
        florida = {"states": ("FL",), "zips": (), "property_state": "FL"}
        florida["user_id"] = self.frank.id
        waits = self._judge_marketing(**florida)
        self.assertEqual((waits.verdict, waits.rule), ("hold", "dnc.state.FL"))
        self._dnc_list(LISTED, kind="state", state="FL", version_on="2026-11-20")
        self.assertEqual(self._judge_marketing(**florida).verdict, "block")
        self.assertTrue(self._judge_marketing().allowed, "Texas does not ask Florida")

    def test_a_litigator_is_not_contacted_at_all(self):
        self._dnc_list(LISTED, kind="litigator", version_on="2026-11-20")
        verdict = self._judge("sms")
        self.assertEqual((verdict.verdict, verdict.rule), ("block", "suppression"))
        self.assertIn("litigator", verdict.reason.lower())

    def test_loading_lets_go_what_waited(self):
        touch = self.env["mortgage.touch"]._plan(
            [
                {
                    "res_model": "res.partner",
                    "res_id": self.dana.id,
                    "channel": "sms",
                    "kind": "marketing",
                }
            ]
        )
        touch.write({"state": "held", "rule_code": "dnc.national", "ready_at": False})
        self._dnc_list("7135559999", version_on="2026-11-20")
        self.assertTrue(touch.ready_at)

    def test_a_batch_costs_what_one_costs(self):
        self._dnc_list(LISTED, version_on="2026-11-20")
        few = [self._request("call", "marketing") for _number in range(2)]
        many = [
            self._request("call", "marketing", value=f"+1713555{number}")
            for number in range(1000, 1100)
        ]
        self.gate._judge(many)
        counts = []
        for requests in (few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.gate._judge(requests)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # Loading

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


@tagged("post_install", "-at_install")
class TestReassignedNumbers(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checks = cls.env["mortgage.reassigned.check"]

    def _answer(self, answer, at="2026-11-20 12:00:00"):
        return self.checks.with_user(self.compliance).record_answers(
            [
                {
                    "phone": "(713) 555-0101",
                    "date": "2026-01-01",
                    "answer": answer,
                    "at": at,
                }
            ]
        )

    def test_a_number_given_away_is_not_used_again(self):
        self._answer("yes")
        verdict = self._judge("sms")
        self.assertEqual(verdict.verdict, "block")
        self.assertFalse(
            self.env["mortgage.consent"]._levels(self.phone.ids)[self.phone.id]
        )
        self.assertTrue(self._judge("email").allowed, "the person is still there")

    def test_a_good_answer_says_nothing(self):
        self._answer("no")
        self.assertFalse(self._warned())

    def test_an_unknown_or_old_answer_warns(self):
        self._answer("no_data")
        self.assertTrue(self._warned())
        self._answer("no", at="2026-11-21 12:00:00")
        self.assertFalse(self._warned())
        self.assertTrue(self._warned(local("2026-12-23 10:00")))

    def _warned(self, at=None):
        rules = [w["rule"] for w in self._judge("sms", at=at).warnings]
        return "reassigned.number" in rules

    def test_the_same_answer_twice_is_one(self):
        self.assertEqual((self._answer("no"), self._answer("no")), (1, 0))

    def test_a_bad_row_is_named_by_number_and_field(self):
        good = {"phone": "7135550101", "date": "2026-01-01", "answer": "no"}
        for change, words in [
            ({"phone": "12"}, "Row 2, phone"),
            ({"date": "yesterday"}, "Row 2, date"),
            ({"answer": "maybe"}, "Row 2, answer"),
        ]:
            with self.assertRaisesRegex(ValidationError, words):
                self.checks.with_user(self.compliance).record_answers(
                    [good, good | change]
                )

    def test_the_file_goes_out_and_comes_back(self):
        exchange = (
            self.env["mortgage.reassigned.exchange"]
            .with_user(self.compliance)
            .create({})
        )
        exchange.action_export()
        text = b64decode(exchange.exported).decode()
        self.assertIn("7135550101,2026-01-01,", text)
        exchange.content = b64encode(
            text.replace("2026-01-01,", "2026-01-01,no").encode()
        )
        exchange.action_import()
        self.assertTrue(exchange.summary)
        exchange.action_export()
        self.assertNotIn("7135550101", b64decode(exchange.exported).decode())

    def test_only_compliance_and_machines_answer(self):
        row = [{"phone": "7135550101", "date": "2026-01-01", "answer": "no"}]
        for user in (self.maria, self.manager, self.portal, self.mortgage_admin):
            with self.assertRaises(AccessError):
                self.checks.with_user(user).record_answers(row)
        self.assertEqual(self.checks.with_user(self.integration).record_answers(row), 1)
