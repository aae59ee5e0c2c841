import json

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .slots_common import BODY, LINKS, SlotsCase


@tagged("post_install", "-at_install")
class TestSlots(SlotsCase):
    def test_the_default_words_go_out_for_whoever_has_none(self):
        message = self._sent()
        self.assertIn("Good to meet you.", message.text)
        self.assertIn("Talk soon.", message.html)
        self.assertNotIn("[[", message.text + message.html)
        self.assertFalse(message.own_words)

    def test_own_words_go_out_once_somebody_else_approved_them(self):
        own = self._own("  Howdy,\n{{ borrower_first_name }}! ")
        self.assertEqual(own.words, "Howdy, {{ borrower_first_name }}!")
        self.assertIn("Good to meet you.", self._sent().text)
        own.action_submit()
        self.assertIn("Good to meet you.", self._sent().text)
        own.with_user(self.compliance).action_approve()
        message = self._sent()
        self.assertIn("Howdy, there!\n\nCall me", message.text)
        self.assertIn("<p>Howdy, there!</p>", message.html)
        self.assertIn("Talk soon.", message.text)
        self.assertEqual(message.own_words, {"hello": own.content_sha256})
        self.assertIn("Good to meet you.", self._sent(self.frank).text)

    def test_new_words_go_out_in_place_of_the_old_once_approved(self):
        first = self._approved_own("Howdy!")
        action = first.action_reword()
        second = self.slots.browse(action["res_id"]).with_user(self.maria)
        self.assertEqual((second.state, second.words), ("draft", "Howdy!"))
        self.assertEqual(first.action_reword()["res_id"], second.id)
        second.words = "Hey there!"
        second.action_submit()
        self.assertIn("Howdy!", self._sent().text)
        second.with_user(self.compliance).action_approve()
        self.assertIn("Hey there!", self._sent().text)
        self.assertEqual(first.state, "withdrawn")

    def test_words_in_review_and_approved_stay_as_they_are(self):
        own = self._own("Howdy!")
        own.action_submit()
        for user in (self.maria, self.compliance, self.env.user):
            with self.subTest(user.login), self.assertRaises(UserError):
                own.with_user(user).words = "Other"
        own.action_take_back()
        own.words = "Hey!"
        own.action_submit()
        own.with_user(self.compliance).action_approve()
        with self.assertRaises(UserError):
            own.words = "Other"
        with self.assertRaises(UserError):
            own.unlink()

    def test_words_changed_in_the_database_are_not_sent(self):
        own = self._approved_own("Howdy!")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mortgage_template_slot SET words = 'Forged' WHERE id = %s", [own.id]
        )
        own.invalidate_recordset()
        self.assertIn("Good to meet you.", self._sent().text)

    def test_compliance_sends_back_with_a_comment(self):
        own = self._own("Howdy!")
        own.action_submit()
        with self.assertRaisesRegex(UserError, "Say what"):
            own.with_user(self.compliance).action_return(" ")
        wizard = (
            self.env["mortgage.slot.return"]
            .with_user(self.compliance)
            .with_context(active_ids=own.ids)
            .create({"comment": "Say your name, please."})
        )
        wizard.action_return()
        self.assertEqual(own.state, "draft")
        self.assertEqual(own.comment, "Say your name, please.")
        self.assertEqual(own.reviewed_by_id, self.compliance)
        own.action_submit()
        self.assertFalse(own.comment)

    def test_the_default_words_go_out_again_when_own_words_are_withdrawn(self):
        for user in (self.maria, self.compliance):
            own = self._approved_own("Howdy!")
            own.with_user(user).action_withdraw()
            self.assertIn("Good to meet you.", self._sent().text)

    def test_who_leaves_takes_the_words_along(self):
        own = self._approved_own("Howdy!")
        draft = self._own("See you!", "bye")
        self.maria.active = False
        self.assertEqual({own.state, draft.state}, {"withdrawn"})
        self.maria.active = True
        self.assertIn("Good to meet you.", self._sent().text)

    def test_a_new_version_keeps_own_words_only_where_their_place_is(self):
        self._approved_own("Howdy!")
        self._approved_own("Bye now.", "bye")
        newer = self._approve(self._words("New words. [[bye: So long.]]"))
        text = self._sent(version=newer).text
        self.assertIn("New words. Bye now.", text)
        self.assertNotIn("Howdy!", text)
        again = self._approve(self._words(BODY))
        self.assertIn("Howdy!", self._sent(version=again).text)

    def test_own_words_that_no_longer_fit_give_way_to_the_default(self):
        self._approved_own("{{ booking_link }}")
        newer = self._approve(self._words("Locked words. [[hello: Hi.]]"))
        self.assertIn("Locked words. Hi.", self._sent(version=newer).text)

    def test_what_cannot_stand_there_is_refused_in_words(self):
        own = self._own(False)
        for words, reason in (
            ("**Howdy**", "no bold"),
            ("See evil.example", "looks like an address"),
            ("{{ lo_nmae }}", "Did you mean lo_name"),
            ("x" * 401, "at most 400"),
        ):
            with self.subTest(reason), self.assertRaisesRegex(ValidationError, reason):
                own.words = words
        with self.assertRaisesRegex(ValidationError, "no place"):
            self._own("Howdy!", "other")

    def test_words_that_a_rule_stops_are_not_handed_in(self):
        own = self._own("With us it is guaranteed approval.")
        with self.assertRaisesRegex(UserError, "(?i)guarant"):
            own.action_submit()
        self.assertEqual(own.state, "draft")

    def test_every_act_is_in_the_ledger_with_the_words(self):
        own = self._approved_own("Howdy!")
        entries = self.env["mortgage.ledger.entry"].search(
            [("res_model", "=", own._name), ("res_id", "=", own.id)], order="id"
        )
        told = [json.loads(entry.payload) for entry in entries]
        self.assertEqual([entry["act"] for entry in told], ["submitted", "approved"])
        self.assertEqual(told[1]["version"], self.version.number)
        self.assertEqual(entries[1].content_sha256, own.content_sha256)
        self.assertEqual(entries[1].actor_uid, self.compliance.id)

    def test_senders_cost_the_same_for_one_and_for_many(self):
        people = (self.maria, self.frank, self.cora)
        for person in people:
            self._approved_own("Howdy!", user=person)
            self._approved_own("Bye now.", "bye", user=person)
        costs = []
        for size in (3, 1, 3):
            pairs = [(person.id, self.company.id) for person in people[:size]]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            values = self.env["mortgage.sender"]._sender_values(pairs)
            jobs = [(self.version, values[pair], "TX", LINKS) for pair in pairs]
            self.version.sudo()._compose(jobs)
            costs.append(self.env.cr.sql_log_count - before)
        # The first fills what Odoo itself keeps.
        self.assertEqual(costs[1], costs[2])

    def test_the_sent_message_proves_which_words_were_used(self):
        own = self._approved_own("Howdy!")
        partner = self._borrower()
        point = self._points(("email", "dana@example.com"))
        [touch] = self.env["mortgage.touch"]._plan(
            [
                {
                    "res_model": "res.partner",
                    "res_id": partner.id,
                    "partner_id": partner.id,
                    "point_id": point.id,
                    "channel": "email",
                    "kind": "transactional",
                    "template_version_id": self.version.id,
                    "user_id": self.maria.id,
                    "company_id": self.company.id,
                }
            ]
        )
        touch._hand_over("email")
        self.assertEqual(touch.state, "queued", touch.reason)
        proof = {"hello": own.content_sha256}
        self.assertEqual(json.loads(touch.own_words_used), proof)
        entry = self.env["mortgage.ledger.entry"].search(
            [("touch_id", "=", touch.id), ("event", "=", "handover")]
        )
        self.assertEqual(json.loads(entry.payload)["own_words"], proof)
        archived = self.env["mortgage.archive"].search([("touch_id", "=", touch.id)])
        self.assertIn("Howdy!", archived.text)
