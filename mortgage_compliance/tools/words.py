"""The language of our templates: plain words, ``{{ field }}`` and light markup.

Markup: a blank line parts paragraphs, lines that begin with ``- `` are a list,
``**bold**``, ``[label](https://address)`` and ``[label]({{ field }})``.

The words are taken apart before any value is known, and nothing that a person wrote is
ever evaluated, so a value cannot add markup, fields, lines or addresses of its own.
Values are put in by QWeb (see ``Arch`` and ``ir.qweb``) or, into a line of a license
text, by ``render_line``.
"""

import difflib
import re
import unicodedata
from dataclasses import dataclass, field
from html import unescape

from markupsafe import Markup

MAX_BODY = 20_000
MAX_SUBJECT = 200
MAX_VALUE = 500

# Control characters and halves of characters.
_NO_TEXT = ("Cc", "Cs")

_FIELD = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_FIELD_ONLY = re.compile(rf"\A{_FIELD.pattern}\Z")
_ADDRESS = re.compile(r"\Ahttps?://[^\s<>\"'`(){}\[\]]+\Z", re.IGNORECASE)
_INLINE = re.compile(
    r"\*\*(?P<bold>[^*\n]+)\*\*"
    r"|\[(?P<label>[^\[\]\n]+)\]\((?P<address>\{\{[^{}()\n]*\}\}|[^(){}\s]+)\)"
    r"|\{\{\s*(?P<field>[a-z][a-z0-9_]*)\s*\}\}"
)
# What XML has no way to say.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Marks that turn the direction of a line or stand in it unseen.
_UNSEEN = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF]
    + list(range(0x202A, 0x202F))
    + list(range(0x2066, 0x206A))
)


@dataclass
class Rendered:
    """What goes out. ``missing`` names what was not known, ``waits`` says what for it
    has to wait, ``refused`` why it must not go; then nothing may go out.

    ``remedies`` are the sentences that say where it is filled in and by whom.
    ``own_words`` says which approved words of the sender's own are in it, by hash.
    """

    subject: str = ""
    html: str = ""
    text: str = ""
    missing: list = field(default_factory=list)
    remedies: list = field(default_factory=list)
    own_words: dict = field(default_factory=dict)
    waits: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Flaw:
    """Something wrong in the words: ``code`` and the piece of text it is about."""

    code: str
    what: str = ""
    near: tuple = ()


def as_field(name):
    """Return the field ``name`` as it is written in words."""
    return "{{ " + name + " }}"


def field_names(words):
    """Return the names of the fields in ``words``, each once, in reading order."""
    return list(dict.fromkeys(_FIELD.findall(words or "")))


def linked_names(words):
    """Return the names of the fields that stand behind a link in ``words``."""
    matches = (
        _FIELD_ONLY.match(match["address"] or "")
        for match in _INLINE.finditer(words or "")
    )
    return list(dict.fromkeys(match[1] for match in matches if match))


def flaws(words, known, markup=True, limit=MAX_BODY):
    """Return what is wrong with ``words`` when ``known`` are the fields allowed."""
    words = words or ""
    if len(words) > limit:
        return [Flaw("long", str(limit))]
    found = [
        Flaw("unknown", name, tuple(difflib.get_close_matches(name, known, 3)))
        for name in field_names(words)
        if name not in known
    ]
    stray = re.search(r"[^\n]{0,20}[{}][^\n]{0,20}", _FIELD.sub("", words))
    if stray:
        found.append(Flaw("brace", stray.group().strip()))
    for match in _INLINE.finditer(words):
        address = match["address"]
        if address and not (_FIELD_ONLY.match(address) or _ADDRESS.match(address)):
            found.append(Flaw("address", address))
        if not markup and match["field"] is None:
            found.append(Flaw("markup", match.group()))
    return found


def plain(value):
    """Return ``value`` as one harmless line; "" when there is none."""
    if value is None or value is False:
        return ""
    # Enough to be cut: what comes in megabytes is not read to its end.
    text = str(value)[: MAX_VALUE * 20].translate(_UNSEEN)
    text = "".join(
        one
        for one in text
        if one.isspace() or unicodedata.category(one) not in _NO_TEXT
    )
    text = " ".join(text.split())
    return text[:MAX_VALUE].strip()


def is_address(value):
    """Whether ``value`` may stand behind a link."""
    return bool(_ADDRESS.match(value))


def render_line(words, values):
    """Return ``words`` as one line of plain text, for a subject."""
    return " ".join(unescape(_line_markup(words, values)).split())


def render_text(words, values):
    """Return ``words`` as plain text."""
    return unescape(_text_markup(words, values))


