from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..tools.frequency import waits_until
from ..tools.relationship import Relationship
from .gate_common import GateCase, local

MINUTE = timedelta(minutes=1)
NOON = local("2026-12-02 12:00", "America/New_York")


@tagged("post_install", "-at_install")
class TestGateFrequency(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.florida = {
            "states": ("FL",),
            "zips": ("33101",),
            "property_state": "FL",
            "user_id": cls.frank.id,
        }
        cls.news = {
            channel: cls._approved(channel, kind="marketing")
            for channel in ("email", "sms")
        }
        cls._consent(cls.phone, "pewc")

    def _attempt(self, at, channel="call", kind="marketing", **values):
        """Record a contact made at an aware moment."""
        moment = at.replace(tzinfo=None)
        return self.env["mortgage.touch"].create(
            {
                "res_model": "res.partner",
                "res_id": self.dana.id,
                "partner_id": self.dana.id,
                "point_id": (self.email if channel == "email" else self.phone).id,
                "channel": channel,
                "kind": kind,
                "state": "sent",
                "queued_at": moment,
                "attempted_at": moment,
                "ready_at": False,
                "company_id": self.company.id,
                **values,
            }
        )

    def _marketing(self, channel="call", at=NOON, **values):
        version = self.news.get(channel)
        return self._judge(
            channel,
            "marketing",
            at,
            **{"version_id": version.id if version else 0, **values},
        )

    def _related(self, **values):
        """Let every borrower stand to the lender as ``values`` say."""
        self.startPatcher(
            patch.object(
                self.env.registry["res.partner"],
                "_mortgage_relationships",
                lambda partners: {
                    partner_id: Relationship(**{"household": (partner_id,), **values})
                    for partner_id in partners.ids
                },
            )
        )

    def test_the_fourth_within_a_day_waits_for_the_first_to_leave_it(self):
        for hours in (23, 5, 1):
            self._attempt(NOON - timedelta(hours=hours))
        verdict = self._marketing(at=NOON, **self.florida)
        self.assertEqual((verdict.verdict, verdict.rule), ("hold", "cap.FL"))
        self.assertEqual(verdict.hold_until, NOON + timedelta(hours=1))
        self.assertEqual(
            verdict.reason,
            "Waits until 1:00 PM Wednesday: 3 calls and texts in 24 hours already"
            " (Florida)",
        )
        self.assertIn("501.616(6)", verdict.citation)
        self.assertEqual(
            verdict.details["closed_by"],
            "3 calls and texts in 24 hours already, Florida",
        )

    def test_to_the_minute(self):
        for hours in (24, 5, 1):
            self._attempt(NOON - timedelta(hours=hours))
        self.assertTrue(self._marketing(at=NOON, **self.florida).allowed)
        held = self._marketing(at=NOON - MINUTE, **self.florida)
        self.assertEqual(held.hold_until, NOON)

    def test_what_ends_at_night_waits_for_the_morning(self):
        evening = local("2026-12-02 19:30", "America/New_York")
        for hours in (21, 5, 1):
            self._attempt(evening - timedelta(hours=hours))
        # The first of them leaves the day at 10:30 PM.
        verdict = self._marketing(at=evening, **self.florida)
        self.assertEqual(
            verdict.hold_until, local("2026-12-03 08:00", "America/New_York")
        )

    def test_calls_and_texts_of_all_loan_officers_to_all_numbers_are_one_count(self):
        other = self._points(("phone", "+13055550177"))
        self._attempt(NOON - timedelta(hours=3), "call", user_id=self.maria.id)
        self._attempt(NOON - timedelta(hours=2), "sms", point_id=other.id)
        self.assertTrue(self._marketing(**self.florida).allowed)
        self._attempt(NOON - timedelta(hours=1), "voicemail", user_id=self.frank.id)
        for channel in ("call", "sms"):
            self.assertEqual(self._marketing(channel, **self.florida).rule, "cap.FL")
        self.assertTrue(self._marketing("call").allowed, "Texas has no such cap")

    def test_a_number_shared_by_two_is_counted_once_for_both(self):
        for hours in (3, 2, 1):
            self._attempt(NOON - timedelta(hours=hours), partner_id=False)
        self.assertEqual(self._marketing(**self.florida).rule, "cap.FL")

    def test_only_marketing_counts_and_only_marketing_is_capped(self):
        for hours in (3, 2, 1):
            for kind in ("transactional", "servicing", "reply"):
                self._attempt(NOON - timedelta(hours=hours), kind=kind)
        self.assertTrue(self._marketing(**self.florida).allowed)
        for hours in (3, 2, 1):
            self._attempt(NOON - timedelta(hours=hours))
        self.assertEqual(self._marketing(**self.florida).rule, "cap.FL")
        for kind in ("transactional", "servicing", "reply"):
            self.assertTrue(self._judge("call", kind, NOON, **self.florida).allowed)

    def test_what_was_planned_held_or_called_off_does_not_count(self):
        for state in ("planned", "held", "due", "blocked", "skipped", "cancelled"):
            for hours in (3, 2, 1):
                self._attempt(NOON - timedelta(hours=hours), state=state)
        self.assertTrue(self._marketing(**self.florida).allowed)
        for state in ("queued", "failed", "in_doubt"):
            self._attempt(NOON - timedelta(hours=1), state=state)
        self.assertEqual(self._marketing(**self.florida).rule, "cap.FL")

    def test_the_company_caps_its_own(self):
        """Calls 3 a day and 8 in two weeks, texts 2 and 4, emails 1."""
        for channel, daily, rule, longer, total in (
            ("call", 3, "cap.call.day", "cap.call.fortnight", 8),
            ("sms", 2, "cap.sms.day", "cap.sms.week", 4),
        ):
            with self.subTest(channel):
                for number in range(daily):
                    self.assertTrue(self._marketing(channel).allowed)
                    self._attempt(NOON - timedelta(minutes=5 + number), channel)
                self.assertEqual(self._marketing(channel).rule, rule)
                for number in range(total - daily):
                    self._attempt(NOON - timedelta(days=3, hours=number), channel)
                self.assertEqual(self._marketing(channel).rule, longer)
            self.env["mortgage.touch"].search([("kind", "=", "marketing")]).unlink()
        self.assertTrue(self._marketing("email").allowed)
        self._attempt(NOON - timedelta(hours=20), "email")
        verdict = self._marketing("email")
        self.assertEqual(verdict.rule, "cap.email.day")
        self.assertIn("1 email in 24 hours already (company rule)", verdict.reason)

    def test_emails_of_the_day_of_the_inquiry_are_not_counted(self):
        self._related(inquired_at=NOON - timedelta(hours=2))
        for minutes in (90, 30):
            self._attempt(NOON - timedelta(minutes=minutes), "email")
        self.assertTrue(self._marketing("email").allowed)
        later = NOON - timedelta(hours=2) + timedelta(days=1)
        self.assertTrue(self._marketing("email", later).allowed)
        self._attempt(later, "email")
        self.assertFalse(self._marketing("email", later + MINUTE).allowed)

    def test_both_the_law_and_the_company_hold(self):
        self._policy("cap.call.day").number = 1
        self._attempt(NOON - timedelta(hours=1))
        at = NOON + timedelta(days=35)
        for hours in (3, 2, 1):
            self._attempt(at - timedelta(hours=hours))
        verdict = self._marketing(at=at, **self.florida)
        self.assertEqual(verdict.rule, "cap.call.day")
        self.assertEqual(
            verdict.hold_until, at + timedelta(hours=23), "the later of the two"
        )

    def test_none_at_most_is_none(self):
        rule = self._policy("cap.call.day")
        rule.number = 0
        verdict = self._marketing(at=NOON + timedelta(days=365))
        self.assertEqual((verdict.verdict, verdict.rule), ("block", "cap.call.day"))

    def test_a_household_shares_a_budget(self):
        wife = self._borrower("Lee Ruiz", "lee@example.com", "+17135550102")
        self._related(household=(self.dana.id, wife.id))
        for days in range(12):
            who = wife if days % 2 else self.dana
            channel = "email" if days % 3 else "call"
            self._attempt(NOON - timedelta(days=2 + days), channel, partner_id=who.id)
        verdict = self._marketing("sms")
        self.assertEqual(verdict.rule, "budget.lead")
        self.assertIn("12 contacts in 30 days already (this household)", verdict.reason)
        self.assertEqual(
            verdict.hold_until,
            local("2026-12-19 11:00", "America/Chicago"),
            "the twelfth before leaves the 30 days",
        )
        self.assertEqual(verdict.counts_for, (self.dana.id, wife.id))

    def test_each_phase_has_its_budget(self):
        for phase, rule in (
            ("in_process", "budget.in_process"),
            ("past_client", "budget.past_client.month"),
        ):
            with self.subTest(phase):
                self._related(phase=phase)
                self.assertTrue(self._marketing("email").allowed)
                first = self._attempt(NOON - timedelta(days=20), "email")
                second = self._attempt(NOON - timedelta(days=10), "email")
                self.assertEqual(self._marketing("email").rule, rule)
                (first + second).unlink()
        for number in range(18):
            self._attempt(NOON - timedelta(days=40 + 15 * number), "email")
        self.assertEqual(self._marketing("email").rule, "budget.past_client.year")

    def test_in_a_batch_the_second_sees_the_first(self):
        self._policy("cap.sms.day").number = 1
        at = NOON + timedelta(days=300)
        request = self._request("sms", "marketing", at, version_id=self.news["sms"].id)
        series = [replace(request, in_series=True) for _number in range(2)]
        first, second = self.gate._judge(series)
        self.assertTrue(first.allowed)
        self.assertEqual(second.rule, "cap.sms.day")
        # Two questions are alternatives: neither is made by asking.
        self.assertTrue(all(one.allowed for one in self.gate._judge([request] * 2)))

    def test_a_touch_in_the_queue_does_not_count_against_itself(self):
        self._policy("cap.sms.day").number = 1
        at = NOON + timedelta(days=300)
        queued = self._attempt(at, "sms", state="queued")
        request = self._request("sms", "marketing", at, version_id=self.news["sms"].id)
        self.assertFalse(self.gate._judge([request])[0].allowed)
        again = replace(request, touch_id=queued.id, in_series=True)
        self.assertTrue(self.gate._judge([again])[0].allowed)

    def test_it_stops_an_lo_who_calls_by_hand(self):
        for hours in (3, 2, 1):
            self._attempt(NOON - timedelta(hours=hours))
        verdict = self._marketing(origin="manual", **self.florida)
        self.assertEqual(verdict.rule, "cap.FL")
        by_question = self.gate.with_user(self.frank).check(
            [
                {
                    "channel": "call",
                    "kind": "marketing",
                    "partner_id": self.dana.id,
                    "phone": self.phone.value,
                    "state": "FL",
                    "at": f"{NOON.astimezone():%Y-%m-%d %H:%M:%S}",
                    "assume": ["frequency"],
                }
            ]
        )
        self.assertEqual(by_question[0]["verdict"], "allow")
        self.assertEqual(by_question[0]["what_if"][0]["rule"], "cap.FL")

    def test_marketing_words_make_it_marketing(self):
        self._policy("cap.email.day").number = 1
        self._attempt(NOON - timedelta(hours=1), "email")
        values = {"version_id": self.news["email"].id}
        for kind in ("transactional", "servicing", "reply"):
            verdict = self._judge("email", kind, NOON, **values)
            self.assertEqual(verdict.rule, "cap.email.day", kind)
            self.assertEqual(verdict.inputs["kind"], "marketing")
        self.assertTrue(self._judge("email", "transactional", NOON).allowed)

    def test_the_count_costs_one_query_for_any_batch(self):
        self._attempt(NOON - timedelta(hours=1))
        requests = [
            self._request(
                "call", "marketing", NOON, value=f"+1713555{number:04}", point_id=0
            )
            for number in range(3000, 3050)
        ]
        self.gate._judge(requests)
        costs = []
        for size in (5, 50):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.gate._judge(requests[:size])
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*costs)


@tagged("post_install", "-at_install")
class TestWaitsUntil(GateCase):
    def test_table(self):
        day = timedelta(days=1)
        for moments, number, until in [
            ([], 1, None),
            ([NOON], 2, None),
            ([NOON], 1, NOON + day),
            ([NOON - day], 1, None),
            ([NOON - day + MINUTE], 1, NOON + MINUTE),
            ([NOON - MINUTE, NOON], 1, NOON + day),
            ([NOON - MINUTE, NOON], 2, NOON + day - MINUTE),
            ([NOON + MINUTE], 1, None),
            ([NOON - timedelta(seconds=30)], 1, NOON + day),
        ]:
            with self.subTest(moments=moments, number=number):
                self.assertEqual(waits_until(moments, number, day, NOON), until)
        self.assertIsNone(waits_until([NOON - MINUTE], 1, day, NOON, NOON))
