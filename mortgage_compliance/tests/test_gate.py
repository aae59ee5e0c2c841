from datetime import datetime, timedelta

from odoo.tests import tagged

from .gate_common import UTC, GateCase, local


@tagged("post_install", "-at_install")
class TestGate(GateCase):
    def test_saturday_night_in_houston(self):
        night = local("2026-11-28 21:47")
        email, text, call = self.gate._judge(
            [
                self._request("email", at=night),
                self._request("sms", at=night),
                self._request("call", "marketing", at=night),
            ]
        )
        self.assertTrue(email.allowed)
        noon = local("2026-11-29 12:00")
        self.assertEqual((text.verdict, text.hold_until), ("hold", noon))
        self.assertEqual(text.reason, "Text goes 12:00 PM Sunday, Texas hours")
        self.assertEqual((call.verdict, call.hold_until), ("hold", noon))
        self.assertEqual(call.reason, "Call opens 12:00 PM Sunday, Texas hours")
        rule = self._policy("window.TX")
        self.assertEqual(
            (text.rule, text.rule_id, text.citation), (rule.code, rule.id, rule.source)
        )
        self.assertEqual(text.inputs["states"], ["TX"])
        self.assertEqual(
            text.inputs["local_times"],
            {"America/Chicago": "2026-11-28T21:47:00-06:00"},
        )

    def test_at_the_minute_the_hold_ends_it_goes(self):
        self.assertTrue(self._judge(at=local("2026-11-29 12:00")).allowed)
        self.assertFalse(self._judge(at=local("2026-11-29 11:59")).allowed)

    def test_each_check_stops_before_the_later_ones(self):
        """Everything is wrong; as one wrong after another is cured, the next shows."""
        night = local("2026-11-28 21:47")
        suppression = self.env["mortgage.suppression"]
        suppression._suppress(self.phone.ids, "all", "deceased")
        suppression._suppress(self.phone.ids, "phone", "stop")
        request = self._request(
            "sms", "", night, property_state="NV", version_id=0, states=("TX",)
        )

        def rule():
            return self.gate._judge([request])[0].rule

        self.assertEqual(rule(), "kind")
        request.kind = "marketing"
        self.assertEqual(rule(), "suppression")
        suppression._lift(self.phone.ids, "all", "Test")
        self.assertEqual(rule(), "opt_out.phone")
        suppression._lift(self.phone.ids, "phone", "Test")
        self.assertEqual(rule(), "license.company")
        self._license("NV")
        self.assertEqual(rule(), "license.lo")
        self._license("NV", self.maria)
        self.assertEqual(rule(), "template.approved")
        request.version_id = self.words["sms"].id
        self.assertEqual(rule(), "consent.sms.marketing")
        self._consent(self.phone, "pewc")
        self.assertEqual(rule(), "window.TX")
        request.at = local("2026-11-30 15:00")
        self.assertEqual(rule(), "")

    def test_license_reasons_name_who_and_where(self):
        verdict = self._judge(property_state="FL")
        self.assertEqual(verdict.verdict, "block")
        self.assertEqual(verdict.reason, "Maria Gomez has no Florida license")
        verdict = self._judge(property_state="NV")
        self.assertEqual(verdict.reason, "Lone Star Test Lending has no Nevada license")
        frank = self._judge(property_state="FL", user_id=self.frank.id)
        self.assertTrue(frank.allowed)

    def test_an_assistant_needs_no_license_but_the_company_does(self):
        by_hand = {"origin": "manual", "user_id": self.assistant.id, "version_id": 0}
        self.assertTrue(self._judge(property_state="FL", **by_hand).allowed)
        verdict = self._judge(property_state="NV", **by_hand)
        self.assertEqual(verdict.rule, "license.company")

    def test_without_a_property_state_the_residence_decides(self):
        verdict = self._judge(property_state="", states=("NV",), zips=())
        self.assertEqual(verdict.rule, "license.company")
        verdict = self._judge("email", property_state="", states=(), zips=())
        self.assertTrue(verdict.allowed)
        self.assertIn("no license was checked", verdict.warnings[0]["reason"])

    def test_words_must_be_approved_and_unchanged(self):
        draft = self.env["mortgage.template.version"].create(
            {"template_id": self.words["sms"].template_id.id, "body": "New words."}
        )
        verdict = self._judge(version_id=draft.id)
        self.assertEqual(verdict.rule, "template.approved")
        self.assertIn("is not approved", verdict.reason)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mortgage_template_version SET body = 'Other' WHERE id = %s",
            [self.words["sms"].id],
        )
        self.env.invalidate_all()
        self.assertIn("not those that were approved", self._judge().reason)

    def test_consent_by_channel_kind_and_technology(self):
        for channel, kind, technology, state, level, rule in [
            ("sms", "marketing", "automated", "TX", "pec", "consent.sms.marketing"),
            ("sms", "marketing", "automated", "TX", "pewc", ""),
            (
                "sms",
                "transactional",
                "automated",
                "TX",
                "",
                "consent.sms.transactional",
            ),
            ("sms", "servicing", "automated", "TX", "pec", ""),
            ("call", "marketing", "manual", "TX", "", ""),
            ("call", "marketing", "manual", "CT", "pec", "consent.call.ct"),
            ("call", "marketing", "manual", "CT", "pewc", ""),
            ("call", "transactional", "manual", "CT", "", ""),
            ("call", "marketing", "manual", "AZ", "", "consent.call.az"),
            ("call", "marketing", "manual", "AZ", "pec", ""),
            ("call", "marketing", "automated", "FL", "pec", "consent.call.automated"),
            ("call", "marketing", "automated", "TX", "", ""),
            (
                *("call", "marketing", "prerecorded", "TX", "pec"),
                "consent.call.prerecorded.marketing",
            ),
            (
                *("call", "transactional", "prerecorded", "TX", ""),
                "consent.call.prerecorded",
            ),
            ("email", "marketing", "automated", "TX", "", ""),
        ]:
            name = channel, kind, technology, state, level
            with self.subTest(name):
                value = "dana.2@example.com"
                if channel != "email":
                    value = f"+1713555{abs(hash(name)) % 9000 + 1000}"
                point = self._points(
                    ("email" if channel == "email" else "phone", value)
                )
                if level:
                    self._consent(point, level)
                verdict = self._judge(
                    channel,
                    kind,
                    technology=technology,
                    states=(state,),
                    zips=(),
                    value=value,
                    point_id=point.id,
                    assume=frozenset(["template"]),
                )
                self.assertEqual(verdict.rule, rule)

    def test_a_text_by_hand_warns_where_an_automatic_one_stops(self):
        verdict = self._judge("sms", "marketing", origin="manual", version_id=0)
        self.assertTrue(verdict.allowed)
        self.assertEqual(
            [warning["rule"] for warning in verdict.warnings],
            ["consent.sms.marketing"],
        )
        for origin in ("manual", "host"):
            held = self._judge(origin=origin, at=local("2026-11-28 21:47"))
            self.assertEqual(held.verdict, "hold")
        self.env["mortgage.suppression"]._suppress(self.phone.ids, "sms", "stop")
        self.assertEqual(self._judge(origin="manual").verdict, "block")
        self.assertTrue(self._judge("call", origin="manual").allowed)

    def test_an_answer_in_a_conversation_needs_no_window(self):
        night = local("2026-11-28 21:47")
        self.assertEqual(self._judge("sms", "reply", night).verdict, "hold")
        self.env["mortgage.touch.event"].create(
            {
                "type": "replied",
                "point_id": self.phone.id,
                "at": (night - timedelta(minutes=5)).replace(tzinfo=None),
            }
        )
        self.assertTrue(self._judge("sms", "reply", night).allowed)
        self.assertEqual(self._judge("sms", "marketing", night).verdict, "block")
        self.env["mortgage.suppression"]._suppress(self.phone.ids, "phone", "stop")
        self.assertEqual(self._judge("sms", "reply", night).verdict, "block")

    def test_one_text_confirms_the_opt_out_within_five_minutes(self):
        night = local("2026-11-28 21:47")
        suppression = self.env["mortgage.suppression"]
        suppression._suppress(self.phone.ids, "phone", "stop")
        values = {"confirms_at": night}
        later = night + timedelta(minutes=5)
        self.assertTrue(self._judge(at=later, **values).allowed)
        too_late = later + timedelta(seconds=1)
        self.assertEqual(self._judge(at=too_late, **values).rule, "opt_out.phone")
        self.assertEqual(self._judge(at=night).rule, "opt_out.phone")
        suppression._suppress(self.phone.ids, "all", "deceased")
        self.assertEqual(self._judge(at=night, **values).rule, "suppression")

    def test_marketing_waits_while_an_opt_out_is_in_doubt(self):
        self._consent(self.phone, "pewc")
        self.env["mortgage.suppression"]._suppress(self.phone.ids, "sms", "in_review")
        verdict = self._judge("sms", "marketing")
        self.assertEqual((verdict.verdict, verdict.rule), ("hold", "opt_out.review"))
        self.assertIsNone(verdict.hold_until, "until a person decides")
        self.assertTrue(self._judge("sms", "transactional").allowed)
        by_hand = self._judge("sms", "marketing", origin="manual")
        self.assertTrue(by_hand.allowed)
        self.assertEqual(by_hand.warnings[0]["rule"], "opt_out.review")
        self.assertTrue(self._judge("email", "marketing").allowed)

    def test_panhandle_zip_with_a_850_phone(self):
        phone = self._points(("phone", "+18505550101"))
        self._consent(phone, "pec")
        values = {
            "states": ("FL",),
            "zips": ("32401",),
            "property_state": "FL",
            "user_id": self.frank.id,
            "value": phone.value,
            "point_id": phone.id,
        }
        # Panama City keeps Central time, but the area code presumes all of its zones:
        # 8 AM Central to 8 PM Eastern.
        early = self._judge(at=local("2026-11-27 07:30"), **values)
        self.assertEqual(early.hold_until, local("2026-11-27 08:00"))
        self.assertEqual(early.reason, "Text goes 8:00 AM Friday (CST), Florida hours")
        self.assertTrue(self._judge(at=local("2026-11-27 18:59"), **values).allowed)
        late = self._judge(at=local("2026-11-27 19:00"), **values)
        self.assertEqual(late.hold_until, local("2026-11-28 08:00"))
        self.assertEqual(
            set(late.inputs["zones"]), {"America/Chicago", "America/New_York"}
        )

    def test_unknown_state_takes_the_strictest_hours(self):
        phone = self._points(("phone", "+18005550101"))
        self._consent(phone, "pec")
        values = {
            "states": (),
            "zips": (),
            "property_state": "",
            "value": phone.value,
            "point_id": phone.id,
        }
        # 10 AM in Honolulu is 3 PM in New York in winter.
        eastern = "America/New_York"
        for at, until in [
            ("2026-12-01 12:00", "2026-12-01 15:00"),
            ("2026-12-01 15:00", None),
            ("2026-12-01 17:59", None),
            ("2026-12-01 18:00", "2026-12-02 15:00"),
            # Saturday closes at 5 PM, Sunday is closed.
            ("2026-12-05 17:00", "2026-12-07 15:00"),
        ]:
            with self.subTest(at=at):
                verdict = self._judge(at=local(at, eastern), **values)
                expected = local(until, eastern) if until else None
                self.assertEqual(verdict.hold_until, expected)
                if until:
                    self.assertEqual(verdict.rule, "window.UNKNOWN")
                    self.assertIn("strictest hours, state unknown", verdict.reason)

    def test_arizona_keeps_its_clock(self):
        phone = self._points(("phone", "+16025550101"))
        self._consent(phone, "pec")
        for day, utc_hour in (("2026-01-15", 15), ("2026-07-15", 15)):
            verdict = self._judge(
                at=local(f"{day} 06:00", "America/Phoenix"),
                states=("AZ",),
                zips=("85004",),
                property_state="AZ",
                value=phone.value,
                point_id=phone.id,
                assume=frozenset(["license"]),
            )
            self.assertEqual(verdict.hold_until.hour, utc_hour)

    def test_days_on_which_the_clock_changes(self):
        for day, utc_hour in (("2026-03-08", 17), ("2026-11-01", 18)):
            verdict = self._judge(at=local(f"{day} 00:30"))
            self.assertEqual(verdict.hold_until.hour, utc_hour)

    def test_new_years_day_is_closed_for_marketing_only(self):
        self._consent(self.phone, "pewc")
        new_year = local("2027-01-01 10:00")
        verdict = self._judge("sms", "marketing", new_year)
        self.assertEqual(verdict.rule, "closed_days")
        self.assertEqual(verdict.hold_until, local("2027-01-02 09:00"))
        self.assertEqual(
            verdict.reason, "Text goes 9:00 AM Saturday, closed on New Year's Day"
        )
        self.assertTrue(self._judge(at=new_year).allowed)
        self.assertTrue(self._judge("email", "marketing", new_year).allowed)

    def test_a_state_holiday_closes_every_call_and_text(self):
        self._license("UT")
        self._license("UT", self.maria)
        pioneer_day = local("2026-07-24 10:00", "America/Denver")
        verdict = self._judge(
            at=pioneer_day, states=("UT",), zips=("84101",), property_state="UT"
        )
        self.assertEqual(verdict.rule, "closed_days.UT")
        self.assertEqual(
            verdict.hold_until, local("2026-07-25 08:00", "America/Denver")
        )

    def test_residence_and_property_in_two_states_must_both_be_open(self):
        # 8 PM in Denver is 9 PM in Texas. (9 AM must have come to both.)
        verdict = self._judge(
            at=local("2026-11-27 20:00", "America/Denver"),
            states=("CO", "TX"),
            zips=("80202", "77002"),
        )
        self.assertEqual(
            verdict.reason,
            "Text goes 9:00 AM Saturday (MST), Colorado and Texas hours",
        )

    def test_open_windows(self):
        text, email = self.gate._open_windows(
            [
                self._request(at=local("2026-11-28 21:47")),
                self._request("email", at=local("2026-11-28 21:47")),
            ],
            days=2,
        )
        self.assertEqual(
            text,
            [
                (local("2026-11-29 12:00"), local("2026-11-29 21:00")),
                (local("2026-11-30 09:00"), local("2026-11-30 21:00")),
            ],
        )
        start = local("2026-11-28 21:47")
        self.assertEqual(email, [(start, start + timedelta(days=2))])

    def test_a_changed_rule_counts_from_now_on(self):
        rule = self._policy("window.TX")
        rule.sunday_from = 14
        later = datetime.now(UTC) + timedelta(days=30)
        sunday = later + timedelta(days=(6 - later.weekday()) % 7)
        noon = local(f"{sunday:%Y-%m-%d} 12:00")
        verdict = self._judge(at=noon)
        self.assertEqual(verdict.hold_until, noon + timedelta(hours=2))
        self.assertEqual(verdict.rule_id, self._policy("window.TX").id)
        self.assertTrue(self._judge(at=local("2026-03-15 12:00")).allowed)

    def test_a_batch_costs_what_one_costs(self):
        """Blocked, held and allowed ones, on every channel, of many people."""
        values = [
            {"channel": "email", "kind": "marketing"},
            {"channel": "sms", "kind": "marketing"},
            {"channel": "sms", "at": local("2026-11-28 21:47")},
            {"channel": "sms", "kind": "reply"},
            {"channel": "call", "kind": "marketing"},
            {"channel": "sms", "property_state": "FL"},
            {"channel": "sms", "property_state": "NV"},
            {"channel": "sms", "version_id": 0},
        ]
        many = [
            self._request(**one, value=f"+1713555{number:04}", point_id=0)
            for number in range(2000, 2010)
            for one in values
        ]
        self.gate._judge(many)
        costs = []
        for requests in (many[:8], many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.gate._judge(requests)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*costs)
