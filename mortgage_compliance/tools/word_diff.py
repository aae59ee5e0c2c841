"""What changed between two texts, side by side (no ORM)."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

# Words, the spaces between them, and punctuation on its own.
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
# difflib is quadratic: lines beyond this are compared as wholes.
MAX_TOKENS = 2_000


@dataclass
class Row:
    """One line beside its counterpart: ``[(text, whether it changed)]`` on each side.

    A side is None where the line is not there.
    """

    left: list | None = field(default_factory=list)
    right: list | None = field(default_factory=list)

    @property
    def changed(self):
        """Whether the two sides differ."""
        return self.left != self.right


def rows(old, new):
    """Return the rows of ``old`` beside ``new``, in reading order."""
    left, right = (old or "").splitlines(), (new or "").splitlines()
    found = []
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found += [Row([(line, False)], [(line, False)]) for line in left[a:b]]
        else:
            found += _changed(left[a:b], right[c:d])
    return found


def _changed(left, right):
    """Return rows of lines that were replaced, inserted or taken out."""
    paired = min(len(left), len(right))
    found = [_words(*pair) for pair in zip(left, right, strict=False)]
    found += [Row([(line, True)], None) for line in left[paired:]]
    found += [Row(None, [(line, True)]) for line in right[paired:]]
    return found


def _words(old, new):
    left, right = _TOKENS.findall(old), _TOKENS.findall(new)
    if len(left) + len(right) > MAX_TOKENS:
        return Row([(old, True)], [(new, True)])
    row = Row()
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        differs = tag != "equal"
        for side, tokens in ((row.left, left[a:b]), (row.right, right[c:d])):
            if tokens:
                side.append(("".join(tokens), differs))
    return row
