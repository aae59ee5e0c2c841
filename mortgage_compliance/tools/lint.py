"""Which rules a text breaks (no ORM).

Patterns come from people and texts from anywhere: every search has a time limit, every
text a total. What was not answered within it is said as a finding, never waited for.
"""

from collections import Counter
from dataclasses import dataclass
from time import perf_counter

from .lint_pattern import SECONDS, for_names
from .lint_text import MAX_TEXT, Folded, fold

# Of one rule in one text; more of the same helps nobody.
MOST_SPANS = 5
MAX_EXCERPT = 90
# A text is judged within this, whatever the rules.
TEXT_SECONDS = 2.0
# A pattern that ran out of time so often is not tried on the rest of a batch.
MOST_TIMEOUTS = 3
_ORDER = {"block": 0, "warn": 1}


@dataclass(frozen=True)
class Text:
    """What is to be judged: final words with their footer, or raw words of a template.

    ``names`` are company, trade and LO names that stand in the text, ``people`` those
    of them that are persons. ``whole`` is where detectors look besides, such as the
    rendered message of raw words. ``flags`` is what is known or confirmed about it.
    """

    subject: str = ""
    body: str = ""
    channel: str = "email"
    kind: str = "marketing"
    lang: str = "en"
    product: str = ""
    flags: frozenset = frozenset()
    names: tuple = ()
    by_hand: bool = False
    people: tuple = ()
    whole: str = ""


@dataclass(frozen=True)
class Finding:
    """A rule that a text breaks, and where: ``start`` and ``end`` count in ``part``.

    ``reason`` is "" where the pattern was found, "slow" where it ran out of time and
    "long" where the text is too long to be judged.
    """

    code: str
    severity: str
    part: str = "body"
    start: int = 0
    end: int = 0
    excerpt: str = ""
    title: str = ""
    how_to_fix: str = ""
    citation: str = ""
    rule_id: int = 0
    reason: str = ""


def lint(text, rules):
    """Return the findings of ``rules`` in ``text``, blocks first."""
    return Linter(rules).lint(text)


class Linter:
    """Judges texts by ``rules``; keeps what it learned about slow ones."""

    def __init__(self, rules):
        rules = list(rules)
        self.rules = [rule for rule in rules if rule.severity != "detect"]
        self._detectors = {
            rule.code: rule for rule in rules if rule.severity == "detect"
        }
        self._timeouts = Counter()
        self._until = 0.0

    def lint(self, text):
        """Return the findings in ``text``, blocks first and in reading order."""
        if is_too_long(text):
            return [Finding("too_long", "block", excerpt=str(MAX_TEXT), reason="long")]
        self.begin()
        folded = Folded(text.subject, text.body)
        detected = _Detected(self, text, [folded.text, fold(text.whole or "")])
        found = []
        for rule in self.rules:
            effect = rule.effect(text)
            if effect:
                found += self._judge(rule, effect, text, folded, detected)
        return sorted(found, key=_reading_order)

    def first_blocks(self, texts):
        """Return the first block of each of ``texts``, or None.

        They are one message with the values of many: what they share is searched once,
        and of each only the lines that differ, with the line before and after. What is
        found so is looked at again in the whole text.
        """
        if len(texts) < 2 or any(map(is_too_long, texts)):
            return [self._first_block(text) for text in texts]
        alike = _Alike(self, texts)
        return [
            self._first_block(text) if alike.may_be_blocked(text) else None
            for text in texts
        ]

    def search(self, rule, text, where, most=1):
        """Return up to ``most`` spans of ``rule`` in ``where``; None if out of time."""
        if not rule.pattern:
            # About every text: its conditions say what lacks.
            return [(0, 0)]
        seconds = min(SECONDS, self._until - perf_counter())
        if seconds <= 0 or self._timeouts[rule.code] >= MOST_TIMEOUTS:
            return None
        pattern = for_names(rule.pattern, text.names, text.people)
        spans = []
        try:
            for match in pattern.finditer(where, timeout=seconds):
                spans.append(match.span())
                if len(spans) == most:
                    break
        except (TimeoutError, MemoryError):
            self._timeouts[rule.code] += 1
            return spans or None
        return spans

    def detector(self, name):
        """Return the rule of a detector, or None."""
        return self._detectors.get(name)

    def begin(self):
        """Give the next text its time."""
        self._until = perf_counter() + TEXT_SECONDS

    def _first_block(self, text):
        return next((one for one in self.lint(text) if one.severity == "block"), None)

    def _judge(self, rule, effect, text, folded, detected):
        spans = self.search(rule, text, folded.text, MOST_SPANS)
        met = detected.met(rule) if spans != [] else True
        if met:
            return []
        if spans is None or met is None:
            return [_finding(rule, effect, reason="slow")]
        return [_placed(rule, effect, folded, *span) for span in spans]


