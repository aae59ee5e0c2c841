"""How far each of the three hundred leads has come, and what happens on its way.

A fate is a list of beats: so many days after the lead's arrival, in one of the moments
of a day (see ``moments``), somebody does something.
"""

from typing import NamedTuple

from . import conversations as words

# Where leads stand today: how many, and how many days ago the last and the first came.
STANDING = (
    ("attempting", 50, 1, 13),
    ("contacted", 54, 1, 40),
    ("prequalified", 38, 8, 62),
    ("application", 28, 17, 58),
    ("in_process", 30, 26, 76),
    ("funded", 22, 56, 89),
    ("lost", 54, 13, 88),
    ("opted_out", 12, 2, 80),
)
# In which moment of a day its leads come, day by day.
ARRIVALS = ("morning", "afternoon", "morning", "afternoon", "night")
FIRST_CALL = {
    "morning": (0, "morning_call"),
    "afternoon": (0, "afternoon_call"),
    "night": (1, "morning_call"),
}
STOPPED_BY = ("text",) * 8 + ("mail",) * 2 + ("call",) * 2


class Fate(NamedTuple):
    number: int
    standing: str
    # Days before today.
    age: int
    arrival: str
    rank: int


class Beat(NamedTuple):
    after: int
    moment: str
    action: str
    said: str = ""


def all_fates():
    """Return the fates of the leads that came before today, first come first."""
    waiting = []
    for standing, count, latest, first in STANDING:
        for rank in range(count):
            # Spread evenly, and not in the order of the ranks.
            place = rank * 7 % count if count % 7 else rank * 5 % count
            age = latest + (first - latest) * place // (count - 1)
            waiting.append((-age, place, standing, rank))
    waiting.sort()
    return [
        Fate(number, standing, -days, ARRIVALS[-days % len(ARRIVALS)], rank)
        for number, (days, _place, standing, rank) in enumerate(waiting)
    ]


def beats(fate, purpose, spanish):
    """Return what happens to a lead after its arrival, in order."""
    if fate.standing == "attempting":
        return [_first_try(fate)]
    if fate.standing == "opted_out":
        return _opting_out(fate)
    if fate.standing == "lost" and _reason(fate)[0] == "Could not be reached":
        return [_first_try(fate), Beat(8, "evening_answer", "lose", _reason(fate))]
    meeting, told = _meeting(fate, purpose, spanish)
    return [*told, *_progress(fate, meeting)]


def _reason(fate):
    return words.LOST[fate.rank % len(words.LOST)]


def _first_try(fate):
    """The first call, that nobody answers; later ones are made as they fall due."""
    outcome, notes = (
        ("no_answer", words.NO_ANSWER),
        ("left_voicemail", words.VOICEMAIL),
    )[fate.number % 2]
    note = notes[fate.number // 2 % len(notes)]
    return Beat(*FIRST_CALL[fate.arrival], outcome, note)


def _opting_out(fate):
    by = STOPPED_BY[fate.rank]
    if by == "call":
        said = words.DO_NOT_CALL[fate.rank % len(words.DO_NOT_CALL)]
        return [Beat(*FIRST_CALL[fate.arrival], "do_not_call", said)]
    tried = _first_try(fate)
    if by == "mail":
        said = words.UNSUBSCRIBES[fate.rank % len(words.UNSUBSCRIBES)]
        return [tried, Beat(1, "evening", "mail", said)]
    said = words.STOPS[fate.rank % len(words.STOPS)]
    return [tried, Beat(1, "evening", "text", said)]


def _meeting(fate, purpose, spanish):
    """Return the day on which they first talk, and all that leads to it."""
    note = words.talked(fate.number, purpose)
    day, moment = FIRST_CALL[fate.arrival]
    way = fate.number % 5
    if way in (0, 3):
        return day, [Beat(day, moment, "reached", note)]
    if way == 2 and not spanish:
        mail, answer = words.MAILS[fate.number // 5 % len(words.MAILS)]
        return day + 2, [
            Beat(day, moment, "left_voicemail", words.VOICEMAIL[0]),
            Beat(day, "evening", "mail", mail),
            Beat(day, "evening_answer", "answer_mail", answer),
            Beat(day + 2, "evening_answer", "reached", note),
        ]
    if way == 4:
        return day + 1, [
            Beat(day, moment, "no_answer", ""),
            Beat(day + 1, "noon_answer", "reached", note),
        ]
    talk = words.talk(fate.number, purpose, spanish)
    turns = _talk(talk, day, "evening" if moment == "afternoon_call" else "noon")
    return day + 1, [
        Beat(day, moment, "no_answer", ""),
        *turns,
        Beat(day + 1, "noon_answer", "reached", note),
    ]


def _talk(turns, day, start):
    """Spread the turns of a conversation over the borrower's and the LO's moments."""
    moments = {
        "noon": ("noon", "noon_answer", "evening", "evening_answer"),
        "evening": ("evening", "evening_answer", "night", "night"),
    }[start]
    actions = ("text", "answer_text", "text", "answer_text")
    return [
        Beat(day, moment, action, said)
        for moment, action, said in zip(moments, actions, turns, strict=False)
    ]


def _progress(fate, met):
    """Return the stages that follow the first conversation."""
    steps = {
        "contacted": (),
        "lost": ("lose",),
        "prequalified": ("prequalified",),
        "application": ("prequalified", "application"),
        "in_process": ("prequalified", "application", "in_process"),
        "funded": ("prequalified", "application", "in_process", "funded"),
    }[fate.standing]
    gaps = {
        "prequalified": 2 + fate.number % 3,
        "application": 4 + fate.number % 6,
        "in_process": 3 + fate.number % 4,
        "funded": 24 + fate.number % 9,
        "lose": 5 + fate.number % 4,
    }
    said = {
        "prequalified": words.PREQUALIFIED,
        "application": words.APPLICATION,
        "in_process": words.IN_PROCESS,
        "funded": ("Funded. Keys are handed over.",),
    }
    beats_, day = [], met
    for step in steps:
        day += gaps[step]
        if step == "lose":
            note = _reason(fate)
        else:
            note = said[step][fate.number % len(said[step])]
        beats_.append(Beat(day, "evening_answer", step, note))
    return beats_
