"""The classifier against labelled replies, with the shipped phrases."""

import csv
import unittest
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.mortgage_compliance.tools.opt_out import Phrase, Phrasebook, words

ADDON = Path(__file__).parents[1]
LABELLED = ADDON.parents[1] / "shared" / "data" / "opt_out" / "phrases.csv"


def shipped():
    with (ADDON / "data/inbound/mortgage.opt.out.phrase.csv").open() as file:
        return Phrasebook(
            Phrase(row["text"], row["meaning"], row["whole"] == "True")
            for row in csv.DictReader(file)
        )


class TestPhrasebook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book = shipped()

    def check(self, meaning, *texts):
        for text in texts:
            with self.subTest(text):
                self.assertEqual(self.book.meaning(text), meaning)

    @unittest.skipUnless(LABELLED.exists(), "../shared is not beside this clone")
    def test_labelled_replies(self):
        with LABELLED.open() as file:
            for row in csv.DictReader(file):
                with self.subTest(row["text"]):
                    meaning = self.book.meaning(row["text"])
                    self.assertEqual(
                        meaning.replace("opt_out_all", "opt_out"), row["label"]
                    )

    def test_the_seven_words_however_typed(self):
        for word in (
            "stop",
            "quit",
            "end",
            "revoke",
            "opt out",
            "cancel",
            "unsubscribe",
        ):
            self.check(
                "opt_out",
                word,
                word.upper(),
                f" {word}. ",
                f"{word}!!! 😡",
                f"Please {word}",
                f"{word} {word}",
            )
        self.check(
            "opt_out", "S T O P", "Stop!!\n\n", "¡ALTO!", "baja", "🛑", "opt-out"
        )
        self.check("opt_out_all", "STOPALL", "stop all")

    def test_sentences_that_revoke(self):
        self.check(
            "opt_out",
            "please stop texting me",
            "Hey can you stop sending me this stuff",
            "don’t text me anymore",
            "I want to opt out of these texts",
            "how do I unsubscribe",
            "not interested. please stop",
            "No más mensajes",
            "ya no quiero recibir mensajes",
            "por favor deje de llamarme",
            "no me escriban",
            "cancel our 3pm and stop texting me",
        )
        self.check(
            "opt_out_all",
            "take me off your list",
            "do not contact me",
            "leave me alone!",
            "I revoke my consent",
            "déjenme en paz",
            "remove my number from your system",
        )

    def test_what_only_sounds_like_it(self):
        self.check(
            "none",
            "cancel our 3pm",
            "Can we cancel the appointment",
            "end of March works",
            "stop by at 5",
            "I quit my job last week",
            "muy alto",
            "no más preguntas",
            "don't stop, this is great",
            "closing is at the end of the month",
            "Yes please",
            "",
            "👍",
            "cancelar la cita",
            "can I opt out of escrow?",
            "para mi esposa",
            "",
        )

    def test_doubt_is_for_a_person(self):
        self.check(
            "doubt",
            "not interested",
            "I might cancel",
            "what happens if I stop",
            "this is spam",
            "I will talk to my lawyer about you",
        )

    def test_wrong_number_is_not_the_person(self):
        self.check("wrong_number", "Wrong number", "sorry you have the wrong person")

    def test_start_and_help_only_alone(self):
        self.check("opt_in", "START", "unstop", "Start please")
        self.check("help", "HELP", "info", "Ayuda")
        self.check("none", "when do we start?", "I need help with the form")

    @given(st.text(max_size=200))
    def test_any_text_has_a_meaning(self, text):
        self.assertIsInstance(self.book.meaning(text), str)
        self.assertTrue(all(word == word.casefold() for word in words(text)))
