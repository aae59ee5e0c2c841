"""When a run of automatic messages is stopped: pure rules, no ORM.

A run is one wording on one channel by one company. What a rule counts is told in
:class:`Traffic`; who counts it, a live run or the record of the past, does not matter.
"""

from dataclasses import dataclass, field
from datetime import datetime

# What is asked of each message before it leaves, and what comes back only later.
AT_HAND_OVER = ("template", "sender", "audience", "ceiling", "volume")
LATER = ("opt_out", "bounce", "complaint")
# These measure the whole company: the run that sends most of it is stopped.
OF_COMPANY = ("ceiling", "volume")
_ORDER = (*AT_HAND_OVER, *LATER, "mass")
# What a person let go is stopped again when it has become so much worse.
WORSE = 2


@dataclass(frozen=True)
class Rule:
    """A row of ``mortgage.breaker.rule``; zero or empty where it does not limit."""

    id: int
    code: str
    kind: str
    channel: str = ""
    company_id: int = 0
    hours: int = 1
    first_days: int = 0
    weeks: int = 0
    least: int = 0
    most: int = 0
    percent: float = 0.0
    factor: float = 0.0
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    source: str = ""


@dataclass(frozen=True)
class Traffic:
    """What was counted of a run, and of its company."""

    channel: str = ""
    messages: int = 0
    opt_out: int = 0
    bounce: int = 0
    complaint: int = 0
    sender: int = 0
    audience: int = 0
    template: int = 0
    # Days since the company's first automatic message.
    age_days: int = 0
    # {hours: automatic messages of the company within them}
    sent: dict = field(default_factory=dict)
    # {(hours, weeks): messages within the same hours, each week on average}; a week
    # before the company's first message is no week.
    usual: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Stop:
    """A rule that stops a run, and what it counted."""

    rule: Rule
    measured: float
    out_of: float = 0.0


def in_force(rules, company_id, at):
    """Return the rules of ``company_id`` at ``at``: its own row about the same thing
    replaces the general one."""
    found = {}
    for rule in sorted(rules, key=lambda rule: (bool(rule.company_id), rule.id)):
        ours = rule.company_id in (0, company_id)
        began = not rule.valid_from or rule.valid_from <= at
        if ours and began and (not rule.valid_to or at < rule.valid_to):
            found[rule.code] = rule
    return sorted(found.values(), key=lambda rule: _ORDER.index(rule.kind))


def judge(rules, traffic, accepted=None):
    """Return the first Stop of ``traffic``, None where the run may go on.

    ``accepted`` is ``{rule code: what a person let go}``: that rule stops the run again
    when it measures twice as much.
    """
    for rule in rules:
        if rule.channel and rule.channel != traffic.channel:
            continue
        stop = _JUDGES[rule.kind](rule, traffic) if rule.kind in _JUDGES else None
        if stop and stop.measured >= WORSE * (accepted or {}).get(rule.code, 0):
            return stop
    return None


def mass_size(rules):
    """Return from how many messages a run needs a second person, None for never."""
    return next((rule.most for rule in rules if rule.kind == "mass"), None)


def _ceiling(rule, traffic):
    sent = traffic.sent.get(rule.hours, 0)
    if traffic.age_days >= rule.first_days or sent <= rule.most:
        return None
    return Stop(rule, sent, rule.most)


def _volume(rule, traffic):
    usual = traffic.usual.get((rule.hours, rule.weeks))
    sent = traffic.sent.get(rule.hours, 0)
    if usual is None or sent < rule.least or sent <= rule.factor * usual:
        return None
    return Stop(rule, sent, usual)


def _count(rule, traffic):
    count = getattr(traffic, rule.kind)
    return Stop(rule, count, traffic.messages) if count >= max(rule.most, 1) else None


def _rate(rule, traffic):
    count, messages = getattr(traffic, rule.kind), traffic.messages
    if messages < rule.least or count < rule.most:
        return None
    share = 100 * count / messages if messages else 0
    return Stop(rule, round(share, 2), messages) if share >= rule.percent else None


_JUDGES = {
    "ceiling": _ceiling,
    "volume": _volume,
    "sender": _count,
    "audience": _count,
    "template": _count,
    "opt_out": _rate,
    "bounce": _rate,
    "complaint": _rate,
}
