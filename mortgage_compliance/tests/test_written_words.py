from odoo.exceptions import AccessError, ValidationError
from odoo.tests import BaseCase, tagged

from ..tools import written_words
from ..tools.lint import Finding
from .gate_common import GateCase

SSN = "123-45-6789"
QUOTE = "6.25 %, about $2,140, want me to lock it?"
TERMS = "At a 6.25 % fixed rate the monthly payment would be $2,140."
NEVER = {
    "ssn": f"I have your social as {SSN}, right?",
    "guarantee": "Good news, your approval is guaranteed, guaranteed approval!",
    "account": "Wire it to account number 1234567890 please",
    "guarantee_es": "Le garantizo la aprobación: aprobación garantizada",
    "denial_es": "Lo siento, su solicitud fue negada",
    "fair_housing": "We do not count section 8 or child support as income",
    "denial": "Sorry, your application has been denied",
}
FREE = (
    "Running 10 min late",
    QUOTE,
    TERMS,
    "Can you upload the two pay stubs through the secure link?",
    "You save about $180 a month against what you pay now",
    "Rates are expected to drop, no obligation to lock today",
    "¿Le llamo mañana a las 10? El préstamo a 30 años quedaría en $2,140 al mes.",
    "Your loan number is 100234567 and my cell is 713-555-0101",
)


def found(text, piece, severity="block", part="body"):
    start = text.index(piece)
    end = start + len(piece)
    return Finding("X-01", severity, part, start, end, piece, "Title", "Fix", "Cite")


class TestWrittenTools(BaseCase):
    def test_a_secret_is_shown_as_dots_and_not_stored(self):
        text = f"My SSN is {SSN}, ok?"
        finding = found(text, SSN)
        self.assertTrue(written_words.is_secret(finding))
        shown = written_words.veiled(text, [finding])
        self.assertEqual(shown, "My SSN is •••-••-••••, ok?")
        piece = written_words.excerpt(shown, finding)
        self.assertEqual(piece.before, "My SSN is ")
        self.assertEqual(piece.words, "•••-••-••••")
        self.assertEqual(
            written_words.hidden(text, [finding]), "My SSN is [removed], ok?"
        )

    def test_findings_that_lie_upon_each_other_are_one(self):
        text = f"Is SSN {SSN} right?"
        twins = [found(text, SSN), found(text, f"SSN {SSN}")]
        self.assertEqual(written_words.hidden(text, twins), "Is SSN [removed] right?")
        self.assertEqual(written_words.veiled(text, twins), "Is SSN •••-••-•••• right?")
        self.assertEqual(written_words.distinct(twins), twins[:1])
        apart = [found(text, "Is"), found(text, "right")]
        self.assertEqual(written_words.distinct(apart), apart)

    def test_what_is_no_secret_stays(self):
        text = "Approval is guaranteed at 6.25 % and $2,140"
        finding = found(text, "guaranteed at 6.25 %")
        self.assertFalse(written_words.is_secret(finding))
        self.assertEqual(written_words.veiled(text, [finding]), text)
        self.assertEqual(written_words.hidden(text, [finding]), text)
        warned = found("loan 1234567890", "1234567890", "warn")
        self.assertFalse(written_words.is_secret(warned))

    def test_around_an_excerpt_stands_no_other_secret(self):
        text = f"{SSN} guaranteed 4111 1111 1111 1111"
        piece = written_words.excerpt(text, found(text, "guaranteed"))
        self.assertNotIn("6789", piece.before)
        self.assertNotIn("4111", piece.after)

    def test_numbers_are_taken_out_of_markup_whatever_stands_between(self):
        for markup in (
            f"<p>My SSN is {SSN}.</p>",
            "<p>My SSN is 123-<b>45</b>-6789.</p>",
        ):
            with self.subTest(markup):
                text = written_words.own_words(markup)
                piece = text[text.index("123") : text.index(".")]
                kept = written_words.hidden_html(markup, [found(text, piece)])
                self.assertNotIn("6789", kept)
                self.assertIn("[removed]", kept)

    def test_what_is_answered_is_not_the_writers(self):
        quoted = '<div data-o-mail-quote="1">Am I guaranteed?</div>'
        self.assertEqual(
            written_words.own_words(f"<p>Let me look</p>{quoted}").strip(),
            "Let me look",
        )
        mailed = "<p>Let me look</p><blockquote>Am I guaranteed?</blockquote>"
        self.assertEqual(written_words.own_words(mailed, by_mail=True), "Let me look")
        self.assertEqual(written_words.own_words(False), "")


