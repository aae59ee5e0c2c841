"""A text as the linter reads it (no ORM).

Nobody gets past a rule with marks that are not seen, accents, curly quotes or letters
of another width: a text is folded, one character to one or none, so that what is found
can be shown in the text as it was written.
"""

import html
import re
import unicodedata

# Longer than any template with its footer; what is longer was pasted.
MAX_TEXT = 50_000
SUBJECT = "Subject: "

_ALIKE = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_TAG = re.compile(r"(<!--|-->|<[^<>]*>)")
_SILENT = re.compile(r"<(script|style|head)\b", re.IGNORECASE)
_VALUE = re.compile(r"""\bt-(?:out|esc|field)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_BREAK = re.compile(
    r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?ul|/?ol|/?table)\b", re.IGNORECASE
)
_BOLD = re.compile(r"</?(?:b|strong|title|h[1-6])(?=[\s>/])", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")


class _Folding(dict):
    """``{ordinal: character or None}`` for str.translate, made as it is asked for."""

    def __missing__(self, ordinal):
        self[ordinal] = folded = _fold_character(chr(ordinal))
        return folded


def _fold_character(character):
    if character in "\n\t":
        return character
    if character in _ALIKE:
        return _ALIKE[character]
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Mn"):
        return None
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    plain = unicodedata.normalize("NFKD", character)
    plain = "".join(one for one in plain if unicodedata.category(one) != "Mn")
    return plain if len(plain) == 1 else character


_FOLDING = _Folding()


def fold(text):
    """Return ``text`` without accents and unseen marks, in plain quotes and dashes."""
    return text.translate(_FOLDING)


class Folded:
    """One text in one line of thought: subject, then body, folded."""

    def __init__(self, subject, body):
        self.subject, self.body = subject or "", body or ""
        self._head = f"{SUBJECT}{self.subject}\n" if self.subject else ""
        self.whole = f"{self._head}{self.body}"
        self.text = fold(self.whole)
        self._places = None

    def place(self, start, end):
        """Return ``(part, start, end)`` of a span of the folded text as written."""
        start, end = self._written(start), self._written(end)
        head = len(self._head)
        if start < head:
            lead = len(SUBJECT)
            span = (max(0, at - lead) for at in (start, min(end, head - 1)))
            return "subject", *span
        return "body", start - head, end - head

    def _written(self, at):
        if len(self.text) == len(self.whole):
            return at
        if self._places is None:
            self._places = [
                number
                for number, character in enumerate(self.whole)
                if _FOLDING[ord(character)] is not None
            ]
            self._places.append(len(self.whole))
        return self._places[at]


def from_html(source):
    """Return the words of ``source``, an email of Odoo's editor or a QWeb template.

    What stands for a value becomes ``{{ value }}`` and what is large or bold stays in
    ``**``; comments, scripts and styles go.
    """
    pieces, hidden = [], ""
    for piece in _TAG.split(source or ""):
        if hidden:
            hidden = "" if piece.lower().startswith(hidden) else hidden
        elif piece == "<!--":
            hidden = "-->"
        elif _SILENT.match(piece):
            hidden = f"</{_SILENT.match(piece)[1].lower()}"
        elif _TAG.fullmatch(piece):
            pieces += _words_of_tag(piece)
        else:
            pieces.append(html.unescape(piece))
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _words_of_tag(tag):
    """Return what stands for a tag: a new line, a mark of bold, a value."""
    marks = [
        "\n" if _BREAK.match(tag) else "",
        "**" if _BOLD.match(tag) else "",
    ]
    value = _VALUE.search(tag)
    shown = "{{ %s }}" % (value[1] or value[2]) if value else ""
    return [*(marks[::-1] if tag.startswith("</") else marks), shown]