class _Detected:
    """What of the detectors and flags a text has, looked for once and when needed."""

    def __init__(self, linter, text, places, known=None):
        self._linter, self._text, self._places = linter, text, places
        self._known = dict.fromkeys((f"FLAG-{flag}" for flag in text.flags), True)
        self._elsewhere = known

    def met(self, rule):
        """Tell whether the conditions of ``rule`` are met; None when out of time."""
        conditions = rule.requires.conditions
        answers = [self._holds(how, names) for how, names in conditions]
        return bool(answers) and _all(answers)

    def has(self, name):
        """Tell whether the text has what this detector looks for; None: no time."""
        if name not in self._known:
            self._known[name] = self._look_for(name)
        return self._known[name]

    def _holds(self, how, names):
        answers = [self.has(name) for name in names]
        if how == "all":
            return _all(answers)
        return True if True in answers else (None if None in answers else False)

    def _look_for(self, name):
        rule = self._linter.detector(name)
        if not rule:
            return False
        found = [self._elsewhere.has(name)] if self._elsewhere else []
        for place in self._places:
            spans = self._linter.search(rule, self._text, place)
            found.append(None if spans is None else bool(spans))
        return True if True in found else (None if None in found else False)


class _Alike:
    """Texts that are one message with different values."""

    def __init__(self, linter, texts):
        self._linter = linter
        self._lines = {text: _lines(text) for text in texts}
        first = texts[0]
        self._shared = set(self._lines[first]).intersection(*self._lines.values())
        self._rules = [rule for rule in linter.rules if rule.effect(first) == "block"]
        common = "\n".join(line for line in self._lines[first] if line in self._shared)
        linter.begin()
        self._detected = _Detected(linter, first, [common])
        self._hits = {
            rule.code: linter.search(rule, first, common) != [] for rule in self._rules
        }
        self._answers = {}

    def may_be_blocked(self, text):
        """Tell whether a rule finds something in what is shared or in its own lines."""
        own = self._own(self._lines[text])
        if own not in self._answers:
            self._answers[own] = self._breaks_a_rule(text, own)
        return self._answers[own]

    def _breaks_a_rule(self, text, own):
        self._linter.begin()
        detected = _Detected(self._linter, text, [own], self._detected)
        return any(
            (self._hits[rule.code] or self._linter.search(rule, text, own) != [])
            and not detected.met(rule)
            for rule in self._rules
        )

    def _own(self, lines):
        kept = {
            near
            for number, line in enumerate(lines)
            if line not in self._shared
            for near in (number - 1, number, number + 1)
        }
        return "\n".join(line for number, line in enumerate(lines) if number in kept)


def is_too_long(text):
    """Tell whether ``text`` has more characters than are judged."""
    return len(text.subject or "") + len(text.body or "") > MAX_TEXT


def _lines(text):
    return Folded(text.subject, text.body).text.split("\n")


def _all(answers):
    return False if False in answers else (None if None in answers else True)


def _reading_order(finding):
    return _ORDER[finding.severity], finding.part != "subject", finding.start


def _placed(rule, effect, folded, start, end):
    part, start, end = folded.place(start, end)
    excerpt = getattr(folded, part)[start:end].strip()
    if len(excerpt) > MAX_EXCERPT:
        excerpt = f"{excerpt[:MAX_EXCERPT]}…"
    return _finding(rule, effect, part=part, start=start, end=end, excerpt=excerpt)


def _finding(rule, effect, **where):
    return Finding(
        code=rule.code,
        severity=effect,
        title=rule.title,
        how_to_fix=rule.how_to_fix,
        citation=rule.citation,
        rule_id=rule.id,
        **where,
    )
