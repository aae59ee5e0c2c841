import base64
import hashlib

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .channel_common import ChannelCase
from .template_common import TemplateCase

FILE = b"Five papers to bring."


@tagged("post_install", "-at_install")
class TestTemplateAttachments(TemplateCase):
    def _handed_in(self, state):
        version = self._with_file()
        if state != "draft":
            version.action_submit()
        if state in ("approved", "retired"):
            version.with_user(self.compliance).action_approve()
        if state == "retired":
            version.with_user(self.compliance).action_retire()
        return version

    def test_the_hash_covers_names_types_and_bytes(self):
        version = self._handed_in("approved")
        [[name, mimetype, digest]] = version._attachment_content()
        self.assertEqual((name, mimetype), ("list.txt", "text/plain"))
        self.assertEqual(digest, hashlib.sha256(FILE).hexdigest())
        self.assertIn(digest.encode(), version._content())
        self.assertTrue(version._is_approved())

    def test_the_bytes_of_versions_without_files_are_as_ever(self):
        self.assertEqual(
            self._draft()._content(),
            b'{"body":"I am {{ lo_name }}.","channel":"email","footer":true,'
            b'"kind":"transactional","lang":"en",'
            b'"subject":"Hello {{ borrower_first_name }}"}',
        )

    def test_files_of_handed_in_words_stay(self):
        other = self._file(raw=b"Other")
        for state in ("review", "approved", "retired"):
            version = self._handed_in(state)
            digest = version._content_hash()
            for user in (self.marketing, self.compliance, self.env.user):
                changed = version.with_user(user)
                for change in (
                    [Command.clear()],
                    [Command.set(other.ids)],
                    [Command.link(other.id)],
                    [Command.unlink(version.sudo().attachment_ids.id)],
                    [Command.delete(version.sudo().attachment_ids.id)],
                    [Command.update(version.sudo().attachment_ids.id, {"raw": b"x"})],
                    [Command.create({"name": "y", "raw": b"y"})],
                ):
                    with self.subTest(state=state, user=user.login, change=change):
                        with self.assertRaises(UserError):
                            changed.write({"attachment_ids": change})
            self.assertEqual(version._content_hash(), digest)
            self.template = self._template(f"test_files_{state}")

    def test_the_file_itself_stays(self):
        version = self._handed_in("approved")
        changes = (
            {"raw": b"x"},
            {"datas": base64.b64encode(b"x")},
            {"db_datas": b"x"},
            {"name": "x.txt"},
            {"mimetype": "text/html"},
            {"type": "url", "url": "https://example.com"},
            {"res_id": 0},
            {"res_model": "res.partner"},
            {"res_field": "body"},
        )
        files = version.attachment_ids
        for user in (self.marketing, self.compliance, self.env.user, None):
            file = files.with_user(user) if user else files.sudo()
            for change in changes:
                with self.subTest(user=user and user.login, change=change):
                    with self.assertRaises(UserError):
                        file.write(change)
            with self.assertRaises(UserError):
                file.unlink()
            with self.assertRaises(UserError):
                file.with_context(mortgage_by_button=True).write({"raw": b"x"})
        with self.assertRaises(UserError):
            files.with_user(self.compliance).with_context(_force_unlink=True).unlink()
        self.assertTrue(version._is_approved())

    def test_what_does_not_change_the_file_is_allowed(self):
        file = self._handed_in("approved").attachment_ids.sudo()
        file._migrate()
        file.generate_access_token()
        file.write({"name": "list.txt", "description": "For borrowers"})
        self.assertEqual(file.raw, FILE)

    def test_whoever_changes_a_file_of_a_draft_is_its_author(self):
        version = self._with_file()
        with self.assertRaises(UserError):
            version.attachment_ids.with_user(self.compliance).write({"raw": b"x"})
        mine = self._file(self.compliance, raw=b"x")
        version.with_user(self.compliance).attachment_ids = mine
        version.action_submit()
        with self.assertRaisesRegex(UserError, "Somebody else"):
            version.with_user(self.compliance).action_approve()

    def test_a_file_of_another_record_is_copied(self):
        note = self.env["ir.attachment"].create(
            {"name": "note.txt", "raw": FILE, "res_model": "res.company", "res_id": 1}
        )
        version = self._draft()
        version.attachment_ids = note
        file = version.attachment_ids
        self.assertNotEqual(file, note)
        self.assertEqual((file.res_model, file.res_id), (version._name, version.id))
        self.assertEqual((file.raw, file.name), (FILE, "note.txt"))
        note.raw = b"x"
        self.assertEqual(file.raw, FILE)

    def test_a_new_version_has_files_of_its_own(self):
        first = self._handed_in("approved")
        action = first.action_new_version()
        second = first.browse(action["res_id"])
        self.assertEqual(second.attachment_ids.mapped("name"), ["list.txt"])
        self.assertFalse(second.attachment_ids & first.attachment_ids)
        file = second.attachment_ids
        second.unlink()
        self.assertFalse(file.exists())
        self.assertTrue(first.attachment_ids.exists())

    def test_a_file_one_may_not_read_cannot_be_attached(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "paystub.pdf",
                "raw": b"secret",
                "res_model": "mortgage.ledger.entry",
                "res_id": 1,
            }
        )
        with self.assertRaises(AccessError):
            self._draft().write({"attachment_ids": [Command.link(secret.id)]})

    def test_only_emails_have_files_and_no_links(self):
        text = self._template("test_text", channel="sms")
        with self.assertRaisesRegex(ValidationError, "only an email"):
            self._draft(text, subject=False, attachment_ids=self._file())
        link = self._file(raw=False, type="url", url="https://example.com/a.pdf")
        with self.assertRaisesRegex(ValidationError, "the file itself"):
            self._draft(attachment_ids=link)
        with self.assertRaisesRegex(ValidationError, "10 MB"):
            self._draft(attachment_ids=self._file(raw=b"x" * (10 * 2**20 + 1)))

    def test_changes_in_the_database_are_found(self):
        version = self._handed_in("approved")
        file = version.attachment_ids
        self.env.flush_all()
        for statement in (
            "UPDATE ir_attachment SET name = 'x' WHERE id = %s",
            "UPDATE ir_attachment SET mimetype = 'text/html' WHERE id = %s",
            "UPDATE ir_attachment SET db_datas = 'x', store_fname = NULL WHERE id = %s",
            "UPDATE ir_attachment SET store_fname = 'aa/gone' WHERE id = %s",
            "DELETE FROM ir_attachment WHERE id = %s",
            "DELETE FROM mortgage_template_version_attachment_rel"
            " WHERE attachment_id = %s",
        ):
            with self.subTest(statement):
                savepoint = self.env.cr.savepoint(flush=False)
                self.env.cr.execute(statement, [file.id])
                self.env.invalidate_all()
                self.assertFalse(version._is_approved())
                savepoint.rollback()
                savepoint.close(rollback=False)
                self.env.invalidate_all()
                self.assertTrue(version._is_approved())

    def test_los_read_the_files_of_approved_words_only(self):
        approved = self._handed_in("approved").attachment_ids
        draft = self._with_file().attachment_ids
        self.assertEqual(approved.with_user(self.maria).raw, FILE)
        with self.assertRaises(AccessError):
            draft.with_user(self.maria).read(["raw"])


