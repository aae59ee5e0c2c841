from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .slots_common import SlotsCase


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
        mine.with_user(self.other_officer).action_approve()
        self.assertEqual(mine.reviewed_by_id, self.other_officer)

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
        first = self._approved_own("Howdy!")
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
        self._approve(self._words("Only [[bye: Talk soon.]]"))
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
        self.other_officer.write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            own.with_user(self.other_officer).action_approve()


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
