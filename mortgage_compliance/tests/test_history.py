from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .channel_common import ChannelCase


@tagged("post_install", "-at_install")
class TestHistory(ChannelCase):
    """All that was ever said with a person, page by page, for whoever may see it."""

    def _show(self, user=None, **kwargs):
        history = self.env["mortgage.history"].with_user(user or self.compliance)
        return history.show(**{"partner_id": self.dana.id, **kwargs})

    def _inbound(self, at, body="Call me", **values):
        return self.env["mortgage.inbound.message"].create(
            {
                "at": at,
                "channel": "sms",
                "external_id": f"SM{at}{body}",
                "company_id": self.company.id,
                "body": body,
                "point_id": self.phone_point.id,
                **values,
            }
        )

    def _sent(self, at, **values):
        return self._touch("sms", state="sent", sent_at=at, user_id=self.frank.id)

    def test_it_has_everything_newest_first(self):
        sent = self._sent("2030-01-05 12:00:00")
        blocked = self._touch(
            state="blocked", verdict_at="2030-01-06 12:00:00", reason="Said STOP"
        )
        planned = self._touch()
        answer = self._inbound("2030-01-07 12:00:00")
        journal = self.env["mortgage.journal.message"].create(
            {
                "at": "2030-01-08 12:00:00",
                "way": "copy",
                "direction": "out",
                "channel": "email",
                "external_id": "j1",
                "company_id": self.company.id,
                "partner_id": self.dana.id,
                "body": "From my phone",
            }
        )
        complaint = self.env["mortgage.complaint"].create(
            {
                "partner_id": self.dana.id,
                "topic": "contact",
                "words": "Stop it",
                "received_at": "2030-01-09 12:00:00",
            }
        )
        self.env["mortgage.consent"].sudo()._record(
            [
                {
                    "point_id": self.phone_point.id,
                    "level": "pec",
                    "channels": ["sms"],
                    "at": "2030-01-04 12:00:00",
                    "text": "You may text me.",
                }
            ]
        )
        with self.at("2030-01-10 12:00:00"):
            self.phone_point._opt_out("sms", "stop", "STOP")
        page = self._show()
        found = [(row["kind"], row["id"]) for row in page["rows"]]
        self.assertNotIn(("touch", planned.id), found)
        ours = [
            ("complaint", complaint.id),
            ("journal", journal.id),
            ("inbound", answer.id),
            ("touch", blocked.id),
            ("touch", sent.id),
        ]
        self.assertEqual([one for one in found if one in ours], ours)
        self.assertEqual(page["name"], self.dana.name)
        kinds = [row["kind"] for row in page["rows"]]
        self.assertIn("stop", kinds)
        self.assertIn("consent", kinds)
        moments = [row["at"] for row in page["rows"]]
        self.assertEqual(moments, sorted(moments, reverse=True))
        refused = next(row for row in page["rows"] if row["id"] == blocked.id)
        self.assertEqual(
            (refused["note"], refused["tone"], refused["why"]),
            ("Said STOP", "danger", True),
        )

    def test_it_is_narrowed_to_what_one_looks_for(self):
        self._sent("2030-01-05 12:00:00")
        self._touch(state="blocked", verdict_at="2030-01-06 12:00:00")
        self._inbound("2030-01-07 12:00:00")
        for what, kinds, states in (
            ("sent", {"touch"}, {"sent"}),
            ("refused", {"touch"}, {"blocked"}),
            ("received", {"inbound"}, {""}),
        ):
            with self.subTest(what=what):
                rows = self._show(what=what)["rows"]
                self.assertEqual({row["kind"] for row in rows}, kinds)
                self.assertEqual({row["state"] for row in rows}, states)
        self.assertFalse(self._show(what="permissions")["rows"])

    def test_pages_follow_each_other_without_a_gap(self):
        for day in range(1, 8):
            self._inbound(f"2030-01-{day:02} 12:00:00", body=f"Day {day}")
        # Two at the same second.
        self._inbound("2030-01-07 12:00:00", body="Also then")
        whole = [row["id"] for row in self._show()["rows"]]
        self.assertEqual(len(whole), 8)
        pages, before = [], ""
        while True:
            page = self._show(before=before, limit=3)
            pages += [row["id"] for row in page["rows"]]
            before = page["next"]
            if not before:
                break
        self.assertEqual(pages, whole)

    def test_it_costs_the_same_however_much_there_is(self):
        counts = []
        for more in (1, 30):
            for number in range(more):
                self._inbound(f"2030-02-{more % 27 + 1:02} 12:00:00", body=f"x{number}")
                self._touch("sms", state="sent", tries=number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._show()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_each_sees_what_he_or_she_may(self):
        mine = self._sent("2030-01-05 12:00:00")
        other = self._touch("sms", state="sent", user_id=self.maria.id)
        self._inbound("2030-01-07 12:00:00")
        rows = self._show(self.frank)["rows"]
        self.assertEqual(
            {(row["kind"], row["id"]) for row in rows if row["kind"] != "consent"},
            {("touch", mine.id)},
        )
        self.assertNotIn(other.id, [row["id"] for row in rows])
        names = [one["name"] for one in self._show(self.frank)["actions"]]
        self.assertNotIn("Export", names)
        for user in (self.marketing, self.integration, self.outsider, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._show(user)

    def test_wrong_questions_get_clear_answers(self):
        for wrong in (0, "1", None, True, [1], 2**31):
            with (
                self.subTest(wrong=wrong),
                self.assertRaisesRegex(UserError, "partner_id"),
            ):
                self._show(partner_id=wrong)
        with self.assertRaisesRegex(UserError, "what"):
            self._show(what="gossip")
        with self.assertRaisesRegex(UserError, "before"):
            self._show(before="yesterday")

    def test_an_email_without_a_card_has_a_history_too(self):
        (point,) = self._points(("email", "nobody@example.com"))
        self._inbound("2030-01-07 12:00:00", point_id=point.id)
        page = self._show(partner_id=False, point_id=point.id)
        self.assertEqual(page["name"], "nobody@example.com")
        self.assertEqual([row["kind"] for row in page["rows"]], ["inbound"])
        action = point.with_user(self.compliance).action_history()
        self.assertEqual(action["context"]["active_model"], point._name)

    def test_one_gets_there_from_the_card_and_from_today(self):
        action = self.dana.with_user(self.frank).action_mortgage_history()
        self.assertEqual(action["tag"], "mortgage_compliance.history")
        today = self.env["mortgage.compliance.today"].with_user(self.compliance)
        (found,) = today.find("dana@example.com")
        self.assertEqual(found["history"]["context"]["active_id"], self.dana.id)
        export = next(
            one["action"] for one in self._show()["actions"] if one["name"] == "Export"
        )
        made = (
            self.env["mortgage.exam.export"]
            .with_user(self.compliance)
            .with_context(**export["context"])
            .create({})
        )
        self.assertEqual(made.scope_ids.partner_ids, self.dana)


@tagged("post_install", "-at_install")
class TestHistoryTour(HttpCase, ChannelCase):
    def test_from_today_to_the_history_and_why(self):
        self.env["mortgage.inbound.message"].create(
            {
                "at": "2026-01-07 12:00:00",
                "channel": "sms",
                "external_id": "SM1",
                "company_id": self.company.id,
                "body": "Call me at six",
                "point_id": self.phone_point.id,
            }
        )
        self._touch(
            state="blocked", verdict_at="2026-01-06 12:00:00", reason="Said STOP"
        )
        self.start_tour(
            "/odoo/compliance-today", "mortgage_contact_history", login="compliance"
        )
