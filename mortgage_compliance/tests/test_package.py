import base64
import copy
import json
from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..tools import package as files
from .common import ComplianceCase
from .template_common import TemplateCase

BODY = "Hi {{ borrower_first_name }}.\n\n[[hello: Good to meet you.]]"


@tagged("post_install", "-at_install")
class TestPackage(TemplateCase):
    """What leaves for all companies comes in again for one: two libraries in one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template.with_user(cls.compliance).write(
            {"audience_states": "TX", "review_on": "2037-01-01"}
        )
        cls.version = cls._approve(
            cls._draft(
                subject="Hello",
                body=BODY,
                attachment_ids=[(0, 0, {"name": "list.txt", "raw": b"What to bring"})],
            )
        )
        cls.packages = cls.env["mortgage.template.package"]
        cls.private, cls.public = files.new_key()
        cls.trusted = cls._trust(cls.public)

    @classmethod
    def _trust(cls, key):
        return (
            cls.env["mortgage.trusted.key"]
            .with_user(cls.compliance)
            .create(
                {"name": "Test system", "public_key": base64.b64encode(key).decode()}
            )
        )

    def _told(self, **changes):
        """Return the content of a package as the other system tells it."""
        values = self.template.with_user(self.compliance)._package_values()
        now = datetime.now()
        return {
            "origin": "Other",
            "serial": 1,
            "made_at": f"{now:%Y-%m-%d %H:%M:%S}",
            "expires_at": f"{now + timedelta(days=3):%Y-%m-%d %H:%M:%S}",
            "lint": "x",
            "templates": [values],
            **changes,
        }

    def _file(self, told=None, **changes):
        return files.write(told or self._told(**changes), self.private)

    def _bring(self, file, user=None):
        packages = self.packages.with_user(user or self.mortgage_admin)
        return packages._bring(file, self.company)

    def _refused(self, file, reason):
        before = self.packages.search_count([]), self._versions()
        with self.subTest(reason), self.assertRaisesRegex(UserError, reason):
            self._bring(file)
        self.assertEqual((self.packages.search_count([]), self._versions()), before)

    def _versions(self):
        return self.env["mortgage.template.version"].search_count([])

    def test_words_come_in_for_review_with_their_approvals_and_are_accepted(self):
        package = self._bring(self._file())
        [line] = package.line_ids
        version = line.version_id
        self.assertEqual((version.state, line.what), ("review", "new"))
        self.assertEqual(version.template_id.company_id, self.company)
        self.assertEqual(line.origin_approved_by, self.compliance.name)
        self.assertEqual(line.origin_sha256, self.version.content_sha256)
        package.with_user(self.other_officer).action_accept()
        self.assertTrue(version._is_approved())
        self.assertEqual(version.content_sha256, self.version.content_sha256)
        self.assertEqual(version.approved_by_id, self.other_officer)
        self.assertEqual(version.attachment_ids.raw, b"What to bring")
        self.assertEqual(version.template_id.audience_states, "TX")
        self.assertEqual(str(version.template_id.review_on), "2037-01-01")
        self.assertEqual(package.state, "accepted")
        entries = self.env["mortgage.ledger.entry"].search(
            [("res_model", "=", package._name), ("res_id", "=", package.id)]
        )
        acts = [json.loads(entry.payload)["act"] for entry in entries.sorted("id")]
        self.assertEqual(acts, ["package brought in", "package accepted"])

    def test_new_words_retire_those_they_replace(self):
        first = self._bring(self._file())
        first.with_user(self.other_officer).action_accept()
        old = first.line_ids.version_id
        told = self._told(serial=2)
        told["templates"][0]["name"] = "Hello again"
        told["templates"][0]["versions"][0]["body"] = "Hi."
        second = self._bring(self._file(told))
        self.assertEqual(second.line_ids.replaces_id, old)
        self.assertEqual(old.template_id.name, "Hello")
        self.assertEqual(old.state, "approved")
        second.with_user(self.other_officer).action_accept()
        self.assertEqual(old.state, "retired")
        self.assertEqual(old.template_id.name, "Hello again")

    def test_the_same_again_is_nothing_new(self):
        file = self._file()
        package = self._bring(file)
        self.assertEqual(self._bring(file), package)
        package.with_user(self.other_officer).action_accept()
        versions = self._versions()
        self.assertEqual(self._bring(file), package)
        again = self._bring(self._file(serial=2))
        self.assertEqual(again.line_ids.what, "unchanged")
        self.assertFalse(again.line_ids.version_id)
        again.with_user(self.other_officer).action_accept()
        self.assertEqual(self._versions(), versions)

    def test_who_brought_it_in_does_not_accept_it(self):
        package = self._bring(self._file(), self.compliance)
        with self.assertRaisesRegex(UserError, "Another compliance officer"):
            package.action_accept()
        for user in (self.mortgage_admin, self.marketing, self.maria, self.portal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                package.with_user(user).sudo().action_accept()
        with self.assertRaisesRegex(UserError, "You wrote"):
            package.line_ids.version_id.with_user(self.compliance).action_approve()

    def test_a_refused_package_leaves_nothing_behind(self):
        before = self._versions()
        package = self._bring(self._file())
        template = package.line_ids.template_id
        package.with_user(self.compliance).action_refuse()
        self.assertEqual(self._versions(), before)
        self.assertFalse(template.exists())
        self.assertEqual(package.state, "refused")
        with self.assertRaisesRegex(UserError, "decided on"):
            package.with_user(self.other_officer).action_accept()

    def test_what_is_no_good_package_changes_nothing(self):
        good = self._file()
        position = len(good) - 40
        bad = good[:position] + b"!" + good[position + 1 :]
        self._refused(bad, "changed after it was signed")
        self._refused(good[:-1], "changed after it was signed")
        self._refused(b"", "Choose the file")
        self._refused(b"x" * 1000, "no package")
        self._refused(b"PK\x03\x04" + b"\x00" * 1000, "compressed")
        self._refused(b"x" * (files.MAX_BYTES + 1), "MB")
        self._refused(files.FORMAT + b"\n\n\n\n{}", "damaged")
        self._refused(b"mortgage-templates 2\n", "newer")
        other, _public = files.new_key()
        self._refused(files.write(self._told(), other), "Nobody here trusts")
        self._refused(self._file({"a": 1}), "not what this system expects")
        self._refused(self._file(templates=[]), "no template")

    def test_a_package_counts_for_a_time_and_never_after_a_newer_one(self):
        self._refused(self._file(expires_at="2020-01-01 00:00:00"), "expired")
        self._refused(self._file(made_at="2090-01-01 00:00:00"), "clocks")
        self._refused(self._file(made_at="yesterday"), "not what this system expects")
        self._bring(self._file(serial=7))
        self._refused(self._file(serial=6), "older than")
        self.trusted.with_user(self.compliance).valid_to = datetime.now() - timedelta(1)
        self._refused(self._file(serial=8), "trusted until")

    def test_what_this_system_does_not_know_is_refused_whole(self):
        def changed(where, **values):
            told = copy.deepcopy(self._told())
            template = told["templates"][0]
            (template["versions"][0] if where == "words" else template).update(values)
            return self._file(told)

        for file, reason in (
            (changed("template", channel="fax"), "“fax” is unknown"),
            (changed("template", kind="spam"), "“spam” is unknown"),
            (changed("template", product="yacht"), "“yacht” is unknown"),
            (changed("template", audience_states="XX"), "no such state: XX"),
            (changed("template", expires_on="soon"), "is no date"),
            (changed("words", lang="fr"), "languages"),
            (changed("words", body="{{ ssn_full }}"), "no field"),
            (changed("words", body="[[Bad]]"), "a place that LOs word"),
            (changed("words", body=3), "versions\\[0\\].body"),
        ):
            self._refused(file, reason)
        self._bring(self._file())
        told = self._told(serial=2)
        told["templates"][0]["channel"] = "sms"
        self._refused(self._file(told), "in the package “sms”")

    def test_words_that_a_rule_stops_are_not_accepted(self):
        told = self._told()
        told["templates"][0]["versions"][0]["body"] = "It is guaranteed approval."
        package = self._bring(self._file(told))
        with self.assertRaisesRegex(UserError, "cannot go out"):
            package.with_user(self.other_officer).action_accept()
        self.assertEqual(package.state, "review")

    def test_only_compliance_and_administrators_exchange_packages(self):
        file = self._file()
        for user in (
            self.assistant,
            self.maria,
            self.manager,
            self.processor,
            self.marketing,
            self.integration,
            self.outsider,
            self.portal,
        ):
            with self.subTest(user.login):
                for act in (
                    lambda user=user: self._bring(file, user),
                    lambda user=user: self.template.with_user(user)._export_package(),
                    lambda user=user: (
                        self.env["mortgage.template.export"].with_user(user).create({})
                    ),
                    lambda user=user: (
                        self.env["mortgage.template.import"].with_user(user).create({})
                    ),
                    lambda user=user: self.packages.with_user(user).search([]),
                    lambda user=user: self.trusted.with_user(user).read(["name"]),
                ):
                    with self.assertRaises(AccessError):
                        act()
        with self.assertRaises(AccessError):
            self.trusted.with_user(self.mortgage_admin).name = "x"

    def test_the_dialogs(self):
        exports = self.env["mortgage.template.export"].with_user(self.compliance)
        context = {
            "active_model": "mortgage.template",
            "active_ids": self.template.ids,
        }
        with Form(exports.with_context(**context)) as form:
            self.assertTrue(form.fingerprint)
        wizard = form.save()
        wizard.action_export()
        file = base64.b64decode(wizard.exported)
        self._trust(self.env["mortgage.signing.key"]._public())
        imports = self.env["mortgage.template.import"].with_user(self.mortgage_admin)
        with Form(imports) as form:
            form.content = base64.b64encode(file)
        action = form.save().action_import()
        package = self.packages.browse(action["res_id"])
        self.assertEqual(package.line_ids.what, "unchanged")
        self.assertTrue(package.same_lint)
        with self.assertRaisesRegex(UserError, "no package"):
            imports.create({"content": "abc"}).action_import()

    def test_only_approved_words_leave(self):
        empty = self.template.copy({"code": "test_empty"})
        with self.assertRaisesRegex(UserError, "these have none"):
            (self.template + empty).with_user(self.compliance)._export_package()


@tagged("post_install", "-at_install")
class TestPackageKeys(ComplianceCase):
    def test_nobody_reads_the_private_key(self):
        keys = self.env["mortgage.signing.key"]
        keys._public()
        system = self._person("root2", "group_admin", "Ray")
        for group in ("base.group_system", "base.group_allow_export"):
            system.group_ids += self.env.ref(group)
        row = keys.sudo().search([])
        for user in (system, self.compliance, self.mortgage_admin):
            mine = row.with_user(user)
            for act in (
                lambda mine=mine: mine.search([]),
                lambda mine=mine: mine.read(["private_key"]),
                lambda mine=mine: mine.export_data(["private_key"]),
                lambda mine=mine: mine.search_count([("private_key", "like", "A")]),
                lambda mine=mine: mine.write({"private_key": "x"}),
            ):
                # Odoo's refusal of exports is a UserError.
                with self.subTest(user.login), self.assertRaises(UserError):
                    act()
        parameters = self.env["ir.config_parameter"].sudo().search([("key", "!=", "")])
        _public, private = keys._row()
        self.assertNotIn(private, parameters.mapped("value"))

    def test_each_package_has_its_own_number(self):
        keys = self.env["mortgage.signing.key"]
        first, second = (
            json.loads(files.read(keys._sign({"a": 1})).content) for _time in range(2)
        )
        self.assertEqual(second["serial"], first["serial"] + 1)

    def test_another_database_has_another_key(self):
        keys = self.env["mortgage.signing.key"]
        before = keys._public()
        self.assertEqual(keys._public(), before)
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "a-copy")
        self.env.flush_all()
        self.assertNotEqual(keys._public(), before)

    def test_a_trusted_key_stays_what_it_is(self):
        keys = self.env["mortgage.trusted.key"].with_user(self.compliance)
        _private, public = files.new_key()
        text = base64.b64encode(public).decode()
        key = keys.create(
            {"name": "Test", "public_key": f" {text}\n", "trusted_by_id": 1}
        )
        self.assertEqual((key.public_key, key.trusted_by_id), (text, self.compliance))
        self.assertEqual(key.fingerprint, files.fingerprint(public))
        with self.assertRaisesRegex(UserError, "trust a new key"):
            key.public_key = base64.b64encode(files.new_key()[1]).decode()
        with self.assertRaises(UserError):
            key.sudo().unlink()
        for bad in ("", "abc", "not a key!", "A" * 43 + "="[:0]):
            with self.subTest(bad), self.assertRaises(ValidationError):
                keys.create({"name": "Bad", "public_key": bad or "x"})

    def test_deep_and_odd_content_ends_in_words(self):
        private, _public = files.new_key()
        for content in (b"[" * 100_000, b"{", b"\xff\xfe", b"null", b"1e999999"):
            signed = files.Signed(b"", b"", content)
            with self.subTest(content[:10]), self.assertRaises(files.Unreadable):
                files.open_package(signed)
