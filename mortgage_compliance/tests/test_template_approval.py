import json

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .template_common import TemplateCase

CHANGES_OF_STATE = (
    {"state": "approved"},
    {"state": "retired"},
    {"content_sha256": "0" * 64},
    {"approved_by_id": 1},
    {"author_ids": [(5,)]},
    {"number": 7},
)


@tagged("post_install", "-at_install")
class TestTemplateApproval(TemplateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls._draft()

    def test_the_way_from_draft_to_retired(self):
        version = self._approve(self.draft)
        self.assertEqual(version.state, "approved")
        self.assertEqual(version.approved_by_id, self.compliance)
        self.assertEqual(version.content_sha256, version._content_hash())
        self.assertTrue(version._is_approved())
        version.with_user(self.compliance).action_retire()
        self.assertEqual(version.state, "retired")
        self.assertFalse(version._is_approved())

    def test_approving_retires_the_one_before_in_the_same_language_only(self):
        first = self._approve(self.draft)
        spanish = self._approve(self._draft(lang="es"))
        action = first.with_user(self.marketing).action_new_version()
        second = first.browse(action["res_id"]).with_user(self.marketing)
        self.assertEqual((second.number, second.state), (2, "draft"))
        self.assertEqual(second.body, first.body)
        second.body = "It is {{ lo_name }}."
        self._approve(second)
        self.assertEqual(first.state, "retired")
        self.assertEqual(spanish.state, "approved")
        self.assertEqual(second.state, "approved")

    def test_new_version_opens_the_draft_that_is_there(self):
        version = self._approve(self.draft).with_user(self.marketing)
        first = version.action_new_version()["res_id"]
        self.assertEqual(version.action_new_version()["res_id"], first)

    def test_approved_and_retired_words_stay(self):
        version = self._approve(self.draft)
        for user in (self.marketing, self.compliance, self.env.user):
            for change in ({"body": "No"}, {"subject": "No"}, {"lang": "es"}):
                with self.subTest(user=user.login, change=change):
                    with self.assertRaises(UserError):
                        version.with_user(user).write(change)
        version.with_user(self.compliance).action_retire()
        with self.assertRaisesRegex(UserError, "new version"):
            version.with_user(self.compliance).write({"body": "No"})
        with self.assertRaises(UserError):
            version.with_user(self.compliance).unlink()

    def test_words_in_review_are_not_changed_under_the_reviewer(self):
        self.draft.action_submit()
        with self.assertRaisesRegex(UserError, "back to draft"):
            self.draft.with_user(self.compliance).write({"body": "No"})
        self.draft.with_user(self.compliance).action_return()
        self.draft.body = "I am {{ lo_first_name }}."
        self.assertEqual(self.draft.state, "draft")

    def test_only_compliance_approves(self):
        self.draft.action_submit()
        for user in (
            self.marketing,
            self.maria,
            self.manager,
            self.mortgage_admin,
            self.processor,
            self.integration,
            self.outsider,
            self.portal,
        ):
            version = self.draft.with_user(user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    version.action_approve()
                with self.assertRaises(AccessError):
                    version.sudo().action_approve()
        self.assertEqual(self.draft.state, "review")

    def test_nobody_approves_own_words(self):
        own = self._draft(user=self.compliance)
        own.action_submit()
        with self.assertRaisesRegex(UserError, "Somebody else"):
            own.action_approve()
        edited = self._draft(lang="es")
        edited.with_user(self.compliance).write({"body": "Soy {{ lo_name }}."})
        edited.action_submit()
        with self.assertRaisesRegex(UserError, "Somebody else"):
            edited.with_user(self.compliance).action_approve()
        edited.with_user(self.other_officer).action_approve()
        self.assertEqual(edited.approved_by_id, self.other_officer)

    def test_nobody_approves_by_writing(self):
        self.draft.action_submit()
        for user in (self.marketing, self.compliance, self.mortgage_admin):
            for change in CHANGES_OF_STATE:
                with self.subTest(user=user.login, change=change):
                    with self.assertRaises(UserError):
                        self.draft.with_user(user).write(change)
        forged = self.draft.with_user(self.compliance).with_context(
            mortgage_by_button=True
        )
        with self.assertRaises(UserError):
            forged.write({"state": "approved"})

    def test_nobody_approves_by_creating(self):
        for user in (self.marketing, self.compliance):
            for state in ("approved", "retired", "review"):
                with self.subTest(user=user.login, state=state):
                    with self.assertRaises(UserError):
                        self._draft(user=user, state=state)
        version = (
            self.env["mortgage.template.version"]
            .with_user(self.marketing)
            .with_context(
                default_state="approved",
                default_content_sha256="0" * 64,
                default_approved_by_id=self.compliance.id,
                default_author_ids=[],
            )
            .create({"template_id": self.template.id, "body": "x"})
        )
        self.assertEqual(version.state, "draft")
        self.assertFalse(version.content_sha256)
        self.assertFalse(version.approved_by_id)
        self.assertEqual(version.sudo().author_ids, self.marketing)

    def test_the_database_allows_one_approved_version(self):
        first = self._approve(self.draft)
        second = self._draft()
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    "UPDATE mortgage_template_version SET state = 'approved'"
                    " WHERE id IN %s",
                    [(first.id, second.id)],
                )

    def test_words_changed_in_the_database_are_no_longer_approved(self):
        version = self._approve(self.draft)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mortgage_template_version SET body = 'x' WHERE id = %s",
            [version.id],
        )
        version.invalidate_recordset()
        self.assertFalse(version._is_approved())

    def test_what_the_approval_was_given_for_stays(self):
        self._approve(self.draft)
        template = self.template.with_user(self.compliance)
        for change in ({"kind": "marketing"}, {"channel": "sms"}, {"code": "other"}):
            with self.subTest(change), self.assertRaises(UserError):
                template.write(change)
        template.write({"name": "Hello again", "kind": "transactional"})

    def test_every_act_is_in_the_ledger_with_the_words(self):
        version = self._approve(self.draft)
        entries = self.env["mortgage.ledger.entry"].search(
            [
                ("event", "=", "approval"),
                ("res_model", "=", version._name),
                ("res_id", "=", version.id),
            ]
        )
        payloads = [json.loads(entry.payload) for entry in entries.sorted("id")]
        self.assertEqual(
            [payload["act"] for payload in payloads], ["submitted", "approved"]
        )
        self.assertEqual(payloads[1]["authors"], self.marketing.ids)
        approved = entries.sorted("id")[1]
        self.assertEqual(approved.actor_uid, self.compliance.id)
        self.assertEqual(approved.content_sha256, version.content_sha256)

    def test_unknown_fields_are_refused_with_near_names(self):
        with self.assertRaisesRegex(ValidationError, "lo_nmsl.*lo_nmls"):
            self.draft.body = "{{ lo_nmsl }}"
        with self.assertRaisesRegex(ValidationError, "brace"):
            self.draft.body = "{{ object.partner_id.vat }}"
        with self.assertRaises(ValidationError):
            self.draft.subject = "one\ntwo"

    def test_an_email_without_subject_is_not_handed_in(self):
        self.draft.subject = False
        with self.assertRaisesRegex(UserError, "subject"):
            self.draft.action_submit()

    def test_current_versions_fall_back_to_english(self):
        english = self._approve(self.draft)
        other = self.template.copy()
        templates = (self.template + other).sudo()
        current = templates._current_versions(templates, ["en_US", "es_MX", False])
        self.assertEqual(
            current,
            {
                (self.template.id, "en_US"): english,
                (self.template.id, "es_MX"): english,
                (self.template.id, False): english,
            },
        )
        spanish = self._approve(self._draft(lang="es"))
        current = templates._current_versions(templates, ["es_MX"])
        self.assertEqual(current, {(self.template.id, "es_MX"): spanish})
        self.template.sudo().active = False
        self.assertFalse(templates._current_versions(templates, ["en"]))

    def test_current_versions_cost_the_same_for_one_and_for_ten(self):
        self._approve(self.draft)
        copies = self.env["mortgage.template"]
        for number in range(9):
            copies += self.template.copy({"code": f"test_copy_{number}"}).sudo()
        for size in (1, 10):
            templates = (self.template.sudo() + copies)[:size]
            self.env.invalidate_all()
            with self.subTest(size=size), self.assertQueryCount(3):
                templates._current_versions(templates, ["en", "es"])

    def test_a_template_of_the_company_comes_before_the_global_one(self):
        own = self.template.copy(
            {"code": "test_hello", "company_id": self.company.id}
        ).sudo()
        other = self.env["res.company"].create({"name": "Other Lending"})
        templates = self.env["mortgage.template"]
        self.assertEqual(
            templates._by_codes(["test_hello"], self.company.id), {"test_hello": own}
        )
        for company_id in (False, other.id):
            self.assertEqual(
                templates._by_codes(["test_hello"], company_id),
                {"test_hello": self.template},
            )
