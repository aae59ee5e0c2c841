"""What a borrower's answer means for contacting them, from a list of phrases (no ORM).

A phrase is words in order, inside one sentence or clause:

- ``a|b`` allows either word, ``a|b?`` either or none;
- ``*`` stands for up to three words, ``#`` for a number such as 5 or 5pm;
- a first ``^`` means that nothing precedes, a last ``$`` that nothing follows; ``,`` is
  where a clause ends.

It is compared without case, accents, punctuation and emoji. 47 CFR 64.1200(a)(10): the
seven words revoke by themselves, anything else does when a reasonable person would
understand it so.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# In the order in which they are looked for, after harmless phrases are taken out.
ANYWHERE = ("opt_out_all", "opt_out", "wrong_number", "doubt")
NOTHING = "none"
# Nobody types more: what is longer was pasted, and its ends say what it is about.
LONGEST = 4_000

_SPECIAL = {
    "*": r"(?:[^/=\s]+ ){0,3}",
    "#": r"\d\w* ",
    "^": r"(?<=/ )",
    "$": r"(?=/)",
    ",": r"/ ",
}
_COURTESY = {
    *("please", "pls", "plz", "thanks", "thank", "thx", "you", "ty", "now", "ok"),
    *("okay", "and", "hi", "hello", "por", "favor", "gracias", "ya", "ahora", "hola"),
}
_CLAUSE_END = re.compile(r"[!?;\n…]|[.,:](?=\s|\Z)")
_SPELLED_OUT = re.compile(r"(?<!\w)[^\W\d_](?:[ .\-][^\W\d_]){2,}(?!\w)")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
# "st0p", not "30yr" or "b0".
_ZERO_FOR_O = re.compile(r"(?<=[a-z][a-z])0(?=[a-z])")


@dataclass(frozen=True)
class Phrase:
    """``whole``: the message says nothing else, courtesies aside."""

    text: str
    meaning: str
    whole: bool = False


def words(text):
    """Return the words of ``text`` without case, accents, punctuation and emoji."""
    return [word for clause in clauses(text) for word in clause]


def clauses(text):
    """Return the words of each clause of ``text``."""
    text = text or ""
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"
    text = text.replace("🛑", " stop ").replace("#", " number ")
    text = unicodedata.normalize("NFKD", text)
    text = "".join(
        char
        for char in text
        # Marks over letters and marks that nobody sees.
        if not unicodedata.combining(char) and unicodedata.category(char) != "Cf"
    )
    text = re.sub(r"['’‘`´]", "", text.casefold())
    text = _SPELLED_OUT.sub(lambda found: re.sub(r"[ .\-]", "", found[0]), text)
    text = _ZERO_FOR_O.sub("o", _STRETCHED.sub(r"\1", text))
    found = [re.findall(r"[^\W_]+", clause) for clause in _CLAUSE_END.split(text)]
    return [clause for clause in found if clause]


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
        return self.keyword(text) or self._sentence(clauses(text))

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
        text = "/ " + "".join(f"{word} " for clause in said for word in [*clause, "/"])
        for pattern in self._anywhere["harmless"]:
            # What stood before and after must not grow together.
            text = pattern.sub("= ", text)
        for meaning in ANYWHERE:
            if any(pattern.search(text) for pattern in self._anywhere[meaning]):
                return meaning
        return NOTHING


@lru_cache(maxsize=4096)
def _pattern(text):
    return re.compile(r"(?<!\S)" + "".join(_part(part) for part in text.split()))


def _part(part):
    if part in _SPECIAL:
        return _SPECIAL[part]
    optional = "?" if part.endswith("?") else ""
    allowed = [
        _SPECIAL.get(word) or re.escape("".join(words(word))) + " "
        for word in part.rstrip("?").split("|")
    ]
    return f"(?:{'|'.join(allowed)}){optional}"
