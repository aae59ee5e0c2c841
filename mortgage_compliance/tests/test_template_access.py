from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase


@tagged("post_install", "-at_install")
class TestTemplateAccess(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env["mortgage.template"].create(
            {"name": "Hello", "code": "test_hello", "channel": "sms"}
        )
        versions = cls.env["mortgage.template.version"].create(
            [
                {"template_id": cls.template.id, "body": "Hello.", "lang": lang}
                for lang in ("en", "es")
            ]
        )
        cls.approved, cls.draft = versions
        cls.approved.action_submit()
        cls.approved.with_user(cls.compliance).action_approve()

    def test_sales_and_operations_read_what_was_approved_and_change_nothing(self):
        for user in (
            self.assistant,
            self.maria,
            self.manager,
            self.mortgage_admin,
            self.processor,
            self.integration,
        ):
            with self.subTest(user.login):
                found = (
                    self.env["mortgage.template.version"]
                    .with_user(user)
                    .search([("template_id", "=", self.template.id)])
                )
                self.assertEqual(found, self.approved)
                self.assertEqual(self.template.with_user(user).name, "Hello")
                for change in (
                    lambda user=user: self.template.with_user(user).write(
                        {"name": "x"}
                    ),
                    lambda user=user: self.draft.with_user(user).write({"body": "x"}),
                    lambda user=user: self.draft.with_user(user).action_submit(),
                    lambda user=user: self.draft.with_user(user).read(["body"]),
                    lambda user=user: self.approved.with_user(user).copy(),
                ):
                    with self.assertRaises(AccessError):
                        change()

    def test_the_others_see_nothing(self):
        for user in (self.outsider, self.portal):
            for record in (self.template, self.approved):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])

    def test_marketing_drafts_and_compliance_reads_all(self):
        self.draft.with_user(self.marketing).write({"body": "Hola."})
        self.approved.with_user(self.marketing).read(["body"])
        self.draft.with_user(self.marketing).unlink()
        self.assertFalse(self.draft.exists())
        with self.assertRaises(AccessError):
            self.approved.with_user(self.marketing).action_retire()

    def test_a_template_of_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other Lending"})
        self.template.copy({"code": "test_other", "company_id": other.id})
        for user in (self.maria, self.marketing, self.compliance):
            found = (
                self.env["mortgage.template"]
                .with_user(user)
                .search([("code", "=", "test_other")])
            )
            self.assertFalse(found, user.login)

    def test_marketing_and_compliance_work_on_the_forms(self):
        for user in (self.marketing, self.compliance):
            library = self.env["mortgage.template"].with_user(user)
            with self.subTest(user.login):
                with Form(library) as form:
                    form.name = "Welcome"
                    form.code = f"test_welcome_{user.login}"
                    form.channel = "email"
                template = form.save()
                versions = self.env["mortgage.template.version"].with_user(user)
                context = template.action_add_version()["context"]
                with Form(versions.with_context(**context)) as form:
                    form.subject = "Welcome"
                    form.body = "Hi {{ borrower_first_name }}, **hello**."
                version = form.save()
                self.assertIn("Hi Dana, <strong>", version.preview_html)
                self.assertIn("NMLS #1234101", version.preview_html)
                self.assertEqual(version.number, 1)
                self.assertIn("Hi Dana", template.preview_en)
                self.assertFalse(template.preview_es)

    def test_an_lo_opens_what_was_approved(self):
        with Form(self.approved.with_user(self.maria)) as form:
            self.assertEqual(form.body, "Hello.")
        with Form(self.template.with_user(self.maria)) as form:
            self.assertIn("Hello.", form.preview_en)
            self.assertFalse(form.preview_es)


@tagged("post_install", "-at_install")
class TestTemplateRpc(HttpCase):
    def test_nobody_approves_by_rpc(self):
        users = {
            name: new_test_user(
                self.env, f"rpc_{name}", f"mortgage_compliance.group_{name}"
            )
            for name in ("marketing", "compliance", "lo")
        }
        template = self.env["mortgage.template"].create(
            {"name": "Hello", "code": "test_rpc", "channel": "sms"}
        )
        version = self.env["mortgage.template.version"].create(
            {"template_id": template.id, "body": "Hello."}
        )
        version.action_submit()
        forged = {"context": {"mortgage_by_button": True, "default_state": "approved"}}
        calls = (
            ("write", [version.ids, {"state": "approved"}], {}),
            ("write", [version.ids, {"state": "approved"}], forged),
            ("web_save", [version.ids, {"state": "approved"}], {"specification": {}}),
            ("_advance", [version.ids, "approved", "approved"], {}),
            ("_write", [version.ids, {"state": "approved"}], {}),
            (
                "create",
                [{"template_id": template.id, "body": "x", "state": "approved"}],
                {},
            ),
        )
        for name, user in users.items():
            self.authenticate(user.login, user.login)
            for method, args, kwargs in calls:
                with self.subTest(user=name, method=method, kwargs=kwargs):
                    self._refused(method, args, kwargs)
            if name != "compliance":
                self._refused("action_approve", [version.ids], {})
            if name == "marketing":
                self._call(
                    "create", [{"template_id": template.id, "body": "x"}], forged
                )
        self.assertEqual(version.state, "review")
        self.assertEqual(set(template.version_ids.mapped("state")), {"review", "draft"})

    def _call(self, method, args, kwargs):
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "mortgage.template.version",
                "method": method,
                "args": args,
                "kwargs": kwargs,
            },
        )

    def _refused(self, method, args, kwargs):
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._call(method, args, kwargs)
