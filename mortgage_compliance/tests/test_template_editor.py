from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import ComplianceCase

GUARANTEE = "Hi {{ borrower_first_name }}, relax, guaranteed approval!"


class EditorCase(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.mortgage_text_price = 0.0079
        cls.template = cls.env["mortgage.template"].create(
            {"name": "Hello", "code": "test_editor", "channel": "email"}
        )
        cls.version = cls._version(
            subject="Hello", body="Hi {{ borrower_first_name }}."
        )
        cls.versions = cls.env["mortgage.template.version"]

    @classmethod
    def _version(cls, user=None, **words):
        versions = cls.env["mortgage.template.version"].with_user(user or cls.marketing)
        return versions.create({"template_id": cls.template.id, **words})

    def preview(self, user, *args, **kwargs):
        return self.versions.with_user(user).preview(*args, **kwargs)


@tagged("post_install", "-at_install")
class TestTemplatePreview(EditorCase):
    def test_unsaved_words_are_shown_and_judged_and_nothing_is_written(self):
        words = {"subject": "Good news", "body": GUARANTEE}
        shown = self.preview(self.marketing, self.version.id, words, "TX")
        self.assertEqual(shown["subject"], "Good news")
        self.assertIn("Hi Dana, relax", shown["html"])
        [block, *_rest] = shown["findings"]
        self.assertEqual(block["severity"], "block")
        self.assertTrue(block["citation"])
        self.assertTrue(block["how_to_fix"])
        self.assertIn("guaranteed", GUARANTEE[block["start"] : block["end"]])
        self.assertEqual(self.version.subject, "Hello")

    def test_each_state_has_its_own_footer(self):
        texts = {
            state: self.preview(self.compliance, self.version.id, False, state)["text"]
            for state in ("TX", "CO")
        }
        self.assertNotEqual(texts["TX"], texts["CO"])

    def test_a_text_tells_its_segments_and_cost(self):
        template = self.template.copy({"code": "test_editor_sms", "channel": "sms"})
        words = {"body": "Hello.", "template_id": template.id}
        shown = self.preview(self.marketing, False, words)
        self.assertEqual((shown["segments"], shown["cost"]), (1, "0.0079"))
        self.assertFalse(shown["html"])

    def test_what_cannot_be_saved_is_found_at_its_place(self):
        body = "Hi {{ borrower_frist_name }}, [[Line]]"
        shown = self.preview(self.marketing, self.version.id, {"body": body})
        found = [one for one in shown["findings"] if not one["code"]]
        self.assertEqual({one["severity"] for one in found}, {"block"})
        self.assertEqual(
            body[found[0]["start"] : found[0]["end"]], "borrower_frist_name"
        )

    def test_an_lo_reads_approved_words_with_his_own_block_and_tries_none(self):
        with self.assertRaises(AccessError):
            self.preview(self.maria, self.version.id)
        self.version.with_user(self.marketing).action_submit()
        self.version.with_user(self.compliance).action_approve()
        shown = self.preview(self.maria, self.version.id)
        self.assertIn("Maria Gomez, NMLS #1234101", shown["text"])
        with self.assertRaises(AccessError):
            self.preview(self.maria, self.version.id, {"body": "x"})
        for user in (self.outsider, self.portal):
            with self.assertRaises(AccessError):
                self.preview(user, self.version.id)

    def test_bad_values_are_named(self):
        for args, name in (
            ((self.version.id, {"body": 5}), "body"),
            ((self.version.id, {"color": "red"}), "color"),
            ((self.version.id, {"body": "x" * 1_000_000}), "body"),
            ((self.version.id, False, "ZZ"), "state"),
            ((987654321,), "version_id"),
            ((False, {"body": "x"}), "template_id"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, name):
                self.preview(self.marketing, *args)


@tagged("post_install", "-at_install")
class TestTemplateScreenFacts(EditorCase):
    def facts(self, user):
        return self.versions.with_user(user).editor(self.version.id)

    def test_a_draft_is_written_by_those_who_write(self):
        facts = self.facts(self.marketing)
        self.assertTrue(facts["may_write"])
        self.assertEqual([tab["state"] for tab in facts["languages"]], ["Draft", ""])
        self.assertEqual(
            {state["code"] for state in facts["states"]}, {"TX", "FL", "CO"}
        )
        fields = {field["name"]: field for field in facts["fields"]}
        self.assertEqual(fields["borrower_first_name"]["sample"], "Dana")

    def test_in_review_it_says_who_may_approve(self):
        self.version.with_user(self.marketing).action_submit()
        facts = self.facts(self.marketing)
        self.assertFalse(facts["may_write"])
        self.assertIn("You wrote this.", facts["status"])
        self.assertIn("Cleo Park", facts["status"])
        self.assertNotIn("You wrote", self.facts(self.compliance)["status"])

    def test_approved_and_retired_say_so(self):
        self.version.with_user(self.marketing).action_submit()
        self.version.with_user(self.compliance).action_approve()
        self.assertIn("Approved by Cleo Park", self.facts(self.maria)["status"])
        self.version.with_user(self.compliance).action_retire()
        self.assertIn("Retired", self.facts(self.compliance)["status"])


@tagged("post_install", "-at_install")
class TestTemplateTour(HttpCase, EditorCase):
    def test_write_lint_review_approve_retire(self):
        url = f"/odoo/mortgage-words/{self.version.id}"
        self.start_tour(url, "mortgage_template_write", login="marketing")
        self.assertEqual(self.version.state, "review")
        self.assertIn("see how it could look", self.version.body)
        self.start_tour(url, "mortgage_template_approve", login="compliance")
        self.assertEqual(self.version.state, "retired")
        self.assertEqual(self.version.approved_by_id, self.compliance)
