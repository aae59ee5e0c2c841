from odoo.tests import BaseCase

from ..tools import lint_text
from ..tools.lint import Linter, Text, lint
from ..tools.lint_pattern import BadPattern, check
from ..tools.lint_rule import BadClause, Rule, parse


def rule(code="R-1", pattern=r"(?i)\bguaranteed\s+approval\b", **values):
    return Rule(code, pattern=pattern, **values)


class TestLintTools(BaseCase):
    """The grammar of compliance.md §0.4, without a database."""

    def _codes(self, text, *rules):
        return [finding.code for finding in lint(text, rules)]

    def test_scope(self):
        rules = [
            rule("A", requires=parse("kind:marketing;channel:email,sms")),
            rule("B", requires=parse("product:arm")),
            rule("C", langs=("es",)),
        ]
        body = "Guaranteed approval"
        for values, codes in (
            ({}, ["A"]),
            ({"channel": "call"}, []),
            ({"kind": "reply"}, []),
            ({"product": "arm"}, ["A", "B"]),
            ({"lang": "es", "kind": "servicing"}, ["C"]),
            ({"lang": "", "kind": "servicing"}, ["C"]),
        ):
            with self.subTest(**values):
                self.assertEqual(self._codes(Text(body=body, **values), *rules), codes)

    def test_conditions(self):
        detectors = [
            Rule("DET-ONE", "detect", r"\bone\b"),
            Rule("DET-TWO", "detect", r"\btwo\b"),
        ]
        table = (
            ("all:DET-ONE,DET-TWO", "one", (), True),
            ("all:DET-ONE,DET-TWO", "one two", (), False),
            ("any:DET-ONE,DET-TWO", "two", (), False),
            ("any:DET-ONE,FLAG-x", "", ("x",), False),
            ("any:DET-ONE,FLAG-x", "", (), True),
            ("all:DET-ONE;flag:x", "one", (), True),
            ("all:DET-ONE;flag:x", "one", ("x",), False),
            ("all:DET-NONE", "one", (), True),
            ("", "one two", ("x",), True),
        )
        for requires, body, flags, fires in table:
            with self.subTest(requires, body=body, flags=flags):
                text = Text(body=f"go {body}", flags=frozenset(flags))
                one = rule("A", r"\bgo\b", requires=parse(requires))
                self.assertEqual(self._codes(text, *detectors, one), ["A"] * fires)

    def test_a_rule_about_every_text_asks_for_what_lacks(self):
        one = rule("S", "", requires=parse("all:DET-COMPANY"))
        name = Rule("DET-COMPANY", "detect", "(?&company)")
        names = ("Lone Star & Gulf (Test)", "Maria Gomez")
        for body, codes in (
            ("Hello from lone star & gulf  (test)", ["S"]),
            ("Hello from Lone Star & Gulf\n(Test).", []),
            ("Hello from XLone Star & Gulf (Test)", ["S"]),
            ("Hello from Maria Gomez", ["S"]),
        ):
            with self.subTest(body):
                text = Text(body=body, names=names, people=names[1:])
                self.assertEqual(self._codes(text, name, one), codes)
        self.assertEqual(self._codes(Text(body="Hello"), name, one), ["S"])

    def test_bad_clauses(self):
        for requires, code in (
            ("kinds:marketing", "clause"),
            ("kind:", "empty"),
            ("channel:fax", "word"),
            ("all:APR", "word"),
        ):
            with self.subTest(requires), self.assertRaises(BadClause) as caught:
                parse(requires)
            self.assertEqual(caught.exception.code, code)

    def test_by_hand(self):
        for by_hand, severities in (
            ("block", ["block"]),
            ("warn", ["warn"]),
            ("off", []),
        ):
            text = Text(body="guaranteed approval", by_hand=True)
            found = lint(text, [rule(by_hand=by_hand)])
            self.assertEqual([one.severity for one in found], severities)

    def test_places_are_those_of_the_text_as_written(self):
        subject, body = (
            "Gua\u200branteed  approval",
            "¡Préstamo! Gu\u0301aranteed\xa0approval ok",
        )
        found = lint(Text(subject, body), [rule()])
        self.assertEqual([one.part for one in found], ["subject", "body"])
        for one, words in zip(found, (subject, body), strict=True):
            self.assertEqual(words[one.start : one.end], one.excerpt)
            self.assertTrue(one.excerpt.endswith("approval"))

    def test_blocks_come_first_and_in_reading_order(self):
        rules = [rule("W", "b", severity="warn"), rule("A", "c"), rule("B", "a")]
        self.assertEqual(self._codes(Text(body="abc"), *rules), ["B", "A", "W"])

    def test_nobody_hides_words(self):
        for words in (
            "guar\u00adanteed approval",
            "g\u200du\u200da\u200dr\u200danteed approval",
            "ｇｕａｒａｎｔｅｅｄ　approval",
            "guaranteed\u2028approval",
            "gu\x00aranteed approval",
            "\u202eguaranteed approval\u202c",
            "gúaránteed approvál",
        ):
            with self.subTest(words):
                self.assertEqual(self._codes(Text(body=words), rule()), ["R-1"])

    def test_html_and_qweb(self):
        for source, words in (
            ("<p>Hi <t t-out='object.name'/></p>", "Hi {{ object.name }}"),
            ('<t t-esc="object.ssn">x</t>', "{{ object.ssn }}x"),
            ("a<!-- <b>6%</b> --> b", "a b"),
            ("<h1>6.25%</h1>now", "**6.25%**\nnow"),
            ("<script>guaranteed approval</script>ok &amp; done", "ok & done"),
            ("<p>one</p><p>two<br/>three", "one\n\ntwo\nthree"),
            ("<" * 50_000, "<" * 50_000),
            ("<script>" * 100_000, ""),
            ("<!--" * 200_000, ""),
            ("<b " * 200_000, ("<b " * 200_000).strip()),
        ):
            with self.subTest(source[:60]):
                self.assertEqual(lint_text.from_html(source), words)

    def test_patterns_that_are_refused(self):
        for pattern, code in (
            (r"(", "broken"),
            (r"a{2,1}", "broken"),
            (r"a*", "always"),
            (r"(a+)+$", "slow"),
            (r"^(\w+\s?)+$", "slow"),
            (r"(x+x+)+y", "slow"),
            (r"(?:(?:(?:a?){1000}){1000}){1000}z", "repeat"),
            (r"((a{1,200}){1,200}){1,200}c", "repeat"),
            ("a|" * 3_000 + "a", "long"),
            (r"(?R)|a" + "(" * 3000 + ")" * 900, "broken"),
        ):
            with self.subTest(pattern[:40]), self.assertRaises(BadPattern) as caught:
                check(pattern)
            self.assertEqual(caught.exception.code, code)
        for pattern in (r"(?i)\bno[- ]cost\b", r"\b(\d{1,3},)*\d{3}\b", "(?&company)"):
            check(pattern)

    def test_a_slow_rule_is_said_and_given_up(self):
        slow = rule("SLOW", r"(a+)+$", title="Slow")
        linter = Linter([slow, rule("W", r"(a+)+$", severity="warn"), rule()])
        text = Text(body="a" * 5_000 + "! guaranteed approval")
        for _time in range(5):
            found = linter.lint(text)
            self.assertEqual(
                [(one.code, one.severity, one.reason) for one in found],
                [
                    ("SLOW", "block", "slow"),
                    ("R-1", "block", ""),
                    ("W", "warn", "slow"),
                ],
            )
        self.assertEqual(linter._timeouts, {"SLOW": 3, "W": 3})

    def test_a_slow_detector_leaves_its_rule_unjudged(self):
        slow = Rule("DET-SLOW", "detect", r"(a+)+$")
        one = rule("A", "a", requires=parse("all:DET-SLOW"))
        [finding] = lint(Text(body="a" * 5_000 + "!"), [slow, one])
        self.assertEqual((finding.code, finding.reason), ("A", "slow"))

    def test_a_long_text_is_not_judged(self):
        [finding] = lint(Text(body="a" * 1_000_000), [rule(pattern=r"(a+)+$")])
        self.assertEqual((finding.severity, finding.reason), ("block", "long"))

    def test_alike_texts_are_judged_as_each_alone(self):
        rules = [
            rule(),
            rule("M", "", requires=parse("all:DET-APR")),
            rule("X", r"no\s+cost", requires=parse("any:DET-APR")),
            Rule("DET-APR", "detect", r"\bAPR\b"),
        ]
        bodies = [
            f"Hi {name},\n\n{line}\nSee you.\n\nAPR"
            if number % 3
            else f"Hi {name}\n{line}"
            for number, (name, line) in enumerate(
                (name, line)
                for name in ("Dana", "Guaranteed approval", "no")
                for line in ("cost", "no cost", "approval", "guaranteed", "fine", "APR")
            )
        ]
        texts = [Text("Hello", body) for body in bodies]
        together = [
            finding and finding.code for finding in Linter(rules).first_blocks(texts)
        ]
        alone = [next((one.code for one in lint(text, rules)), None) for text in texts]
        self.assertEqual(together, alone)
