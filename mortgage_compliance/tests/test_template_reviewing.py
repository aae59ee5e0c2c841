from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .channel_common import ChannelCase
from .template_common import TemplateCase


@tagged("post_install", "-at_install")
class TestTemplateReviewing(TemplateCase):
    """What helps those who read words: differences, comments."""

    def test_a_draft_stands_beside_the_approved_words(self):
        first = self._approved()
        self.assertFalse(first.changes)
        draft = self._draft(body="I am {{ lo_name }}, your <b>officer</b>.")
        self.assertIn("<ins", draft.changes)
        self.assertIn("your", draft.changes)
        self.assertIn("&lt;", draft.changes)
        self.assertNotIn("<b>", draft.changes)
        self.assertNotIn("<del", draft.changes, "nothing was taken out")
        self.assertIn("approved", draft.changes)

    def test_any_two_versions_are_compared(self):
        first = self._approved()
        second = self._approved(body="Hello.")
        third = self._draft(body="Good day.")
        action = third.action_compare()
        self.assertEqual(action["context"]["default_old_id"], second.id)
        pairs = self.env["mortgage.template.compare"].with_user(self.marketing)
        with Form(pairs.with_context(**action["context"])) as form:
            self.assertIn("Hello", form.beside)
            form.old_id = first
            self.assertIn("lo_name", form.beside)

    def test_an_lo_compares_no_drafts(self):
        draft = self._draft()
        with self.assertRaises(AccessError):
            draft.with_user(self.maria).action_compare()
        with self.assertRaises(AccessError):
            self.env["mortgage.template.compare"].with_user(self.maria).create(
                {"new_id": draft.id}
            )

    def test_colleagues_talk_about_words_and_nobody_else_hears_it(self):
        draft = self._draft()
        draft.action_submit()
        context = draft.with_user(self.compliance).action_comment()["context"]
        comments = self.env["mortgage.template.comment"].with_user(self.compliance)
        with Form(comments.with_context(**context)) as form:
            form.body = "Too long for a text"
        comment = form.save()
        self.assertEqual(comment.user_id, self.compliance)
        self.assertEqual(draft.comment_ids.sudo(), comment.sudo())
        told = self.env["mail.message"].search(
            [("subject", "=like", "Comment on%"), ("body", "ilike", "too long")]
        )
        self.assertEqual(told.partner_ids, self.marketing.partner_id)
        self.assertFalse(told.partner_ids.filtered("partner_share"))
        reply = (
            self.env["mortgage.template.comment"]
            .with_user(self.marketing)
            .create({"version_id": draft.id, "body": "Shorter now", "user_id": 1})
        )
        self.assertEqual(reply.user_id, self.marketing)
        for user in (self.maria, self.mortgage_admin, self.outsider, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                comment.with_user(user).read(["body"])
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["mortgage.template.comment"].with_user(user).create(
                    {"version_id": draft.id, "body": "x"}
                )

    def test_comments_stay(self):
        draft = self._draft()
        comment = (
            self.env["mortgage.template.comment"]
            .with_user(self.marketing)
            .create({"version_id": draft.id, "body": "Mine"})
        )
        for change in (
            lambda: comment.sudo().write({"body": "x"}),
            lambda: comment.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_words_have_no_thread_that_could_write_to_borrowers(self):
        for model in ("mortgage.template", "mortgage.template.version"):
            self.assertFalse(
                isinstance(self.env[model], self.env.registry["mail.thread"]), model
            )


@tagged("post_install", "-at_install")
class TestTemplateResults(ChannelCase):
    def test_results_are_counted_by_version_and_lead_to_the_contacts(self):
        for state in ("sent", "delivered", "delivered", "blocked", "planned"):
            touch = self._touch()
            touch.state = state
        events = self.env["mortgage.touch.event"]
        for kind in ("opened", "opened", "replied", "delivered", "opted_out"):
            events.create({"touch_id": touch.id, "type": kind})
        touch.state = "sent"
        version = self.email_words.with_user(self.compliance)
        expected = {
            "sent_count": 4,
            "delivered_count": 3,
            "opened_count": 1,
            "replied_count": 1,
            "opted_out_count": 1,
            "blocked_count": 1,
        }
        for name, count in expected.items():
            with self.subTest(name):
                self.assertEqual(version[name], count)
                action = version.with_context(result=name).action_open_contacts()
                found = self.touches.with_user(self.compliance).search(action["domain"])
                self.assertEqual(len(found), count)
        self.assertEqual(self.sms_words.sent_count, 0)
        self.assertEqual(version.template_id.sent_count, 4)
        unused = self.env["mortgage.template"].search([("is_unused", "=", True)])
        self.assertNotIn(version.template_id, unused)
        self.assertIn(self.sms_words.template_id, unused)

    def test_one_query_counts_for_any_number_of_versions(self):
        versions = self.email_words | self.sms_words
        self.env.flush_all()
        versions._results()
        for some in (versions[:1], versions):
            with self.assertQueryCount(1):
                some._results()

    def test_other_companies_results_are_not_counted(self):
        other = self.env["res.company"].create({"name": "Other Lending"})
        self._touch(company_id=other.id).state = "sent"
        self.assertEqual(self.email_words.with_user(self.compliance).sent_count, 0)
