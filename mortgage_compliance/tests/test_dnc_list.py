from datetime import datetime, timezone

from odoo.tests import tagged

from ..tools.relationship import Relationship
from .dnc_common import LISTED, DncCase
from .gate_common import local


@tagged("post_install", "-at_install")
class TestDncList(DncCase):
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
