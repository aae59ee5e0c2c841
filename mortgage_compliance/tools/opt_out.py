"""What a borrower's answer means for contacting them, from a list of phrases (no ORM).

A phrase is words in order; ``a|b`` in place of a word allows either, a last ``$`` means
that nothing follows. It is compared without case, accents, punctuation and emoji.
47 CFR 64.1200(a)(10): the seven words revoke by themselves, anything else does when a
reasonable person would understand it so.
"""

import re
import unicodedata
from dataclasses import dataclass

# In the order in which they are looked for, after harmless phrases are taken out.
ANYWHERE = ("opt_out_all", "opt_out", "wrong_number", "doubt")
NOTHING = "none"
_COURTESY = {
    *(
        "please",
        "pls",
        "plz",
        "thanks",
        "thank",
        "thx",
        "you",
        "ty",
        "now",
        "ok",
        "okay",
    ),
    *("hi", "hello", "por", "favor", "gracias", "ya", "ahora", "hola"),
}


@dataclass(frozen=True)
class Phrase:
    """``whole``: the message says nothing else, courtesies aside."""

    text: str
    meaning: str
    whole: bool = False


def words(text):
    """Return the words of ``text`` without case, accents, punctuation and emoji."""
    text = unicodedata.normalize("NFKD", (text or "").replace("🛑", " stop "))
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"['’‘`]", "", text.casefold())
    # "S T O P" is one word.
    text = re.sub(
        r"\b\w(?:[ .\-]\w)+\b", lambda found: re.sub(r"[ .\-]", "", found[0]), text
    )
    return re.findall(r"[^\W_]+", text)


class Phrasebook:
    def __init__(self, phrases):
        self._whole = {}
        self._anywhere = {meaning: [] for meaning in ("harmless", *ANYWHERE)}
        for phrase in phrases:
            if phrase.whole:
                self._whole[" ".join(words(phrase.text))] = phrase.meaning
            else:
                self._anywhere[phrase.meaning].append(_pattern(phrase.text))

    def meaning(self, text):
        """Return opt_out, opt_out_all, wrong_number, opt_in, help, doubt or none."""
        return self.keyword(text) or self._sentence(words(text))

    def keyword(self, text):
        """Return the meaning of a text that is a keyword and nothing else, or ""."""
        said = words(text)
        plain = [word for word in said if word not in _COURTESY]
        once = list(dict.fromkeys(plain))
        for candidate in (said, plain, once):
            if " ".join(candidate) in self._whole:
                return self._whole[" ".join(candidate)]
        return ""

    def _sentence(self, said):
        for pattern in self._anywhere["harmless"]:
            said = _without(said, pattern)
        for meaning in ANYWHERE:
            if any(_find(said, pattern) >= 0 for pattern in self._anywhere[meaning]):
                return meaning
        return NOTHING


def _pattern(text):
    return [
        {"$"} if part == "$" else {"".join(words(word)) for word in part.split("|")}
        for part in text.split()
    ]


def _find(said, pattern):
    """Return where ``pattern`` begins in ``said``, or -1."""
    said = [*said, "$"]
    for start in range(len(said) - len(pattern) + 1):
        window = said[start : start + len(pattern)]
        if all(word in allowed for word, allowed in zip(window, pattern, strict=True)):
            return start
    return -1


def _without(said, pattern):
    while (start := _find(said, pattern)) >= 0:
        # What stood before and after must not grow together.
        said = [*said[:start], "", *said[start + len(pattern) :]]
    return said