def render_html(words, values):
    """Return ``words`` as simple HTML: paragraphs, lists, bold and links."""
    blocks = []
    for lines in _blocks(words, values):
        if all(line.startswith("- ") for line in lines):
            items = Markup("").join(
                Markup("<li>%s</li>") % _as_html(_inline(line[2:]), values)
                for line in lines
            )
            blocks.append(Markup('<ul style="padding-left:20px">%s</ul>') % items)
        else:
            text = Markup("<br/>").join(
                _as_html(_inline(line), values) for line in lines
            )
            blocks.append(Markup("<p>%s</p>") % text)
    return Markup("\n").join(blocks)


def _blocks(words, values):
    """Yield the lines of each paragraph or list.

    A line with a field that is known to be empty is left out: it says something that
    this sender does not have, such as a booking page.
    """
    text = (words or "").replace("\r\n", "\n").replace("\r", "\n")
    for block in re.split(r"\n[ \t]*\n", text):
        lines = [line.strip() for line in block.strip().split("\n") if line.strip()]
        lines = [
            line
            for line in lines
            if all(values.get(name) for name in field_names(line))
        ]
        listed = []
        for line in lines:
            if listed and line.startswith("- ") != listed[-1].startswith("- "):
                yield listed
                listed = []
            listed.append(line)
        if listed:
            yield listed


def _inline(line):
    """Take ``line`` apart into ``(kind, text, address)``."""
    position = 0
    for match in _INLINE.finditer(line):
        if match.start() > position:
            yield "text", line[position : match.start()], None
        position = match.end()
        if match["field"]:
            yield "field", match["field"], None
        elif match["bold"]:
            yield "bold", match["bold"], None
        else:
            yield "link", match["label"], match["address"]
    if position < len(line):
        yield "text", line[position:], None


def _line_markup(words, values):
    return _as_text(_inline(words or ""), values)


def _text_markup(words, values):
    """Return ``words`` as plain text whose characters are escaped."""
    return Markup("\n\n").join(
        Markup("\n").join(_as_text(_inline(line), values) for line in lines)
        for lines in _blocks(words, values)
    )


def _fill(text, values):
    """Return ``text`` escaped, with its fields; what is Markup already stays."""
    filled, position = Markup(""), 0
    for match in _FIELD.finditer(text):
        filled += text[position : match.start()]
        filled += values.get(match[1], "")
        position = match.end()
    return filled + text[position:]


def _as_text(pieces, values):
    parts = Markup("")
    for kind, text, address in pieces:
        if kind == "field":
            parts += values.get(text, "")
        elif kind == "link":
            label, address = _fill(text, values), _fill(address, values)
            parts += address if label == address else label + ": " + address
        else:
            parts += _fill(text, values)
    return parts


def _as_html(pieces, values):
    parts = Markup("")
    for kind, text, address in pieces:
        if kind == "field":
            parts += values.get(text, "")
        elif kind == "bold":
            parts += Markup("<strong>%s</strong>") % _fill(text, values)
        elif kind == "link":
            parts += Markup("<a %s>%s</a>") % (
                _target(address, values),
                _fill(text, values),
            )
        else:
            parts += text
    return parts


def _target(address, values):
    """Return the attribute of a link that leads to ``address``."""
    field = _FIELD_ONLY.match(address)
    if field and isinstance(values, Places):
        return values.target(field[1])
    return Markup('href="%s"') % _fill(address, values)


class Places(dict):
    """Where the values will stand, in place of the values: ``{name: QWeb}``.

    A field of ``empty`` is known to have no value, so its line is left out.
    """

    def __init__(self, names, empty=()):
        super().__init__(
            (name, "" if name in empty else Markup("<t t-out=\"m['%s']\"/>") % name)
            for name in names
        )

    @staticmethod
    def target(name):
        """Return the attribute of a link that leads to the value of ``name``."""
        return Markup("t-att-href=\"m['%s']\"") % name


class Arch(str):
    """Words taken apart, as a QWeb template that does nothing but put values in.

    It says the subject, the HTML and the text of each of ``messages``, ``{name: text}``
    one by one. Its expressions are the names of our fields; words and values are text.
    """

    def __new__(cls, subject, body, empty=(), html=True):
        """Return the template of one message in which ``empty`` have no value."""
        subject, body = (_NOT_XML.sub("", words or "") for words in (subject, body))
        places = Places(field_names(f"{subject}\n{body}"), empty)
        parts = (
            _line_markup(subject, places),
            render_html(body, places) if html else "",
            _text_markup(body, places),
        )
        loop = Markup('<t><t t-foreach="messages" t-as="m">%s<u/></t></t>')
        return super().__new__(cls, loop % Markup("<i/>").join(parts))

    @staticmethod
    def split(rendered):
        """Return ``(subject, html, text)`` of each message in what QWeb made; neither
        words nor values can hold the tags between them."""
        parts = (one.split("<i></i>") for one in str(rendered).split("<u></u>")[:-1])
        return [
            (" ".join(unescape(subject).split()), Markup(html), unescape(text))
            for subject, html, text in parts
        ]
