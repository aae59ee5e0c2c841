"""The grammar of a lint rule: where it applies and what lifts it (no ORM).

``kind:marketing;channel:email,sms;all:DET-APR,FLAG-checked;any:DET-STOP`` is a list
of clauses. ``kind``, ``channel`` and ``product`` are its scope. ``all`` and ``any`` are
its conditions, over detectors (patterns that look for what must be there) and flags
(what a compliance officer has confirmed); ``flag:x`` is ``all:FLAG-x``. A rule fires
when a text is in its scope, its pattern is found and its conditions are not all met.
"""

from dataclasses import dataclass, field

CHANNELS = ("email", "sms", "call", "voicemail", "letter", "web", "social", "form")
KINDS = ("marketing", "transactional", "servicing", "reply")
SCOPES = ("kind", "channel", "product")
CONDITIONS = ("all", "any", "flag")
_KNOWN = {"kind": KINDS, "channel": CHANNELS}


class BadClause(ValueError):
    """``code``: clause, word or empty; ``what`` is the piece, ``known`` its choice."""

    def __init__(self, code, what, known=()):
        super().__init__(code, what)
        self.code, self.what, self.known = code, what, known


@dataclass(frozen=True)
class Requires:
    """``conditions`` are ``("all" or "any", names of detectors and flags)``."""

    kinds: frozenset = frozenset()
    channels: frozenset = frozenset()
    products: frozenset = frozenset()
    conditions: tuple = ()

    @property
    def names(self):
        """The detectors and flags that count, each once, in reading order."""
        return list(
            dict.fromkeys(name for _how, names in self.conditions for name in names)
        )


def parse(requires):
    """Return the Requires that a line says; a BadClause names what it cannot read."""
    scopes = {name: set() for name in SCOPES}
    conditions = []
    for clause in filter(None, map(str.strip, (requires or "").split(";"))):
        name, _sep, words = clause.partition(":")
        words = [word for word in map(str.strip, words.split(",")) if word]
        if name not in (*SCOPES, *CONDITIONS):
            raise BadClause("clause", name, (*SCOPES, *CONDITIONS))
        if not words:
            raise BadClause("empty", name)
        if name in SCOPES:
            scopes[name] |= set(_expect(words, _KNOWN.get(name)))
        elif name == "flag":
            conditions.append(("all", tuple(f"FLAG-{word}" for word in words)))
        else:
            _expect_marked(words)
            conditions.append((name, tuple(words)))
    return Requires(*(frozenset(scopes[name]) for name in SCOPES), tuple(conditions))


def _expect(words, known):
    for word in words:
        if known and word not in known:
            raise BadClause("word", word, known)
    return words


def _expect_marked(words):
    for word in words:
        if not word.startswith(("DET-", "FLAG-")):
            raise BadClause("word", word, ("DET-…", "FLAG-…"))


@dataclass(frozen=True)
class Rule:
    """One row of mortgage.lint.rule. ``severity`` is block, warn or detect; ``by_hand``
    what it does in words that a person writes to one: block, warn or off."""

    code: str
    severity: str = "block"
    pattern: str = ""  # empty: about every text
    requires: Requires = field(default_factory=Requires)
    by_hand: str = "warn"
    langs: tuple = ()
    title: str = ""
    how_to_fix: str = ""
    citation: str = ""
    id: int = 0

    def effect(self, text):
        """Return "block", "warn" or "" for a text that breaks the rule."""
        if not self._covers(text):
            return ""
        effect = self.by_hand if text.by_hand else self.severity
        return effect if effect in ("block", "warn") else ""

    def _covers(self, text):
        scope = self.requires
        return (
            self.severity != "detect"
            and (not self.langs or not text.lang or text.lang in self.langs)
            and (not scope.kinds or text.kind in scope.kinds)
            and (not scope.channels or text.channel in scope.channels)
            and (not scope.products or text.product in scope.products)
        )
