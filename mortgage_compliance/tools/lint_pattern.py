"""Regular expressions that a compliance officer writes: compiled and tried (no ORM)."""

import re
from functools import lru_cache

import regex

from .lint_text import fold

# Who sends is not known to a pattern: these stand for the names.
COMPANY, PERSON = "(?&company)", "(?&person)"
# Nothing sensible runs longer on the longest text; a text as it is takes a thousandth.
SECONDS = 0.25
MAX_PATTERN = 4_000
# "{1000}" within "{1000}" is unrolled when it is compiled and eats all memory.
MAX_REPEAT = 10_000

_COUNTED = re.compile(r"\{(\d*)(,?)(\d*)\}")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)
_TRIALS = (
    *("a", "1", " ", "$", "<b>", "{{", "- ", "\n", '"', "word ", "1,000 ", "a1."),
    *("payment ", "no cost ", "Subject: a\n", "6.25% ", "pago de anos "),
)
_TRIAL_LENGTH = 6_000


class BadPattern(ValueError):
    """``code``: long, repeat, broken, always or slow; ``what`` says where."""

    def __init__(self, code, what=""):
        super().__init__(code, what)
        self.code, self.what = code, what


@lru_cache(maxsize=4096)
def compiled(pattern, companies=(), people=()):
    """Return ``pattern`` compiled, folded like the texts, with the names in it."""
    for mark, names in ((COMPANY, companies), (PERSON, people)):
        if mark in pattern:
            pattern = pattern.replace(mark, _either(names))
    return regex.compile(fold(pattern))


def for_names(pattern, names, people):
    """Return ``pattern`` compiled for a text that carries these names."""
    if COMPANY not in pattern and PERSON not in pattern:
        return compiled(pattern)
    companies = tuple(name for name in names if name not in people) or tuple(names)
    return compiled(pattern, companies, tuple(people) or companies)


def _either(names):
    names = sorted({fold(name).strip() for name in names} - {""}, key=len)
    spelled = (r"\s+".join(map(regex.escape, name.split())) for name in names[::-1])
    alternatives = "|".join(spelled)
    return f"(?:(?<!\\w)(?:{alternatives})(?!\\w))" if alternatives else "(?!)"


def check(pattern):
    """Raise BadPattern unless ``pattern`` compiles and is quick on long texts."""
    if len(pattern) > MAX_PATTERN:
        raise BadPattern("long", str(MAX_PATTERN))
    if _repeats(pattern) > MAX_REPEAT:
        raise BadPattern("repeat")
    try:
        expression = compiled(pattern, ("Company",), ("Person",))
    except (regex.error, RecursionError, OverflowError) as error:
        raise BadPattern("broken", str(error)) from error
    own = sorted({one for one in pattern if one.isalnum()})
    for unit in (*_TRIALS, *own):
        text = unit * (_TRIAL_LENGTH // len(unit)) + "\x07"
        try:
            expression.search(text, timeout=SECONDS)
        except (TimeoutError, MemoryError) as error:
            raise BadPattern("slow", unit.strip() or unit) from error
    if expression.search(""):
        raise BadPattern("always")


def _repeats(pattern):
    """Return how often the innermost part may be repeated, open ends left aside."""
    # For each open group: the most of its parts so far, and that of the last part.
    levels = [[1, 1]]
    for token in _TOKEN.findall(pattern):
        counted = _COUNTED.fullmatch(token)
        if token == "(":
            levels.append([1, 1])
        elif token == ")" and len(levels) > 1:
            inner = max(levels.pop())
            levels[-1][1] = inner
            levels[-1][0] = max(levels[-1])
        elif counted:
            times = max(int(number or 1) for number in counted.group(1, 3))
            levels[-1][1] *= times
            levels[-1][0] = max(levels[-1])
        else:
            levels[-1][1] = 1
    return max(most for most, _last in levels)
