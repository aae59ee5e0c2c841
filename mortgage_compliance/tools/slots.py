"""Slots: the places in approved words that an LO may word himself (no ORM).

``[[slot_name: default words]]`` marks one; all else in a body is locked. What stands in
a slot is plain words on one line with fields of the library: it can add no link, no
bold, no list and no paragraph to what compliance approved around it.
"""

import difflib
import re
import unicodedata
from dataclasses import dataclass

from . import words as language

OPEN, CLOSE = "[[", "]]"
# What an LO may say beside a text has to leave room for the text and its footer.
LIMITS = {"sms": 120}
LIMIT = 400

_SLOT = re.compile(r"\[\[\s*([a-z][a-z0-9_]{0,39})\s*:([^\[\]]*)\]\]")
_FIELD = re.compile(r"\{\{[^{}]*\}\}")
# A word of its own, so that nothing put there becomes part of an address.
_BEFORE = re.compile(r"(?:\A|[\s\"“*\[¿¡—]|(?<!\])\()\Z")
_AFTER = re.compile(r"[.,;:!?)\"”*\]]*(?:\s|\Z|\()")
_MARKUP = re.compile(r"[*\[\]<>`]|\A\s*-\s")
# Also what a mail program makes a link of by itself.
_LINK = re.compile(r"://|www\.|\S@\S|[^\s.]\.[a-z]{2,}", re.IGNORECASE)


@dataclass(frozen=True)
class Slot:
    """One place: its name, the words that stand there for whoever has none of his own,
    and whether it has a line to itself."""

    name: str
    default: str
    alone: bool


@dataclass(frozen=True)
class Flaw:
    """Something wrong about a slot: ``code``, the piece of text and near names."""

    code: str
    slot: str = ""
    what: str = ""
    near: tuple = ()


def parse(body):
    """Return the slots of ``body``, in reading order.

    >>> parse("Hi. [[hello: Good to meet you.]]")
    [Slot(name='hello', default='Good to meet you.', alone=False)]
    """
    return [
        Slot(match[1], " ".join(match[2].split()), _stands_alone(match))
        for match in _SLOT.finditer(body or "")
    ]


def replace(body, own):
    """Return ``body`` with ``own``, ``{slot name: words}``, in its slots.

    Those it does not name have the default words.
    """
    return _SLOT.sub(
        lambda match: own.get(match[1]) or " ".join(match[2].split()), body or ""
    )


def locked(body):
    """Return ``body`` with a bare word in each slot, to check what is around them."""
    return _SLOT.sub("x", body or "")


def flaws(body, fields, channel):
    """Return what is wrong with the slots of ``body``.

    ``fields`` is what ``mortgage.template._merge_fields`` tells.
    """
    found, seen = [], set()
    for match, slot in zip(_SLOT.finditer(body or ""), parse(body), strict=True):
        if slot.name in seen:
            found.append(Flaw("twice", slot.name))
        seen.add(slot.name)
        before = body[max(match.start() - 2, 0) : match.start()]
        if not (_BEFORE.search(before) and _AFTER.match(body, match.end())):
            found.append(Flaw("glued", slot.name))
        found += check(slot.default, slot, fields, channel)
    rest = locked(body)
    marks = [position for position in map(rest.find, (OPEN, CLOSE)) if position >= 0]
    if marks:
        found.append(Flaw("mark", what=_around(rest, min(marks))))
    return found


def check(words, slot, fields, channel):
    """Return what is wrong with ``words`` in ``slot`` of a message on ``channel``."""
    words = words or ""
    limit = LIMITS.get(channel, LIMIT)
    if not words.strip():
        return [Flaw("empty", slot.name)]
    if len(words) > limit:
        return [Flaw("long", slot.name, str(limit))]
    if words != language.plain(words):
        return [Flaw("line", slot.name)]
    # Letters that only look like others count as those.
    bare = unicodedata.normalize("NFKC", _FIELD.sub(" ", words))
    found = []
    markup = _MARKUP.search(bare)
    if markup:
        found.append(Flaw("markup", slot.name, markup.group().strip()))
    if "{" in bare or "}" in bare:
        found.append(Flaw("brace", slot.name))
    link = _LINK.search(bare)
    if link:
        found.append(Flaw("link", slot.name, _around(bare, link.start())))
    return found + _field_flaws(words, slot, fields)


def tidy(text):
    """Return what somebody typed as one line without unseen characters."""
    text = text or ""
    # Cut short it would read as if he had meant it so; ``check`` says it is too long.
    return language.plain(text) if len(text) <= LIMIT else text.strip()


def _field_flaws(words, slot, fields):
    found = [
        Flaw("brace", slot.name, field)
        for field in _FIELD.findall(words)
        if not language.field_names(field)
    ]
    for name in language.field_names(words):
        if name not in fields:
            near = tuple(difflib.get_close_matches(name, fields, 3))
            found.append(Flaw("unknown", slot.name, name, near))
        elif fields[name][2] == "" and not slot.alone:
            # Without a value the whole line goes, and locked words stand on it.
            found.append(Flaw("optional", slot.name, name))
    return found


def _stands_alone(match):
    before = match.string[: match.start()].rpartition("\n")[2]
    after = match.string[match.end() :].partition("\n")[0]
    return before.strip() in ("", "-") and not after.strip()


def _around(text, position):
    return " ".join(text[max(position - 10, 0) : position + 20].split())
