"""What a person wrote in a mail, apart from what they answered to (no ORM)."""

import re

import lxml.html

_QUOTE_TAGS = (
    "//blockquote | //*[contains(@class, 'gmail_quote')]"
    " | //*[contains(@class, 'yahoo_quoted')] | //*[@id = 'OLK_SRC_BODY_SECTION']"
    " | //*[@id = 'divRplyFwdMsg'] | //style | //script | //head"
)
_BLOCKS = {"br", "p", "div", "li", "tr", "hr", "table", "pre", "h1", "h2", "h3"}
# Source line breaks are spaces in HTML, so ours must be told apart.
_BREAK = "\ue000"
_HEADER = re.compile(
    r"^\W*(from|sent|date|to|subject|cc|de|enviado|fecha|para|asunto)\W{0,2}:", re.I
)
_SEPARATOR = re.compile(
    r"^\s*(_{5,}|-{2,}\s*(original message|forwarded message|reply message"
    r"|mensaje original|mensaje reenviado).*|begin forwarded message:)\s*$",
    re.I,
)
_WROTE = re.compile(
    r"^\W*(on|el|le|am|em)\b.{3,250}\b(wrote|escribió|escribio|a écrit|schrieb"
    r"|escreveu)\s*:\s*$",
    re.I,
)
_DATED_ADDRESS = re.compile(
    r"^\W*(\d{1,4}[./-]\d|(mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[eé]|jue|vie|s[aá]b|dom)"
    r"\w*,? \d).*[^\s<>]+@[^\s<>]+>?.*:\s*$",
    re.I,
)
_SIGNATURE = re.compile(
    r"^(-- ?|\W*(sent from (my|yahoo|mail|outlook)|get outlook for|enviado desde mi"
    r"|enviado do meu).*)$",
    re.I,
)
_LONGEST_ATTRIBUTION = 3

_AUTOMATIC_SUBJECT = re.compile(
    r"^\W*(auto(matic|mated)?[ -]?(reply|response|matische antwort)|autoreply"
    r"|auto\s*:|out[ -]of[ -](the[ -])?office|vacation (reply|response|message)"
    r"|on vacation|respuesta autom[aá]tica|fuera de (la )?oficina|ausente)",
    re.I,
)
_AUTOMATIC_HEADERS = (
    *("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-AutoReply-From"),
    *("X-Mail-Autoreply", "X-Auto-Response-Suppress"),
)


def is_automatic(message):
    """Say whether a machine wrote the mail: absence notes, lists, receipts."""
    submitted = str(message.get("Auto-Submitted") or "no").split(";")[0].strip().lower()
    precedence = str(message.get("Precedence") or "").strip().lower()
    return bool(
        submitted != "no"
        or precedence in ("bulk", "junk", "list", "auto_reply", "auto-reply")
        or any(message.get(name) for name in _AUTOMATIC_HEADERS)
        or str(message.get("Return-Path") or "").strip() == "<>"
        or _AUTOMATIC_SUBJECT.match(str(message.get("Subject") or ""))
    )


def written_text(message):
    """Return what the sender of an ``email.message.EmailMessage`` typed."""
    content, subtype = _body(message)
    return top_of_html(content) if subtype == "html" else top_of_text(content)


def whole_text(message):
    """Return all that an ``email.message.EmailMessage`` says, quotes included."""
    content, subtype = _body(message)
    text = _text_of(_parsed(content)) if subtype == "html" else content
    return text.replace("\xa0", " ").replace("\r\n", "\n").strip()


def _body(message):
    """Return ``(content, subtype)`` of what a mail says."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return "", "plain"
    try:
        content = part.get_content()
    except (LookupError, ValueError):
        # A charset that nobody knows: most of it is readable all the same.
        content = (part.get_payload(decode=True) or b"").decode("utf-8", "replace")
    return content.replace("\x00", ""), part.get_content_subtype()


def top_of_html(html):
    """Return the text of ``html`` without quotes, attributions and signatures."""
    root = _parsed(html)
    for quote in root.xpath(_QUOTE_TAGS):
        quote.drop_tree()
    return top_of_text(_text_of(root))


def _parsed(html):
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)
    return lxml.html.fromstring(f"<div>{html}</div>")


def _text_of(root):
    for hidden in root.xpath("//style | //script | //head"):
        hidden.drop_tree()
    for line in root.xpath("//div[contains(@style, 'border-top')]"):
        # Outlook and Windows Mail draw a line above what is answered.
        line.text = f"{_BREAK}_____{_BREAK}{line.text or ''}"
    for element in root.xpath("//pre//text()/.."):
        # Plain text that Odoo has put into HTML: its lines are lines.
        element.text = (element.text or "").replace("\n", _BREAK)
        element.tail = (element.tail or "").replace("\n", _BREAK)
    for element in root.iter():
        if element.tag in _BLOCKS:
            element.text = _BREAK + (element.text or "")
            element.tail = _BREAK + (element.tail or "")
    text = re.sub(r"\s+", " ", root.text_content()).replace(_BREAK, "\n")
    return re.sub(r"\n\s*\n+", "\n\n", text)


def top_of_text(text):
    """Return ``text`` without what it quotes, attributions and signatures."""
    lines = [line.rstrip() for line in text.replace("\xa0", " ").splitlines()]
    written = lines[: _quote_start(lines)]
    if not any(line.strip() for line in written):
        # Answered below the quote.
        written = _after_quote(lines)
    for number, line in enumerate(written):
        if _SIGNATURE.match(line):
            written = written[:number]
            break
    return "\n".join(line.strip() for line in written).strip()


def _quote_start(lines):
    for number, line in enumerate(lines):
        if line.startswith(">") or _SEPARATOR.match(line):
            return number
        if _is_attribution(lines, number) or _is_header_block(lines, number):
            return number
    return len(lines)


def _is_attribution(lines, number):
    """Mail programs break "On … wrote:" where they like."""
    for length in range(1, _LONGEST_ATTRIBUTION + 1):
        joined = " ".join(line.strip() for line in lines[number : number + length])
        if _WROTE.match(joined) or _DATED_ADDRESS.match(joined):
            return True
    return False


def _is_header_block(lines, number):
    following = lines[number : number + 4]
    labels = [
        found.group(1).lower() for line in following if (found := _HEADER.match(line))
    ]
    return bool(_HEADER.match(lines[number])) and len(set(labels)) >= 2


def _after_quote(lines):
    last = max(
        (number for number, line in enumerate(lines) if line.startswith(">")),
        default=len(lines),
    )
    return lines[last + 1 :]
