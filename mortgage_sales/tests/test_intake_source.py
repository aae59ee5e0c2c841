from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SalesCase


@tagged("post_install", "-at_install")
class TestSource(SalesCase):
    """Lead sources: their keys, their forms, who may touch them."""

    def _source(self, user):
        return self.source.with_user(user)

    def test_a_key_is_shown_once_and_kept_as_a_hash(self):
        action = self._source(self.mortgage_admin).action_new_key()
        shown = self.env[action["res_model"]].browse(action["res_id"])
        self.assertGreater(len(shown.key), 20)
        stored = self.source.sudo().key_hash
        self.assertNotIn(shown.key, stored)
        Source = self.env["mortgage.lead.source"]
        self.assertEqual(Source._authenticate("website-test", shown.key), self.source)
        self.assertFalse(Source._authenticate("website-test", shown.key + "x"))
        self.source.active = False
        self.assertFalse(Source._authenticate("website-test", shown.key))
        for user in (self.mortgage_admin, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self._source(user).read(["key_hash"])

    def test_the_former_key_works_for_a_day(self):
        self.source._set_key("the-first-key")
        self.source._set_key("the-second-key")
        Source = self.env["mortgage.lead.source"]
        for key in ("the-first-key", "the-second-key"):
            self.assertTrue(Source._authenticate("website-test", key))
        self.source.sudo().old_key_until = "2020-01-01 00:00:00"
        self.assertFalse(Source._authenticate("website-test", "the-first-key"))
        with self.assertRaises(ValidationError):
            self.source._set_key("short")

    def test_odd_keys_are_refused_quietly(self):
        Source = self.env["mortgage.lead.source"]
        self.source._set_key("the-first-key")
        for key in ("", "\x00", "x" * 5000, "é", "-"):
            self.assertFalse(Source._authenticate("website-test", key))

    def test_only_administrators_change_sources(self):
        for user in (self.maria, self.manager, self.compliance, self.integration):
            self._source(user).read(["name", "code"])
            for change in (
                lambda source: source.write({"name": "Mine"}),
                lambda source: source.action_new_key(),
                lambda source: source.action_new_form_token(),
                lambda source: source.unlink(),
                lambda source: source.copy({"code": "mine"}),
            ):
                with self.assertRaises(AccessError):
                    change(self._source(user))
        with self.assertRaises(AccessError):
            self._source(self.portal).read(["name"])
        with Form(self._source(self.mortgage_admin)) as form:
            form.name = "Web site"
        self.assertEqual(self.source.name, "Web site")

    def test_a_code_fits_an_address(self):
        for code in ("With Space", "x", "ÄÖ", "a/b"):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                with self.cr.savepoint():
                    self.source.copy({"code": code})

    def test_the_form_to_paste_holds_no_secret(self):
        self.source.write(
            {
                "form_enabled": True,
                "form_origins": "https://www.lender.example/apply\n",
                "form_consent_text": "I <b>agree</b>",
            }
        )
        self.source._set_key("the-first-key")
        html = self.source.form_html
        self.assertIn(f'value="{self.source.form_token}"', html)
        self.assertIn("/mortgage/inquiry/website-test", html)
        self.assertIn("I &lt;b&gt;agree&lt;/b&gt;", html)
        self.assertNotIn("the-first-key", html)
        Source = self.env["mortgage.lead.source"]
        token = self.source.form_token
        page = "https://www.lender.example/other"
        self.assertTrue(Source._authenticate_form("website-test", token, page))
        self.source.action_new_form_token()
        self.assertFalse(Source._authenticate_form("website-test", token, page))

    def test_a_form_names_its_sites_in_full(self):
        for values in (
            {"form_enabled": True},
            {"form_origins": "javascript:alert(1)"},
            {"form_thanks_url": "javascript:alert(1)"},
        ):
            with self.assertRaises(ValidationError):
                self.source.write(values)

    def test_a_posted_form_cannot_claim_a_consent(self):
        self.source.form_consent_text = "I agree"
        sent = {"name": "Dana", "consent": {"text": "all"}, "cost": "1", "token": "t"}
        web = {
            "page": "https://www.lender.example",
            "ip": "192.0.2.1",
            "user_agent": "x",
        }
        self.assertEqual(self.source._form_inquiry(sent, **web), {"name": "Dana"})
        agreed = self.source._form_inquiry(sent | {"i_agree": "yes"}, **web)
        self.assertEqual(agreed["consent"]["text"], "I agree")
        self.assertEqual(agreed["consent"]["ip"], "192.0.2.1")