@tagged("post_install", "-at_install")
class TestTemplateAttachmentsSent(ChannelCase):
    def test_approved_files_go_out_with_the_email_and_are_archived(self):
        template = self.email_words.template_id
        file = self.env["ir.attachment"].create(
            {
                "name": "list.txt",
                "raw": FILE,
                "res_model": "mortgage.template.version",
                "res_id": 0,
            }
        )
        words = self.env["mortgage.template.version"].create(
            {
                "template_id": template.id,
                "subject": "Papers",
                "body": "See the list.",
                "attachment_ids": [Command.set(file.ids)],
            }
        )
        words.action_submit()
        words.with_user(self.compliance).action_approve()
        touch = self._touch(template_version_id=words.id)
        with self.mock_mail_gateway():
            touch._dispatch()
            mail = touch.mail_ids
            self.assertEqual(mail.attachment_ids, words.attachment_ids)
            digest = hashlib.sha256(FILE).hexdigest()
            self.assertIn(digest.encode(), mail._mortgage_content())
            self.env["mail.mail"].process_email_queue()
        [sent] = [mail for mail in self._mails if "Papers" in mail["subject"]]
        self.assertEqual(sent["attachments"][0][:2], ("list.txt", FILE))
        self.assertTrue(words.attachment_ids.exists())
