"""NMLS and license numbers in words: whose they are (no ORM)."""

import re

# What follows "NMLS" in all the ways people write it, as in "NMLS ID: #123".
_LABELLED = re.compile(
    r"(?i)\bNMLSR?[\s:#(.-]{0,4}(?:ID|no|number|n[uú]mero|unique identifier)?"
    r"[\s:#(.-]{0,4}(\d{2,12})\b"
)
# A number as a whole, and none of money or of a longer one.
_TOKEN = re.compile(r"(?<![\w$.,/-])[A-Za-z0-9][\w./-]{3,28}(?![\w/-])")
SHORTEST = 5


def labelled(text):
    """Return the numbers that ``text`` calls NMLS numbers."""
    return set(_LABELLED.findall(text or ""))


def tokens(text):
    """Return what in ``text`` may be a number of somebody's license."""
    found = (match.rstrip("./-") for match in _TOKEN.findall(text or ""))
    return {
        token
        for token in found
        if len(token) >= SHORTEST and sum(char.isdigit() for char in token) > 2
    }


def own(sender, state=""):
    """Return the numbers that belong to a sender, a value of
    ``mortgage.sender._sender_values``, and those that compliance wrote into the words
    of ``state``."""
    names = ("lo_nmls", "company_nmls", "branch_nmls", "cover_nmls")
    numbers = {str(sender.get(name) or "") for name in names}
    numbers |= set(sender.get("own_numbers") or ())
    law = list(((sender.get("license_words") or {}).get(state) or {}).values())
    for notice in (sender.get("notices") or {}).get(state) or ():
        law += notice.words.values()
    for words in law:
        numbers |= labelled(words)
    return numbers - {""}


def foreign(text, sender, state=""):
    """Return the numbers that ``text`` calls NMLS numbers and are not the sender's."""
    return labelled(text) - own(sender, state)


def lacking(text, sender):
    """Return which of the sender's NMLS numbers ``text`` does not show."""
    shown = labelled(text)
    wanted = [str(sender.get("company_nmls") or "")]
    if sender.get("lo_name"):
        wanted.append(str(sender.get("lo_nmls") or ""))
    return [number for number in wanted if number not in shown]
