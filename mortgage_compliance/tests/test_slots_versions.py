import json
import runpy

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import file_path

from .slots_common import SlotsCase


@tagged("post_install", "-at_install")
class TestSlotsInVersions(SlotsCase):
    def test_the_approval_covers_the_slots(self):
        names = json.loads(self.version._content())["slots"]
        self.assertEqual(names, ["hello", "bye"])
        plain = self._words("No place here.")
        self.assertNotIn("slots", json.loads(plain._content()))

    def test_a_slot_that_is_no_slot_is_refused(self):
        with self.assertRaisesRegex(ValidationError, r"\[\[greeting"):
            self._words("Hi [[Name]].")
        with self.assertRaisesRegex(ValidationError, "hello: it is there twice"):
            self._words("[[hello: a]] [[hello: b]]")
        with self.assertRaisesRegex(ValidationError, "hello: .*address"):
            self._words("[[hello: see evil.example]]")

    def test_an_upgrade_finds_no_slots_in_words_from_before(self):
        script = runpy.run_path(
            file_path(
                "mortgage_compliance/migrations/19.0.1.3.0/pre-literal_brackets.py"
            )
        )
        plain = self._words("No brackets.")
        self.env.flush_all()
        script["migrate"](self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertTrue(self.version.literal_brackets)
        self.assertFalse(plain.literal_brackets)

    def test_brackets_from_before_there_were_slots_are_words(self):
        old = self._words("A note.")
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

    def test_a_field_is_in_use_where_own_words_name_it(self):
        field = self.env["mortgage.merge.field"].search([("name", "=", "lo_email")])
        self.assertNotIn(
            self.template.id, field._templates_by_name().get("lo_email", ())
        )
        own = self._approved_own("Write to {{ lo_email }}.")
        self.assertIn(self.template.id, field._templates_by_name()["lo_email"])
        own.action_withdraw()
        self.assertNotIn(self.template.id, field._templates_by_name()["lo_email"])
        retired = field._templates_by_name(("retired",))
        self.assertIn(self.template.id, retired["lo_email"])