@tagged("post_install", "-at_install")
class TestGateWords(GateCase):
    """The short list for what one person writes to another, and the warnings."""

    def _written(self, words, channel="email", author=None, **values):
        return self._judge(
            channel,
            "transactional",
            origin="manual",
            version_id=0,
            technology="manual",
            author_id=(author or self.maria).id,
            words=words,
            **values,
        )

    def test_what_may_never_be_said_is_stopped_with_its_rule(self):
        for channel in ("email", "sms"):
            for what, words in NEVER.items():
                with self.subTest(what, channel=channel):
                    verdict = self._written(words, channel)
                    self.assertEqual(verdict.verdict, "block", verdict.reason)
                    self.assertRegex(verdict.rule, r"^lint\.")
                    self.assertTrue(verdict.citation)
                    self.assertNotIn("6789", repr(verdict))
                    self.assertNotIn("4567890", repr(verdict))

    def test_an_answer_to_one_person_is_no_advertisement(self):
        for words in FREE:
            with self.subTest(words):
                self.assertTrue(self._written(words).allowed)

    def test_what_an_advertisement_could_not_say_warns(self):
        verdict = self._written(TERMS)
        warned = [one for one in verdict.warnings if one["rule"].startswith("lint.")]
        self.assertTrue(warned)
        for warning in warned:
            self.assertTrue(warning["reason"])
            self.assertTrue(warning["citation"])

    def test_words_of_a_template_are_judged_elsewhere(self):
        verdict = self._judge("email", words=NEVER["guarantee"], origin="automatic")
        self.assertTrue(verdict.allowed)

    def test_a_number_that_was_taken_out_does_not_leave_as_a_hole(self):
        verdict = self._written("Your SSN is [removed], right?")
        self.assertEqual((verdict.verdict, verdict.rule), ("block", "lint.removed"))

    def test_who_writes_to_nobody_is_not_asked_for_rules(self):
        requests = [self._request() for _n in range(3)]
        self.gate._judge(requests)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.gate._judge(requests)
        unwritten = self.env.cr.sql_log_count - before
        hand = {"origin": "manual", "author_id": self.maria.id, "words": "Hello"}
        counts = []
        for size in (1, 20):
            asked = [self._request(**hand) for _n in range(size)]
            self.gate._judge(asked)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.gate._judge(asked)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1], "it does not grow")
        self.assertLessEqual(unwritten, counts[0])


@tagged("post_install", "-at_install")
class TestWhileWriting(GateCase):
    def _ask(self, body, channel="email", user=None, **values):
        gate = self.env["mortgage.gate"].with_user(user or self.maria)
        return gate.while_writing("res.partner", self.dana.id, channel, body, **values)

    def test_it_shows_what_is_refused_and_how_to_put_it_right(self):
        for user in (self.maria, self.assistant, self.manager, self.processor):
            with self.subTest(user.name):
                row = self._ask("<p>Guaranteed approval, Dana</p>", user=user)[0]
                self.assertEqual(row["severity"], "block")
                self.assertIn("guaranteed approval", row["excerpt"].lower())
                self.assertTrue(row["how_to_fix"])
                self.assertTrue(row["citation"])

    def test_a_number_comes_back_as_dots(self):
        rows = self._ask(f"<p>Your SSN is {SSN}</p>")
        self.assertEqual(rows[0]["severity"], "block")
        self.assertNotIn("6789", repr(rows))

    def test_subject_and_text_messages_are_read(self):
        rows = self._ask("<p>Hi</p>", subject="Guaranteed approval")
        self.assertEqual(rows[0]["severity"], "block")
        rows = self._ask("Guaranteed approval", "sms")
        self.assertEqual(rows[0]["severity"], "block")

    def test_an_assistant_reads_what_only_a_loan_officer_may_write(self):
        rows = self._ask(QUOTE, "sms", user=self.assistant)
        self.assertIn("licensed loan officer", rows[0]["title"])
        rows = self._ask(QUOTE, "sms")
        self.assertNotIn("block", [row["severity"] for row in rows])

    def test_only_those_who_write_to_borrowers_ask(self):
        for user in (self.portal, self.outsider):
            with self.assertRaises(AccessError):
                self._ask("Hello", user=user)
        gate = self.env["mortgage.gate"].with_user(self.maria)
        self.assertFalse(gate.while_writing("no.model", 1, "email", "Guaranteed"))
        self.assertFalse(gate.while_writing("res.partner", 0, "email", "Guaranteed"))
        with self.assertRaises(ValidationError):
            self._ask(["Hello"])

    def test_asking_leaves_no_trace(self):
        entries = self.env["mortgage.ledger.entry"].search_count([])
        self._ask(f"<p>Your SSN is {SSN}</p>")
        self.assertEqual(self.env["mortgage.ledger.entry"].search_count([]), entries)
