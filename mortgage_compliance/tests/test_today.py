from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.release_words import at_time, waits_for
from .common import ComplianceCase


class TodayCase(ComplianceCase):
    """Two messages to Dana are held, one was blocked now and one a week ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dana = cls._borrower()
        cls.email, cls.phone = cls._points(
            ("email", "dana@example.com"), ("phone", "+17135550101")
        )
        now = fields.Datetime.now()
        morning = now + timedelta(hours=9)
        cls.held = cls._touch(state="held", rule_code="window.TX", hold_until=morning)
        cls.unregistered = cls._touch(state="held", rule_code="registration.TX")
        cls.blocked = cls._touch(state="blocked", rule_code="opt_out.phone")
        cls._touch(
            state="blocked",
            rule_code="opt_out.phone",
            verdict_at=now - timedelta(days=8),
        )

    @classmethod
    def _touch(cls, **values):
        rules = cls.env["mortgage.contact.policy"]
        rule = rules.search([("code", "=", values.get("rule_code"))], limit=1)
        return cls.env["mortgage.touch"].create(
            {
                "res_model": "res.partner",
                "res_id": cls.dana.id,
                "partner_id": cls.dana.id,
                "point_id": cls.phone.id,
                "channel": "sms",
                "kind": "marketing",
                "user_id": cls.maria.id,
                "company_id": cls.company.id,
                "verdict_at": fields.Datetime.now(),
                "rule_id": rule.id,
                "zone": "America/New_York",
                **values,
            }
        )

    def _today(self, user=None):
        return self.env["mortgage.compliance.today"].with_user(user or self.compliance)

    def _found(self, action, user=None):
        records = self.env[action["res_model"]].with_user(user or self.compliance)
        return records.search_count(action["domain"])


@tagged("post_install", "-at_install")
class TestToday(TodayCase):
    """What compliance sees at a glance, and that it is what the lists show."""

    def test_every_figure_is_the_length_of_its_list(self):
        self.env["mortgage.suppression"]._suppress(self.phone.ids, "phone", "stop")
        page = self._today().show()
        for part in page["counts"]:
            with self.subTest(part=part["name"]):
                if part["action"]:
                    self.assertEqual(part["count"], self._found(part["action"]))
                else:
                    self.assertFalse(part["count"])
        for name in ("held", "blocked"):
            self.assertEqual(page[name]["count"], self._found(page[name]["action"]))
            for row in page[name]["rows"]:
                with self.subTest(rule=row["name"]):
                    self.assertEqual(row["count"], self._found(row["action"]))

    def test_it_says_how_the_record_stands(self):
        def told(name):
            return {part["name"]: part for part in self._today().show()["counts"]}[name]

        self.assertIn("not checked yet", told("Breaks in the record")["detail"])
        checks = self.env["mortgage.ledger.check"]
        now = {"finished_at": fields.Datetime.now()}
        words = "Ledger entry 7 was deleted."
        checks.create({"state": "broken", "words": words, **now})
        broken = told("Breaks in the record")
        self.assertEqual(
            (broken["count"], broken["waits"], broken["detail"]),
            (1, True, words),
        )
        checks.create({"state": "intact", **now})
        self.assertIn("found it whole", told("Breaks in the record")["detail"])
        self.env["mortgage.legal.hold"].create(
            {"name": "Matter", "reason": "Counsel", "partner_ids": self.dana.ids}
        )
        holds = told("Legal holds")
        self.assertEqual((holds["count"], holds["waits"]), (1, False))

    def test_what_is_held_says_when_it_goes_or_what_it_waits_for(self):
        rows = {row["code"]: row for row in self._today().show()["held"]["rows"]}
        self.assertIn("your time", rows["window.TX"]["released"])
        self.assertEqual(
            rows["registration.TX"]["released"],
            "when Texas is registered (compliance)",
        )
        self.assertIn("Dana's time", self.held.release_text)
        self.assertEqual(self.held.rule_name, "Texas calling and texting hours")

    def test_what_was_blocked_lately_names_rule_and_citation(self):
        page = self._today().show()
        rows = {row["code"]: row for row in page["blocked"]["rows"]}
        self.assertEqual(rows["opt_out.phone"]["count"], 1)
        self.assertTrue(rows["opt_out.phone"]["citation"])
        self.assertIn("START", rows["opt_out.phone"]["remedy"])
        self.assertIn("START", self.blocked.remedy_text)

    def test_what_no_rule_holds_is_one_row(self):
        for code in ("", False):
            self._touch(state="held", rule_code=code)
        rows = [row for row in self._today().show()["held"]["rows"] if not row["code"]]
        self.assertEqual([row["count"] for row in rows], [2])
        self.assertEqual(self._found(rows[0]["action"]), 2)

    def test_a_stopped_company_is_told_and_nothing_promises_a_time(self):
        self.assertFalse(self._today().show()["sending"])
        self.company.action_mortgage_stop("Wrong rates in the footer")
        [stopped] = self._today().show()["sending"]
        self.assertIn("Wrong rates", stopped["reason"])
        self.held.invalidate_recordset(["release_text"])
        self.assertEqual(self.held.release_text, "when messages are resumed")

    def test_compliance_sees_all_a_manager_his_own_and_others_nothing(self):
        self.assertEqual(self._today().show()["held"]["count"], 2)
        page = self._today(self.manager).show()
        self.assertEqual(page["held"]["count"], 0)
        held = page["held"]["action"]
        self.assertEqual(self._found(held, self.manager), 0)
        names = [part["name"] for part in page["counts"]]
        self.assertNotIn("Answers to review", names)
        for user in (
            *(self.maria, self.assistant, self.processor, self.marketing),
            *(self.integration, self.outsider, self.portal),
        ):
            for ask in (lambda page: page.show(), lambda page: page.find("Dana")):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    ask(self._today(user))

    def test_another_companys_messages_are_not_counted(self):
        other = self.env["res.company"].create({"name": "Other Lending"})
        self._touch(state="held", rule_code="window.TX", company_id=other.id)
        self.assertEqual(self._today().show()["held"]["count"], 2)

    def test_the_number_of_queries_does_not_grow(self):
        counts = []
        for more in (0, 60):
            for number in range(more):
                code = ("window.TX", "window.FL", "registration.FL")[number % 3]
                self._touch(state="held", rule_code=code)
                self._touch(state="blocked", rule_code="license.lo")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._today().show()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_judging_again_is_for_compliance_and_forces_nothing(self):
        with self.assertRaises(AccessError):
            self.held.with_user(self.maria).action_judge_again()
        both = self.held + self.blocked
        both.with_user(self.compliance).action_judge_again()
        self.assertEqual(self.held.state, "held")
        self.assertLessEqual(self.held.ready_at, fields.Datetime.now())
        self.assertFalse(self.blocked.ready_at)
        self.assertEqual(self.blocked.state, "blocked")

    def test_rules_are_told_by_name_where_reasons_are_read(self):
        rule = self.held.rule_id
        self.assertEqual(rule.display_name, "window.TX")
        self.assertEqual(
            rule.with_context(rule_by_name=True).display_name,
            "Texas calling and texting hours",
        )


@tagged("post_install", "-at_install")
class TestTodayPerson(TodayCase):
    """One search box for everything about a borrower, a number or an address."""

    def test_a_person_is_found_by_name_number_and_email(self):
        for words in ("dana r", "(713) 555-0101", "5550101", "Dana@Example.com"):
            with self.subTest(words=words):
                [person] = self._today().find(words)
                self.assertEqual(person["name"], "Dana Ruiz")
                self.assertEqual(
                    sum(count for _state, _name, count in person["counts"]),
                    self._found(person["action"]),
                )
                self.assertEqual(len(person["touches"]), 4)

    def test_it_tells_opt_outs_and_consents(self):
        self.env["mortgage.suppression"]._suppress(self.phone.ids, "phone", "stop")
        [person] = self._today().find("Dana Ruiz")
        points = {point["value"]: point for point in person["points"]}
        self.assertIn("Said STOP", points["+17135550101"]["stops"][0])
        self.assertFalse(points["dana@example.com"]["stops"])

    def test_a_manager_finds_no_borrower_of_others(self):
        self.env["mortgage.suppression"]._suppress(self.phone.ids, "phone", "stop")
        for words in ("Dana Ruiz", "5550101", "dana@example.com"):
            with self.subTest(words=words):
                self.assertEqual(self._today(self.manager).find(words), [])

    def test_what_nobody_knows_finds_nothing(self):
        for words in ("", "  ", "xy", "Nobody At All", "+15125559999", None):
            self.assertEqual(self._today().find(words), [])

    def test_words_of_release(self):
        now = fields.Datetime.now()
        self.assertEqual(at_time(now, now), "any minute now")
        self.assertIn("renewed", waits_for("license.lo"))
        self.assertIn("list is loaded", waits_for("dnc.national"))
        self.assertEqual(waits_for(False), "when a person looks at it")
