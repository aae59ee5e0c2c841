from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.mortgage_compliance.tests.common import ComplianceCase

KEYS = {
    *("code", "severity", "part", "start", "end", "excerpt", "title", "how_to_fix"),
    *("citation", "rule_id", "reason"),
}
WORD = {
    "code": "X-01",
    "name": "Forbidden word",
    "severity": "block",
    "pattern": r"(?i)\bforbidden\b",
    "how_to_fix": "Take it out.",
    "source": "House rule",
}
# Patterns that never end, eat all memory or find everything.
BAD_PATTERNS = (
    (r"(", "cannot be read"),
    (r"(a+)+$", "too long"),
    (r"(\w+\s?)+$", "too long"),
    (r"^(([a-z])+.)+[A-Z]([a-z])+$", "too long"),
    (r"(?:(?:(?:a?){1000}){1000}){1000}z", "multiply"),
    (r"x*", "empty text"),
    ("no|" * 2_000 + "no", "characters"),
)


@tagged("post_install", "-at_install")
class TestLintRules(ComplianceCase):
    """The rows of the linter: what compliance may change, and who may ask."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["mortgage.lint.rule"].with_user(cls.compliance)
        cls.staff = (
            *(cls.assistant, cls.maria, cls.manager, cls.compliance, cls.processor),
            *(cls.marketing, cls.mortgage_admin, cls.integration),
        )

    def _live(self, code):
        return self.rules.search([("code", "=", code), ("superseded_by", "=", False)])

    def _codes(self, body, **values):
        [found] = self.rules.check([{"body": body, **values}])
        return [one["code"] for one in found if one["severity"] == "block"]

    def test_every_shipped_rule_tells_its_law_and_what_to_do(self):
        shipped = self.rules.search([("origin", "=", "shipped")])
        self.assertGreater(len(shipped), 130)
        for rule in shipped:
            with self.subTest(rule.code):
                self.assertTrue(rule.source)
                self.assertTrue(rule.how_to_fix or rule.severity == "detect")

    def test_shipped_patterns_pass_the_trial_of_any_other(self):
        self.rules.search([("origin", "=", "shipped")])._check_pattern()

    def test_loading_again_changes_nothing(self):
        count = self.rules.search_count([])
        self.env["mortgage.lint.rule"]._load_shipped()
        self.assertEqual(self.rules.search_count([]), count)

    def test_each_role_asks(self):
        text = {"subject": "Hi", "body": "Guaranteed approval!", "channel": "email"}
        for user in self.staff:
            with self.subTest(user.login):
                [found, none] = self.rules.with_user(user).check(
                    [text, {"body": "See you at 5", "by_hand": True}]
                )
                self.assertFalse(none)
                finding = next(one for one in found if one["code"] == "N-01")
                self.assertEqual(set(finding), KEYS)
                self.assertEqual(finding["severity"], "block")
                self.assertEqual((finding["start"], finding["end"]), (0, 19))
                self.assertIn("Guaranteed approval", finding["title"])

    def test_nobody_else_asks_or_reads(self):
        for user in (self.outsider, self.portal, self.env.ref("base.public_user")):
            rules = self.rules.with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                rules.check([{"body": "Hi"}])
            with self.assertRaises(AccessError):
                rules.search([])

    def test_compliance_alone_changes_rules(self):
        for user in self.staff:
            if user == self.compliance:
                continue
            rules = self.rules.with_user(user)
            self.assertTrue(rules.search([], limit=1).name)
            with self.subTest(user.login), self.assertRaises(AccessError):
                rules.create(WORD)
            with self.assertRaises(AccessError):
                rules.search([], limit=1).write({"how_to_fix": "x"})
            with self.assertRaises(AccessError):
                rules._import_csv("code\nN-01")

    def test_a_bad_question_is_answered_in_words(self):
        for texts, words in (
            ("hello", "list"),
            ([{}] * 201, "200"),
            (["hello"], r"texts\[0\]"),
            ([{"body": "a"}, {"body": 7}], r"texts\[1\].body"),
            ([{"txt": "a"}], r"texts\[0\].txt"),
            ([{"channel": "fax"}], "email, sms"),
            ([{"kind": "spam"}], "marketing, transactional"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.rules.check(texts)

    def test_a_word_of_the_lender_counts_at_once(self):
        self.assertFalse(self._codes("A forbidden word", kind="servicing"))
        rule = self.rules.create(WORD)
        self.assertEqual(rule.origin, "lender")
        self.assertEqual(self._codes("A FORBIDDEN word", kind="servicing"), ["X-01"])
        # The other column says what it does in words to one person.
        self.assertFalse(self._codes("A forbidden word", by_hand=True))

    def test_a_change_makes_a_successor(self):
        old = self._live("U-05")
        old.write({"how_to_fix": "Say it otherwise."})
        new = self._live("U-05")
        self.assertEqual(old.superseded_by, new)
        self.assertEqual((new.origin, new.how_to_fix), ("lender", "Say it otherwise."))
        [found] = self.rules.check([{"body": "No credit check", "kind": "reply"}])
        self.assertIn("Say it otherwise.", [one["how_to_fix"] for one in found])
        entry = self.env["mortgage.ledger.entry"].search(
            [("res_model", "=", old._name), ("res_id", "=", new.id)]
        )
        self.assertEqual(entry.mapped("event"), ["rule_change"])

    def test_a_company_has_its_own_row(self):
        general = self._live("N-02")
        own = general.copy({"company_id": self.company.id, "pattern": "tomorrow"})
        own.reason = "Counsel, March"
        self.assertEqual(self._codes("tomorrow", kind="servicing"), ["N-02"])
        self.assertFalse(self._codes("instant closing", kind="servicing"))

    def test_doing_less_than_the_law_needs_a_reason(self):
        for code, values in (
            ("N-01", {"severity": "warn"}),
            ("N-01", {"by_hand": "off"}),
            ("N-01", {"pattern": "never found"}),
            ("N-01", {"requires": "kind:servicing"}),
            ("N-01", {"valid_to": "2039-01-01"}),
        ):
            with self.subTest(values), self.cr.savepoint() as point:
                with self.assertRaisesRegex(ValidationError, "less than the shipped"):
                    self._live(code).write(values)
                self._live(code).write({**values, "reason": "Counsel's memo of May"})
                point.rollback()
        self._live("U-03").write({"severity": "block"})

    def test_patterns_are_tried_when_they_are_saved(self):
        for pattern, words in BAD_PATTERNS:
            with self.subTest(pattern[:30]):
                with self.assertRaisesRegex(ValidationError, words) as caught:
                    self.rules.create({**WORD, "pattern": pattern})
                self.assertIn("X-01, Finds", str(caught.exception))

    def test_the_grammar_is_checked(self):
        for values, words in (
            ({"requires": "kinds:marketing"}, "“kinds” is unknown"),
            ({"requires": "channel:fax"}, "“fax” is unknown"),
            ({"requires": "kind:"}, "nothing stands after"),
            ({"requires": "all:DET-NOBODY"}, "no detector or fact DET-NOBODY"),
            ({"requires": "flag:never_heard"}, "no detector or fact FLAG-never_heard"),
            ({"langs": "fr"}, "“fr” is unknown"),
            ({"how_to_fix": False}, "say what the writer should do"),
            ({"code": "DET-X"}, "codes of detectors"),
        ):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words):
                self.rules.create({**WORD, **values})

    def test_try_it_on_a_text(self):
        with Form(self.rules) as form:
            form.name, form.code, form.pattern = "Word", "X-02", r"\bforbidden\b"
            form.how_to_fix, form.source = "Take it out.", "House rule"
            form.trial_text = "This is forbidden here."
            self.assertEqual(form.trial_answer, "Found: “forbidden”")
            form.trial_text = "This is fine."
            self.assertEqual(form.trial_answer, "Not found.")
            form.pattern = "(a+)+$"
            self.assertIn("too long", form.trial_answer)
            form.pattern = "fine"
        rule = form.record
        with Form(rule) as form:
            form.trial_text = "Once more"
        self.assertFalse(rule.superseded_by, "trying changes nothing")

    def test_a_round_trip_as_csv_changes_nothing(self):
        text = self.rules._export_csv()
        counted = self.rules._import_csv(text)
        self.assertEqual((counted["new"], counted["changed"]), (0, 0))
        self.assertGreater(counted["unchanged"], 130)
        bad = "code,name,severity,pattern,how_to_fix\nX-1,Word,block,(a+)+$,Do.\n"
        with self.assertRaisesRegex(ValidationError, "Line 2: .*too long"):
            self.rules._import_csv(bad)

    def test_hostile_texts_end(self):
        letters = "guaranteed approval "
        for body, code in (
            ("a" * 1_000_000, "too_long"),
            (letters * 2_000, "N-01"),
            ("<b>" * 16_000, None),
            ("{{" * 24_000, None),
            ("\x00" * 40_000 + letters, "N-01"),
            ("\u202e\u200f" * 20_000 + letters, "N-01"),
            ("1 " * 24_000, None),
            ("$1,000 " * 7_000, None),
            ("<t t-out=\"object.env['res.users']\"/>" * 1_000, None),
            ("no cost " * 6_000, "N-04"),
        ):
            with self.subTest(body[:20]):
                codes = self._codes(body, by_hand=code is None)
                self.assertIn(code, [*codes, None])
                self.assertNotIn("slow", codes)

    def test_a_slow_rule_is_said_in_words(self):
        rule = self.rules.create(WORD)
        self.env.cr.execute(
            "UPDATE mortgage_lint_rule SET pattern = '(a+)+$' WHERE id = %s", [rule.id]
        )
        rule.invalidate_recordset()
        [found] = self.rules.check([{"body": "a" * 5_000 + "!", "kind": "servicing"}])
        finding = next(one for one in found if one["code"] == "X-01")
        self.assertEqual(
            finding["title"], "Could not be judged in time: Forbidden word"
        )
        self.assertIn("rule X-01 is too slow", finding["how_to_fix"])
