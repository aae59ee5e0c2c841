from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.mortgage_compliance.tools import lint_pattern

from .channel_common import ChannelCase


@tagged("post_install", "-at_install")
class TestLintHandover(ChannelCase):
    """What goes out by itself is judged once more with the values in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.texts = cls.env["mortgage.lint.rule"].with_user(cls.compliance)

    def _plan(self, name="Maria Gomez"):
        self.maria.name = name
        return self._touch("sms")

    def _rule(self, **values):
        return self.texts.create(
            {
                "code": "X-01",
                "name": "Forbidden word",
                "severity": "block",
                "pattern": r"\bForbidden\b",
                "how_to_fix": "Take it out.",
                "source": "House rule",
                **values,
            }
        )

    def test_a_value_that_a_rule_stops_stops_the_message(self):
        self._rule()
        touch = self._plan("Maria Forbidden")
        touch._dispatch()
        self.assertEqual(touch.state, "blocked")
        self.assertEqual(touch.rule_code, "lint.X-01")
        self.assertIn("Forbidden word: “Forbidden”. Take it out.", touch.reason)
        self.assertFalse(touch.sms_ids)
        [entry] = self._entries(touch, "block")
        self.assertIn("lint.X-01", entry.payload)
        self.assertIn("House rule", entry.payload)

    def test_clean_words_go(self):
        self._rule()
        touch = self._plan()
        touch._dispatch()
        self.assertEqual(touch.state, "queued")

    def test_a_rule_that_warns_stops_nothing(self):
        self._rule(severity="warn")
        touch = self._plan("Maria Forbidden")
        touch._dispatch()
        self.assertEqual(touch.state, "queued")

    def test_what_is_shared_is_searched_once(self):
        touches = self.touches.concat(*(self._touch() for _n in range(3)))
        composed = touches._composed()
        searched = []
        search = lint_pattern.for_names

        def counted(pattern, names, people):
            searched.append(pattern)
            return search(pattern, names, people)

        with patch("odoo.addons.mortgage_compliance.tools.lint.for_names", counted):
            self.assertFalse(touches._lint_blocks(composed))
            of_three = len(searched)
            searched.clear()
            self.assertFalse(touches[:2]._lint_blocks(composed))
        # The third says what the first two say: no pattern is tried on it.
        self.assertEqual(of_three, len(searched))

    def test_the_queries_do_not_grow_with_the_batch(self):
        touches = self.touches.concat(*(self._touch() for _n in range(10)))
        composed = touches._composed()
        touches[:2]._lint_blocks(composed)
        for size in (2, 10):
            self.env.flush_all()
            with self.assertQueryCount(1):
                touches[:size]._lint_blocks(composed)
