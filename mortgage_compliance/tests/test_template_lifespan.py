import json

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .gate_common import GateCase, local
from .template_common import TemplateCase


@tagged("post_install", "-at_install")
class TestTemplateGate(GateCase):
    """Whom and until when approved words are sent: what the gate says of it."""

    def setUp(self):
        super().setUp()
        self.version = self.words["email"]
        self.template = self.version.template_id

    def _reason(self, **values):
        verdict = self._judge("email", **values)
        if verdict.rule == "template.approved":
            self.assertEqual(verdict.verdict, "block")
            return verdict.reason
        self.assertEqual(verdict.verdict, "allow", verdict.reason)
        return ""

    def _approved_for(self, **audience):
        self.template.write(audience)
        draft = self.version.copy()
        draft.action_submit()
        draft.with_user(self.compliance).action_approve()
        self.words["email"] = draft
        self.addCleanup(self.words.update, email=self.version)
        return draft

    def test_words_for_texas_are_not_sent_to_a_florida_borrower(self):
        self._approved_for(audience_states="TX, co")
        self.assertEqual(self.template.audience_states, "CO TX")
        self.assertFalse(self._reason())
        florida = {"states": ("FL",), "property_state": "FL", "zips": ("33101",)}
        self.assertIn(
            "is for borrowers in Colorado, Texas, not in Florida",
            self._reason(user_id=self.frank.id, **florida),
        )
        # The loan decides, wherever the borrower lives.
        self.assertFalse(self._reason(states=("FL", "TX"), property_state="TX"))
        self.assertIn(
            "state is not known",
            self._reason(states=(), property_state="", zips=()),
        )

    def test_approved_words_may_be_narrowed_but_not_widened(self):
        self._approved_for(audience_states="TX")
        self.template.audience_states = "CO FL TX"
        colorado = {"states": ("CO",), "property_state": "CO", "zips": ("80202",)}
        self.assertFalse(self._reason())
        self.assertIn(
            "in Texas, not in Colorado", self._reason(user_id=self.cora.id, **colorado)
        )
        self.template.audience_states = False
        self.assertIn("not in Colorado", self._reason(user_id=self.cora.id, **colorado))
        self.template.audience_states = "CO"
        self.assertIn("approved for other states", self._reason())
        self._approved_for(audience_states="CO FL TX")
        self.assertFalse(self._reason(user_id=self.cora.id, **colorado))

    def test_words_for_one_product_go_to_no_other(self):
        self._approved_for(product="fha")
        self.assertFalse(self._reason())
        self.assertFalse(self._reason(product="fha"))
        self.assertIn("for FHA loans, not for VA", self._reason(product="va"))
        self.template.product = "va"
        self.assertTrue(self._reason(product="va"), "nobody approved them for VA")
        self.template.product = False
        self.assertTrue(self._reason(product="va"))
        self.assertFalse(self._reason(product="fha"))

    def test_what_was_read_for_is_part_of_the_hash(self):
        version = self._approved_for(audience_states="TX", product="fha")
        self.assertIn(b'"product":"fha"', version._content())
        self.assertIn(b'"states":"TX"', version._content())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mortgage_template_version SET covered_states = NULL WHERE id = %s",
            [version.id],
        )
        self.env.invalidate_all()
        self.assertIn("not those that were approved", self._reason())

    def test_after_the_last_day_nothing_is_sent(self):
        self.template.owner_id = self.marketing
        self.template.expires_on = "2026-11-27"
        self.company.partner_id.tz = "America/Chicago"
        self.assertFalse(self._reason(at=local("2026-11-27 23:30")))
        reason = self._reason(at=local("2026-11-28 00:30"))
        self.assertIn("was to be sent until November 27, 2026", reason)
        self.assertIn("Mark Webb renews it", reason)

    def test_words_to_be_read_again_stop_after_their_day(self):
        self.env["mortgage.template.review"].with_user(self.compliance)._ask(
            self.version, "Texas changed its law", fields.Date.to_date("2026-11-27")
        )
        self.assertFalse(self._reason(at=local("2026-11-27 10:00")))
        self.assertIn(
            "read again by November 27, 2026 (Texas changed its law)",
            self._reason(at=local("2026-11-28 10:00")),
        )
        reviews = self.version.review_ids.with_user(self.compliance)
        with self.assertRaisesRegex(UserError, "by the buttons"):
            reviews.write({"due_on": "2040-01-01"})
        reviews._decide("confirmed")
        self.env.invalidate_all()
        self.assertFalse(self._reason(at=local("2026-11-28 10:00")))

    def test_it_costs_the_same_for_one_and_for_twenty(self):
        self._approved_for(audience_states="TX", product="fha")
        self.env["mortgage.template.review"].with_user(self.compliance)._ask(
            self.words["email"], "New law", fields.Date.to_date("2030-01-01")
        )
        counts = []
        self._judge("email")
        for size in (1, 20):
            requests = [self._request("email") for _number in range(size)]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.gate._judge(requests)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestTemplateLifespan(TemplateCase):
    def _in(self, days):
        return fields.Date.add(fields.Date.today(), days=days)

    def _tasks(self):
        return self.env["mail.activity"].search([("summary", "=like", "Hello: %")])

    def test_an_unknown_state_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "“XX” is no state"):
            self.template.audience_states = "TX XX"
        self.template.audience_states = "new mexico"
        self.assertEqual(self.template.audience_states, "NM")

    def test_whoever_makes_a_template_owns_it(self):
        self.assertEqual(self.template.owner_id, self.marketing)
        self.assertFalse(self.env.ref("mortgage_compliance.template_day2_sms").owner_id)

    def test_only_compliance_lets_approved_words_be_sent_longer(self):
        self.template.expires_on = self._in(30)
        self.template.expires_on = self._in(60)
        self._approved()
        self.template.expires_on = self._in(20)
        for change in (self._in(21), False):
            with self.subTest(change), self.assertRaisesRegex(AccessError, "longer"):
                self.template.expires_on = change
            with self.assertRaises(AccessError):
                self.template.sudo().expires_on = change
        self.template.with_user(self.compliance).expires_on = self._in(90)
        entry = self.env["mortgage.ledger.entry"].search(
            [("res_model", "=", "mortgage.template")], limit=1
        )
        payload = json.loads(entry.payload)
        self.assertEqual(payload["act"], "sent_longer")
        self.assertEqual(payload["after"], fields.Date.to_string(self._in(90)))

    def test_owners_get_one_task_two_weeks_before(self):
        self._approved()
        self.template.write({"expires_on": self._in(15), "review_on": self._in(14)})
        templates = self.env["mortgage.template"]
        templates._cron_warn_owners()
        task = self._tasks()
        self.assertEqual(task.user_id, self.marketing)
        self.assertEqual(task.date_deadline, self._in(14))
        self.assertEqual(task.summary, "Hello: look at its words again")
        self.assertIn(f"/odoo/mortgage-templates/{self.template.id}", task.note)
        templates._cron_warn_owners()
        self.assertEqual(len(self._tasks()), 1)
        self.template.expires_on = self._in(3)
        templates._cron_warn_owners()
        self.assertEqual(len(self._tasks()), 2)
        task.with_user(self.marketing).action_feedback(feedback="Done")
        self.assertFalse(task.active)

    def test_without_an_owner_who_reads_it_compliance_gets_the_task(self):
        self._approved()
        self.template.sudo().write(
            {"owner_id": self.outsider.id, "review_on": self._in(1)}
        )
        self.env["mortgage.template"]._cron_warn_owners()
        task = self._tasks()
        self.assertIn(
            "mortgage_compliance.group_compliance",
            task.user_id.all_group_ids.mapped(lambda g: g.get_external_id()[g.id]),
        )

    def test_the_library_list_says_where_each_template_stands(self):
        self.assertFalse(self.template.standing)
        version = self._draft()
        self.assertEqual(self.template.standing, "draft")
        version.action_submit()
        self.assertEqual(self.template.standing, "review")
        version.with_user(self.compliance).action_approve()
        self.assertEqual(self.template.standing, "approved")
        self.template.expires_on = self._in(-2)
        self.assertEqual(self.template.standing, "stopped")
        version.with_user(self.compliance).action_retire()
        self.assertEqual(self.template.standing, "retired")

    def test_many_words_are_read_again_from_one_dialog(self):
        english = self._approved(body="Rates moved. I am {{ lo_name }}.")
        texas = self._template("test_texas", audience_states="TX")
        other = self._approved(texas, body="Your list. I am {{ lo_name }}.")
        asking = self.env["mortgage.template.reread"].with_user(self.compliance)
        with Form(asking) as form:
            form.state = "FL"
            form.words = "I am {{ lo_name }}"
            form.reason = "Florida changed its law"
            form.due_on = self._in(5)
        found = form.save()
        self.assertIn(english, found.version_ids)
        self.assertNotIn(other, found.version_ids)
        found.version_ids = english | other
        action = found.action_ask()
        self.assertEqual(action["res_model"], "mortgage.template.review")
        found.action_ask()
        reviews = english.with_user(self.compliance).review_ids
        self.assertEqual(len(reviews), 1, "nobody is asked twice for one reason")
        self.assertEqual(english.stops_after, self._in(5))
        self.assertEqual(reviews.asked_by_id, self.compliance)

    def test_reading_again_takes_other_eyes(self):
        version = self._approved()
        own = self._draft(self._template("test_own"), self.compliance)
        own.action_submit()
        deputy = self._person("second", "group_compliance", "Dee Lund")
        own.with_user(deputy).action_approve()
        reviews = self.env["mortgage.template.review"].with_user(self.compliance)
        asked = reviews._ask(version | own, "New law", self._in(5))
        for user in (self.marketing, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                asked[0].with_user(user).action_confirm()
        with self.assertRaisesRegex(UserError, "Somebody else"):
            asked.action_confirm()
        asked.filtered(lambda review: review.version_id == version).action_confirm()
        self.assertFalse(version.stops_after)
        asked.with_user(deputy).action_confirm()
        self.assertEqual(set(asked.mapped("state")), {"confirmed"})

    def test_new_words_take_the_place_of_those_to_be_read_again(self):
        version = self._approved()
        reviews = self.env["mortgage.template.review"].with_user(self.compliance)
        review = reviews._ask(version, "New law", self._in(5))
        self._approved()
        self.assertEqual(version.state, "retired")
        self.assertEqual(review.state, "replaced")
        acts = [
            json.loads(entry.payload)["act"]
            for entry in self.env["mortgage.ledger.entry"].search(
                [("res_model", "=", version._name), ("res_id", "=", version.id)]
            )
        ]
        self.assertIn("reread_asked", acts)
        self.assertIn("reread_replaced", acts)

    def test_only_compliance_has_words_read_again(self):
        version = self._approved()
        for user in (self.marketing, self.manager, self.maria, self.mortgage_admin):
            reviews = self.env["mortgage.template.review"].with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                reviews._ask(version, "New law", self._in(5))
            with self.subTest(user.login), self.assertRaises(UserError):
                reviews.create({"version_id": version.id, "reason": "x"})
        with self.assertRaises(UserError):
            self.env["mortgage.template.review"].with_user(self.compliance).create(
                {"version_id": version.id, "reason": "x", "due_on": self._in(5)}
            )
