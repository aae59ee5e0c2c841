from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.opt_out import Phrase, Phrasebook, words

MEANINGS = [
    ("opt_out", "Stop on this channel"),
    ("opt_out_all", "Stop everything"),
    ("wrong_number", "Not this person"),
    ("opt_in", "Start again"),
    ("help", "Asks who we are"),
    ("doubt", "A person must read it"),
    ("harmless", "Sounds like a stop and is none"),
]
WHOLE_ONLY = ("opt_in", "help")


class MortgageOptOutPhrase(models.Model):
    """What borrowers write to be left alone, and what only sounds like it."""

    _name = "mortgage.opt.out.phrase"
    _description = "Opt-out phrase"
    _order = "meaning, text"
    _rec_name = "text"

    text = fields.Char(
        "Phrase",
        required=True,
        help="Words in order, in one sentence. “texts|calls” allows either word,"
        " “texts|calls?” either or none, “*” up to three words, “#” a number; a first"
        " “^” means that nothing precedes, a last “$” that nothing follows. Case,"
        " accents and punctuation do not matter.",
    )
    meaning = fields.Selection(MEANINGS, required=True, default="opt_out")
    whole = fields.Boolean(
        "Whole message",
        help="Counts only when the message says nothing else, courtesies aside.",
    )
    source = fields.Char(help="The rule or list it comes from.")
    active = fields.Boolean(default=True)

    @api.constrains("text", "meaning", "whole")
    def _check_text(self):
        for phrase in self:
            if not words(phrase.text):
                raise ValidationError(
                    self.env._("“%(text)s” has no words.", text=phrase.text)
                )
            if phrase.meaning in WHOLE_ONLY and not phrase.whole:
                raise ValidationError(
                    self.env._(
                        "“%(text)s” must be a whole message: inside a sentence it says"
                        " something else.",
                        text=phrase.text,
                    )
                )

    @api.model
    def _book(self):
        return Phrasebook(
            Phrase(phrase.text, phrase.meaning, phrase.whole)
            for phrase in self.sudo().search([("active", "=", True)])
        )
