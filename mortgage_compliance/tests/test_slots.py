import json
import runpy

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import file_path, mute_logger

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase

BODY = (
    "Hi {{ borrower_first_name }}, this is {{ lo_name }}.\n\n"
    "[[hello: Good to meet you.]]\n\nCall me at {{ lo_phone }}. [[bye: Talk soon.]]"
)
LINKS = {"unsubscribe": "https://lender.example/u"}


class SlotsCase(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deputy = cls._person("deputy", "group_compliance", "Dee Lund")
        cls.template = cls.env["mortgage.template"].create(
            {
                "name": "Hello",
                "code": "test_slots",
                "channel": "email",
                "kind": "transactional",
            }
        )
        cls.version = cls._approve(cls._draft(BODY))
        cls.slots = cls.env["mortgage.template.slot"]

    @classmethod
    def _draft(cls, body, **values):
        return (
            cls.env["mortgage.template.version"]
            .with_user(cls.marketing)
            .create(
                {
                    "template_id": cls.template.id,
                    "subject": "Hello",
                    "body": body,
                    **values,
                }
            )
        )

    @classmethod
    def _approve(cls, version):
        version.with_user(cls.marketing).action_submit()
        version.with_user(cls.compliance).action_approve()
        return version

    def _own(self, words, slot="hello", user=None):
        return self.slots.with_user(user or self.maria).create(
            {
                "template_id": self.template.id,
                "lang": "en",
                "slot": slot,
                "words": words,
            }
        )

    def _approved(self, words, slot="hello", user=None):
        own = self._own(words, slot, user)
        own.action_submit()
        own.with_user(self.compliance).action_approve()
        return own

    def _sent(self, user=None, version=None):
        """Return what would go out in the name of ``user``."""
        pair = ((user or self.maria).id, self.company.id)
        values = self.env["mortgage.sender"]._sender_values([pair])[pair]
        jobs = [(version or self.version, values, "TX", LINKS)]
        [message] = self.env["mortgage.template.version"].sudo()._compose(jobs)
        self.assertFalse(message.missing)
        return message


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
        first = self._approved("Howdy!")
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
        own = self._approved("Howdy!")
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
            own = self._approved("Howdy!")
            own.with_user(user).action_withdraw()
            self.assertIn("Good to meet you.", self._sent().text)

    def test_who_leaves_takes_the_words_along(self):
        own = self._approved("Howdy!")
        draft = self._own("See you!", "bye")
        self.maria.active = False
        self.assertEqual({own.state, draft.state}, {"withdrawn"})
        self.maria.active = True
        self.assertIn("Good to meet you.", self._sent().text)

    def test_a_new_version_keeps_own_words_only_where_their_place_is(self):
        self._approved("Howdy!")
        self._approved("Bye now.", "bye")
        newer = self._approve(self._draft("New words. [[bye: So long.]]"))
        text = self._sent(version=newer).text
        self.assertIn("New words. Bye now.", text)
        self.assertNotIn("Howdy!", text)
        again = self._approve(self._draft(BODY))
        self.assertIn("Howdy!", self._sent(version=again).text)

    def test_own_words_that_no_longer_fit_give_way_to_the_default(self):
        self._approved("{{ booking_link }}")
        newer = self._approve(self._draft("Locked words. [[hello: Hi.]]"))
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
        own = self._approved("Howdy!")
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
            self._approved("Howdy!", user=person)
            self._approved("Bye now.", "bye", user=person)
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
        own = self._approved("Howdy!")
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


@tagged("post_install", "-at_install")
class TestSlotsInVersions(SlotsCase):
    def test_the_approval_covers_the_slots(self):
        names = json.loads(self.version._content())["slots"]
        self.assertEqual(names, ["hello", "bye"])
        plain = self._draft("No place here.")
        self.assertNotIn("slots", json.loads(plain._content()))

    def test_a_slot_that_is_no_slot_is_refused(self):
        with self.assertRaisesRegex(ValidationError, r"\[\[greeting"):
            self._draft("Hi [[Name]].")
        with self.assertRaisesRegex(ValidationError, "hello: it is there twice"):
            self._draft("[[hello: a]] [[hello: b]]")
        with self.assertRaisesRegex(ValidationError, "hello: .*address"):
            self._draft("[[hello: see evil.example]]")

    def test_an_upgrade_finds_no_slots_in_words_from_before(self):
        script = runpy.run_path(
            file_path(
                "mortgage_compliance/migrations/19.0.1.3.0/pre-literal_brackets.py"
            )
        )
        plain = self._draft("No brackets.")
        self.env.flush_all()
        script["migrate"](self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertTrue(self.version.literal_brackets)
        self.assertFalse(plain.literal_brackets)

    def test_brackets_from_before_there_were_slots_are_words(self):
        old = self._draft("A note.")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mortgage_template_version SET literal_brackets = TRUE,"
            " body = 'A [[note: call first]] and [[ more.' WHERE id = %s",
            [old.id],
        )
        old.invalidate_recordset()
        self.assertNotIn("slots", json.loads(old._content()))
        self._approve(old)
        self.assertIn(
            "A [[note: call first]] and [[ more.", self._sent(version=old).text
        )
        copy = old.with_user(self.marketing).copy()
        self.assertTrue(copy.literal_brackets)
        copy.write({"body": copy.body, "literal_brackets": False})
        self.assertTrue(copy.literal_brackets)
        with self.assertRaisesRegex(ValidationError, r"\[\[greeting"):
            copy.body = "A [[note: call first]] and [[ less."
        copy.body = "A [[note: call first]]."
        self.assertFalse(copy.literal_brackets)
        self.assertEqual([slot.name for slot in copy._slots()], ["note"])


@tagged("post_install", "-at_install")
class TestSlotsAccess(SlotsCase):
    def test_an_lo_sees_and_words_his_own_only(self):
        own = self._own("Howdy!")
        for user in (self.frank, self.manager, self.mortgage_admin):
            with self.subTest(user.login):
                self.assertFalse(self.slots.with_user(user).search([]) & own)
                for act in (
                    lambda user=user: own.with_user(user).read(["words"]),
                    lambda user=user: own.with_user(user).write({"words": "x"}),
                    lambda user=user: own.with_user(user).action_submit(),
                    lambda user=user: own.with_user(user).action_approve(),
                ):
                    with self.assertRaises(AccessError):
                        act()
        with self.assertRaises(AccessError):
            self.slots.with_user(self.frank).create(
                {
                    "template_id": self.template.id,
                    "slot": "bye",
                    "user_id": self.maria.id,
                }
            )

    def test_the_others_see_nothing(self):
        own = self._own("Howdy!")
        for user in (
            self.assistant,
            self.processor,
            self.marketing,
            self.integration,
            self.outsider,
            self.portal,
        ):
            with self.subTest(user.login):
                for act in (
                    lambda user=user: own.with_user(user).read(["words"]),
                    lambda user=user: own.with_user(user).action_approve(),
                    lambda user=user: own.with_user(user).action_return("No"),
                    lambda user=user: own.with_user(user).action_withdraw(),
                    lambda user=user: self.slots.with_user(user).action_mine(),
                ):
                    with self.assertRaises(AccessError):
                        act()

    def test_only_another_person_of_compliance_approves(self):
        own = self._own("Howdy!")
        own.action_submit()
        for user in (self.maria, self.marketing, self.mortgage_admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                own.with_user(user).sudo().action_approve()
        both = self.compliance
        both.group_ids += self.env.ref("mortgage_compliance.group_lo")
        mine = self._own("Mine!", user=both)
        mine.action_submit()
        with self.assertRaisesRegex(UserError, "Somebody else"):
            mine.action_approve()
        mine.with_user(self.deputy).action_approve()
        self.assertEqual(mine.reviewed_by_id, self.deputy)

    def test_nobody_approves_by_writing_or_creating(self):
        own = self._own("Howdy!")
        own.action_submit()
        for change in (
            {"state": "approved"},
            {"content_sha256": own._content_hash()},
            {"reviewed_by_id": self.compliance.id},
            {"user_id": self.frank.id},
            {"slot": "bye"},
        ):
            for user in (self.maria, self.compliance):
                forged = own.with_user(user).with_context(mortgage_by_button=True)
                with self.subTest(user=user.login, change=change):
                    with self.assertRaises(UserError):
                        forged.write(change)
        born = (
            self.slots.with_user(self.frank)
            .with_context(default_state="approved", default_content_sha256="0" * 64)
            .create(
                {
                    "template_id": self.template.id,
                    "slot": "hello",
                    "words": "Hi!",
                    "state": "approved",
                }
            )
        )
        self.assertEqual((born.state, born.content_sha256), ("draft", False))

    def test_the_database_allows_one_of_each(self):
        first = self._approved("Howdy!")
        second = self._own("Hey!")
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    "UPDATE mortgage_template_slot SET state = 'approved'"
                    " WHERE id IN %s",
                    [(first.id, second.id)],
                )

    def test_my_words_lists_each_place_once(self):
        mine = self.slots.with_user(self.maria)
        action = mine.action_mine()
        found = mine.search(action["domain"]).filtered(
            lambda own: own.template_id == self.template
        )
        self.assertEqual(set(found.mapped("slot")), {"hello", "bye"})
        self.assertEqual(
            set(found.mapped("default_words")), {"Good to meet you.", "Talk soon."}
        )
        mine.action_mine()
        self.assertEqual(mine.search_count(action["domain"]), len(mine.search([])))
        self._approve(self._draft("Only [[bye: Talk soon.]]"))
        mine.action_mine()
        left = mine.search([("template_id", "=", self.template.id)])
        self.assertEqual(left.mapped("slot"), ["bye"])

    def test_an_lo_reads_how_it_reads_while_typing(self):
        own = self._own(False)
        with Form(own) as form:
            self.assertIn("Good to meet you.", form.preview_html)
            form.words = "Howdy, {{ borrower_first_name }}!"
            self.assertIn("Howdy, Dana!", form.preview_html)
            self.assertIn("NMLS #1234101", form.preview_html)
            self.assertFalse(form.problem)
            form.words = "See evil.example"
            self.assertIn("looks like an address", form.problem)
            form.words = "Howdy!"
        own.action_submit()
        with Form(own.with_user(self.compliance)) as form:
            self.assertIn("Howdy!", form.preview_html)

    def test_words_of_another_company_are_not_seen(self):
        own = self._own("Howdy!")
        own.action_submit()
        other = self.env["res.company"].create({"name": "Other Lending"})
        self.deputy.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            own.with_user(self.deputy).action_approve()


@tagged("post_install", "-at_install")
class TestSlotsRpc(HttpCase):
    def test_nobody_reaches_inside_by_rpc(self):
        user = new_test_user(self.env, "rpc_lo", "mortgage_compliance.group_lo")
        self.authenticate(user.login, user.login)
        for method, args in (
            ("_advance", [[], "approved", "approved"]),
            ("_approved_words", [[user.id]]),
            ("_withdraw_of", [[]]),
        ):
            with self.subTest(method), mute_logger("odoo.http"):
                with self.assertRaises(JsonRpcException):
                    self.make_jsonrpc_request(
                        "/web/dataset/call_kw",
                        {
                            "model": "mortgage.template.slot",
                            "method": method,
                            "args": args,
                            "kwargs": {},
                        },
                    )
