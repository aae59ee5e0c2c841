import time
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.mortgage_compliance.tools import audience, word_diff


def text(pieces):
    return "".join(piece for piece, _differs in pieces or ())


class TestWordDiff(TestCase):
    def test_changed_words_are_marked_and_the_rest_is_not(self):
        [row] = word_diff.rows("Call me today.", "Call me on Monday.")
        self.assertEqual(row.left, [("Call me ", False), ("today", True), (".", False)])
        self.assertEqual(
            row.right, [("Call me ", False), ("on Monday", True), (".", False)]
        )

    def test_lines_that_come_and_go_stand_alone(self):
        rows = word_diff.rows("a\nb\nc", "a\nc\nd")
        self.assertEqual(
            [(text(row.left), text(row.right)) for row in rows],
            [("a", "a"), ("b", ""), ("c", "c"), ("", "d")],
        )
        self.assertIsNone(rows[1].right)
        self.assertIsNone(rows[3].left)

    @given(st.text(max_size=200), st.text(max_size=200))
    def test_both_sides_are_whole(self, old, new):
        rows = word_diff.rows(old, new)
        for side, whole in (("left", old), ("right", new)):
            lines = [getattr(row, side) for row in rows]
            found = [text(pieces) for pieces in lines if pieces is not None]
            self.assertEqual(found, whole.splitlines())

    def test_the_longest_words_take_bounded_time(self):
        for old, new in (
            ("ab " * 7_000, "ba " * 7_000),
            ("a\n" * 10_000, "b\n" * 10_000),
            ("a b\n" * 5_000, "b a\n" * 5_000),
            ("".join(f"{n}\n" for n in range(4_000)), "x\n" * 10_000),
        ):
            started = time.monotonic()
            word_diff.rows(old, new)
            self.assertLess(time.monotonic() - started, 5)


class TestAudience(TestCase):
    def test_states_are_read_as_people_write_them(self):
        for written, codes in (
            ("TX", ("TX",)),
            ("tx, fl;CO", ("CO", "FL", "TX")),
            ("New Mexico", ("NM",)),
            ("", ()),
            (None, ()),
        ):
            with self.subTest(written):
                self.assertEqual(audience.parse(written), (codes, []))
        self.assertEqual(audience.parse("TX Narnia")[1], ["Narnia"])

    def test_what_lists_share(self):
        self.assertIsNone(audience.shared(None, ""))
        self.assertEqual(audience.shared("TX FL", ""), {"TX", "FL"})
        self.assertEqual(audience.shared("TX FL", "FL CO"), {"FL"})
        self.assertEqual(audience.shared("TX", "FL"), set())
