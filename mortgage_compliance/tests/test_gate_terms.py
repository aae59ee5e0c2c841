from odoo.tests import tagged

from .gate_common import GateCase


@tagged("post_install", "-at_install")
class TestGateTerms(GateCase):
    def test_an_assistant_does_not_write_of_rates_and_terms(self):
        by_hand = {"origin": "manual", "version_id": 0, "user_id": self.assistant.id}
        stopped = (
            "We can do 6.25 % today",
            "Your APR would be low",
            "That makes $2,140/month",
            "Your monthly payment stays the same",
            "Great news, you're approved!",
            "Su pago mensual sería menor",
            "La tasa de interés bajó",
        )
        free = (
            "Maria can call you at 3:30, does that work?",
            "Please upload the two pay stubs",
            "The point is to have it by Friday",
            "¿Le llamo mañana a las 10?",
        )
        for words in stopped:
            with self.subTest(words):
                asked = {**by_hand, "author_id": self.assistant.id, "words": words}
                verdict = self._judge(**asked)
                self.assertEqual(verdict.rule, "license.terms")
                self.assertIn("licensed loan officer", verdict.reason)
                self.assertIn("1008.103", verdict.citation)
                asked["author_id"] = self.maria.id
                self.assertNotEqual(self._judge(**asked).rule, "license.terms")
        for words in free:
            with self.subTest(words):
                asked = {**by_hand, "author_id": self.assistant.id, "words": words}
                self.assertTrue(self._judge(**asked).allowed)

    def test_somebody_elses_number_is_warned_of_while_writing(self):
        asked = {
            "origin": "manual",
            "version_id": 0,
            "user_id": self.maria.id,
            "author_id": self.maria.id,
        }
        for words in ("Ask Frank, NMLS #1234102", "Call 1234102", "NMLS 9999999"):
            verdict = self._judge(**asked, words=words)
            with self.subTest(words):
                self.assertTrue(verdict.allowed)
                rules = [warning["rule"] for warning in verdict.warnings]
                self.assertIn("numbers.foreign", rules)
        verdict = self._judge(**asked, words="I am Maria, NMLS #1234101")
        rules = [warning["rule"] for warning in verdict.warnings]
        self.assertNotIn("numbers.foreign", rules)
