from base64 import b64encode
from datetime import date, datetime, timezone

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..tools.holidays import next_business_day
from ..tools.loosening import loosened
from ..tools.rulebook import Rule
from .gate_common import GateCase, local

MEMO = b64encode(b"Counsel says so.")
ALL_BUT_HOURS = frozenset(
    {"consent", "template", "license", "registration", "frequency"}
)


@tagged("post_install", "-at_install")
class TestPolicyRows(GateCase):
    """Windows by technology, closed days of the lender, exemptions, and what a lender
    may change."""

    def _hours_verdict(self, channel="sms", at=None, state="TX", **values):
        place = {"states": (state,), "zips": (), "property_state": state, "value": ""}
        return self._judge(
            channel,
            values.pop("kind", "marketing"),
            at,
            assume=ALL_BUT_HOURS,
            point_id=0,
            partner_id=0,
            **place,
            **values,
        )

    def test_a_recorded_call_keeps_the_hours_of_state_and_technology(self):
        zones = {"CA": "America/Los_Angeles", "ME": "America/New_York"}
        zones |= {"NE": "America/Chicago", "OK": "America/Chicago"}
        table = (
            # state, a Wednesday, Saturday or Sunday, hour, by hand, recorded
            ("CA", "2026-12-09 08:30", "allow", "hold"),
            ("CA", "2026-12-09 09:00", "allow", "allow"),
            ("ME", "2026-12-09 16:59", "allow", "allow"),
            ("ME", "2026-12-09 17:00", "allow", "hold"),
            ("ME", "2026-12-12 12:00", "allow", "hold"),
            ("NE", "2026-12-13 12:59", "allow", "hold"),
            ("NE", "2026-12-13 14:00", "allow", "allow"),
            ("NE", "2027-01-18 14:00", "allow", "hold"),
            ("OK", "2026-12-09 08:30", "allow", "hold"),
            # the state's own hours bind the recorded call, too
            ("OK", "2026-12-09 20:00", "hold", "hold"),
        )
        for state, clock, by_hand, recorded in table:
            at = local(clock, zones[state])
            for technology, wanted in (("manual", by_hand), ("prerecorded", recorded)):
                with self.subTest(state=state, at=clock, technology=technology):
                    verdict = self._hours_verdict(
                        "call", at, state, technology=technology
                    )
                    self.assertEqual(verdict.verdict, wanted, verdict.reason)

    def test_a_rule_of_the_lender_s_own_narrows_every_state(self):
        evening = local("2026-12-09 19:30")
        self.assertTrue(self._hours_verdict(at=evening).allowed)
        self.env["mortgage.contact.policy"].create(
            {
                "code": "window.evening",
                "name": "No texts in the evening",
                "check": "window",
                "channels": "sms",
                "valid_from": "2026-01-01 00:00:00",
                **{f"{day}_from": 8 for day in ("weekday", "saturday", "sunday")},
                **{f"{day}_to": 19 for day in ("weekday", "saturday", "sunday")},
            }
        )
        verdict = self._hours_verdict(at=evening)
        self.assertEqual(verdict.rule, "window.evening")
        self.assertIn("company hours", verdict.reason)

    def test_where_all_must_agree_to_recording_a_call_says_so_first(self):
        at = local("2026-12-09 12:00")
        for state, wanted in (("FL", ["recording.FL"]), ("TX", [])):
            verdict = self._hours_verdict("call", at, state, technology="manual")
            self.assertEqual([one["rule"] for one in verdict.warnings], wanted)
        self.assertFalse(self._policy("recording.FL").verified)

    def test_closed_days_of_the_calendar(self):
        days = self.env["mortgage.holiday"]
        day = {"date": "2026-12-09", "name": "Hurricane day"}
        noon, next_day = local("2026-12-09 12:00"), local("2026-12-10 10:00")
        own = days.create({**day, "state": "LA"})
        self.assertTrue(self._hours_verdict(at=noon).allowed)
        answer = self._hours_verdict(at=noon, state="LA", kind="transactional")
        self.assertEqual(
            (answer.rule, answer.details["closed_by"]),
            ("closed_days.LA", "closed on Hurricane day"),
        )
        own.state = False
        verdict = self._hours_verdict(at=noon)
        self.assertEqual((verdict.rule, verdict.hold_until), ("closed_days", next_day))
        self.assertTrue(self._hours_verdict(at=noon, kind="transactional").allowed)
        own.company_id = self.env["res.company"].create({"name": "Sister"})
        self.assertTrue(self._hours_verdict(at=noon).allowed)

    def _claim(self, code="window.TX", **values):
        return self.env["mortgage.exemption"].create(
            {
                "state": "TX",
                "rule_code": code,
                "ground": "licensed",
                "valid_from": "2026-01-01 00:00:00",
                "memo": MEMO,
                **values,
            }
        )

    def test_an_exemption_leaves_the_federal_hours(self):
        sunday = local("2026-12-13 10:00")
        self.assertEqual(self._hours_verdict(at=sunday).rule, "window.TX")
        claim = self._claim()
        verdict = self._hours_verdict(at=sunday)
        self.assertTrue(verdict.allowed)
        self.assertEqual(verdict.inputs["exemptions"], claim.ids)
        self.assertEqual(
            self._hours_verdict(at=local("2026-12-13 21:30")).rule, "window.US"
        )

    def test_without_a_memo_it_lifts_nothing(self):
        claim = self._claim(memo=False)
        sunday = local("2026-12-13 10:00")
        self.assertEqual(claim.status, "no_memo")
        self.assertEqual(self._hours_verdict(at=sunday).rule, "window.TX")
        claim.memo = MEMO
        self.assertTrue(self._hours_verdict(at=sunday).allowed)
        claim.valid_to = "2026-12-01 00:00:00"
        self.assertEqual(self._hours_verdict(at=sunday).rule, "window.TX")

    def test_a_ground_that_depends_on_the_borrower(self):
        self._claim("closed_days.UT", state="UT", ground="pec")
        pioneer = local("2026-07-24 12:00", "America/Denver")
        ask = {"states": ("UT",), "zips": (), "property_state": "UT"}
        ask |= {"assume": ALL_BUT_HOURS, "at": pioneer}
        self.assertTrue(self._judge(kind="marketing", **ask).allowed)
        stranger = self._judge(kind="marketing", point_id=0, value="", **ask)
        self.assertEqual(stranger.rule, "closed_days.UT")

    def test_only_rules_of_that_state_can_be_lifted(self):
        for code in ("window.FL", "window.US", "closed_days", "suppression", "none"):
            with (
                self.subTest(code=code),
                self.assertRaisesRegex(ValidationError, "cannot be lifted"),
            ):
                self._claim(code)

    def test_a_registration_is_lifted_but_no_emergency(self):
        texas = self.env["mortgage.jurisdiction"].search([("state", "=", "TX")])
        texas.status = "not_set_up"
        self._claim("registration.TX")
        ask = {"at": local("2026-12-09 12:00"), "assume": {"template", "consent"}}
        self.assertTrue(self._judge(kind="marketing", **ask).allowed)
        texas.emergency = True
        self.assertEqual(self._judge(kind="marketing", **ask).rule, "registration.TX")

    def test_tightening_is_free_and_loosening_wants_a_reason(self):
        rule = self._policy("window.TX").with_user(self.compliance)
        rule.weekday_from = 10
        own = self._policy("window.TX").with_user(self.compliance)
        own.weekday_from = 9
        own = self._policy("window.TX").with_user(self.compliance)
        with self.assertRaisesRegex(ValidationError, "allow more .*301.051"):
            own.sunday_from = 9
        own.write({"sunday_from": 9, "reason": "Counsel, memo of May 2"})
        entry = self.env["mortgage.ledger.entry"].search(
            [("event", "=", "rule_change")], order="id desc", limit=2
        )
        self.assertIn("Counsel, memo of May 2", "".join(entry.mapped("payload")))
        for values in ({"states": "TX FL"}, {"channels": "sms call voicemail"}):
            self._policy("window.TX").with_user(self.compliance).write(
                {**values, "reason": "As before"}
            )
        for code, values in (
            ("cap.FL", {"number": 4}),
            ("closed_days", {"days": "christmas"}),
            ("consent.sms.marketing", {"level": "pec"}),
            ("consent.sms.marketing", {"states": "TX"}),
            ("conversation", {"minutes": 2880}),
            ("window.IL.prerecorded", {"valid_to": "2026-11-26 00:00:00"}),
        ):
            with (
                self.subTest(code=code),
                self.assertRaisesRegex(ValidationError, "allow more"),
            ):
                self._policy(code).with_user(self.compliance).write(values)

    def test_a_company_s_own_row_may_not_be_looser_either(self):
        rules = self.env["mortgage.contact.policy"].with_user(self.compliance)
        with self.assertRaisesRegex(ValidationError, "allow more"):
            rules.create(
                {
                    "code": "cap.FL",
                    "name": "Mine",
                    "check": "frequency",
                    "channels": "call",
                    "states": "FL",
                    "number": 3,
                    "period_hours": 24,
                    "company_id": self.company.id,
                }
            )

    def test_what_counts_as_looser(self):
        closed = (0, 0)
        law = Rule("w", check="window", hours=((540, 1260), (540, 1260), closed))
        for hours, looser in (
            (((540, 1260), (540, 1260), closed), []),
            (((600, 1200), closed, closed), []),
            (((480, 1260), (540, 1260), closed), ["hours"]),
            (((540, 1260), (540, 1260), (720, 800)), ["hours"]),
        ):
            own = Rule("w", check="window", hours=hours)
            self.assertEqual(loosened(law, own), looser)

    def test_what_applies_today(self):
        # A day has one name: this one has none yet.
        day = next_business_day(date.today())
        self.env["mortgage.holiday"].create(
            {"date": day, "name": "Our day", "state": "TX"}
        )
        self._claim("window.TX", valid_from="2020-01-01 00:00:00")
        for user in (self.manager, self.compliance, self.mortgage_admin):
            form = Form(self.env["mortgage.rules.today"].with_user(user))
            form.state_ids.add(self.env.ref("base.state_us_44"))
            form.state_ids.add(self.env.ref("base.state_us_10"))
            form.kind = "marketing"
            today = form.save()
            codes = today.line_ids.mapped("rule_id.code")
            self.assertEqual(len(codes), len(set(codes)))
            for code in ("window.FL", "window.US", "cap.FL", "registration.TX"):
                self.assertIn(code, codes)
            for code in ("window.TX", "window.PA", "budget.past_client.year"):
                self.assertNotIn(code, codes)
            self.assertLess(codes.index("suppression"), codes.index("window.FL"))
            self.assertIn("Texas: set up", today.registrations)
            self.assertIn("Our day", today.closed_days)
        for user in (self.maria, self.assistant, self.processor, self.marketing):
            with self.assertRaises(AccessError):
                self.env["mortgage.rules.today"].with_user(user).create({})

    def test_the_lender_s_rows_cost_no_query_a_case(self):
        self._claim()
        request = self._request(kind="marketing", at=datetime.now(timezone.utc))
        self.gate._judge([request])
        counts = []
        for size in (1, 200):
            before = self.env.cr.sql_log_count
            self.gate._judge([request] * size)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
