"""The shipped phrases against what borrowers write (``borrower_messages.csv``).

Written by hand before the phrases were tuned. Messages that nobody had looked at, at
first sight, in three rounds (the phrases of before; then tuned on two thirds; then on
the second round):

====================  ==========  ==========  ==========
ordinary: revoked     2 of 134    1 of 66     1 of 55
ordinary: to review   16 of 134   6 of 66     2 of 55
opt-outs: at once     47 of 66    39 of 66    63 of 67
opt-outs: missed      15 of 66    21 of 66    3 of 67
====================  ==========  ==========  ==========

What was missed was then put right: the figures below are of messages that we know.
"""

import csv
import unittest
from collections import Counter
from pathlib import Path
from time import perf_counter

from .test_opt_out import shipped

MESSAGES = Path(__file__).with_name("borrower_messages.csv")
REVOKES = ("opt_out", "opt_out_all", "wrong_number")


class TestInboundMessages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        book = shipped()
        with MESSAGES.open() as file:
            cls.rows = [
                (row["text"], row["label"], row["part"], book.meaning(row["text"]))
                for row in csv.DictReader(file)
            ]
        cls.book = book

    def _meant(self, *labels):
        return [row for row in self.rows if row[1] in labels]

    def test_there_are_enough_messages(self):
        self.assertGreaterEqual(len(self._meant("none")), 320)
        self.assertGreaterEqual(len(self._meant("opt_out")), 120)

    def test_no_ordinary_message_revokes(self):
        self.assertEqual([r for r in self._meant("none") if r[3] in REVOKES], [])

    def test_a_person_need_read_less_than_one_in_ten(self):
        for part in ("tuned", "held_out"):
            ordinary = [row for row in self._meant("none") if row[2] == part]
            read = [row for row in ordinary if row[3] == "doubt"]
            self.assertLess(len(read), len(ordinary) / 10, read)

    def test_no_clear_opt_out_is_missed(self):
        missed = [r for r in self._meant("opt_out") if r[3] not in (*REVOKES, "doubt")]
        self.assertEqual(missed, [])

    def test_nearly_all_are_revoked_at_once(self):
        for part in ("tuned", "held_out"):
            asked = [row for row in self._meant("opt_out") if row[2] == part]
            counted = Counter(row[3] in REVOKES for row in asked)
            self.assertGreaterEqual(counted[True], 0.95 * len(asked), counted)

    def test_a_wrong_number_is_not_the_person(self):
        told = Counter(row[3] for row in self._meant("wrong_number"))
        self.assertGreaterEqual(told["wrong_number"], 0.9 * told.total(), told)
        self.assertFalse(told["opt_out"] + told["opt_out_all"])

    def test_ten_megabytes_are_read_in_a_moment(self):
        started = perf_counter()
        for text in ("stop it " * 1_250_000, "a " * 5_000_000, "no" * 5_000_000):
            self.book.meaning(text)
        self.assertLess(perf_counter() - started, 5)

    def test_what_stands_at_either_end_of_a_long_mail_counts(self):
        filler = "The house is on Elm Street and has a garden. " * 2_000
        for text in (f"Stop emailing me. {filler}", f"{filler}\nStop emailing me."):
            self.assertEqual(self.book.meaning(text), "opt_out")
