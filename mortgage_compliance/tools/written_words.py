"""What a person wrote to a borrower: what of it may be shown, and what must go.

An SSN or account number is never stored, logged or shown, not even in the words that
say why a message was refused.
"""

import re
from dataclasses import dataclass

from lxml import html

from odoo.tools import html2plaintext, plaintext2html

from .mail_reply import top_of_html
from .secrets import REMOVED, cut

# An SSN has nine digits, an account number hardly fewer than seven; a rate, a payment
# or a year has fewer.
SECRET_DIGITS = 7
AROUND = 40
LINE = 400
_QUOTES = "//*[@data-o-mail-quote] | //*[contains(@class, 'o_mail_reply_container')]"


@dataclass(frozen=True)
class Excerpt:
    """The piece of a text that a finding is about, with a little of what stands around
    it so that its writer finds it."""

    before: str = ""
    words: str = ""
    after: str = ""


def own_words(markup, by_mail=False):
    """Return what the writer of an HTML message typed, without what is answered.

    ``by_mail`` says that it was written in a mail program, which marks quotes its way.
    """
    if not markup:
        return ""
    if by_mail:
        return top_of_html(markup)
    if "o_mail_reply_container" not in markup and "data-o-mail-quote" not in markup:
        return html2plaintext(markup)
    root = html.fragment_fromstring(markup, create_parent="div")
    for quote in root.xpath(_QUOTES):
        quote.drop_tree()
    return html2plaintext(html.tostring(root, encoding="unicode"))


def is_secret(finding):
    """Whether what a finding stopped is itself a number that must not be stored."""
    digits = sum(character.isdigit() for character in finding.excerpt)
    return finding.severity == "block" and digits >= SECRET_DIGITS


def distinct(findings):
    """Return ``findings`` without those that say the same of the same piece, as a rule
    and its twin for another language do."""
    kept = []
    for finding in findings:
        if not any(_says_same(finding, other) for other in kept):
            kept.append(finding)
    return kept


def veiled(text, findings):
    """Return ``text`` as it may be shown: dots for the digits of such numbers, so that
    what findings say of its places still holds."""
    for start, end in _secret_spans(text, findings):
        dotted = "".join("•" if one.isdigit() else one for one in text[start:end])
        text = text[:start] + dotted + text[end:]
    return text


def excerpt(text, finding):
    """Return the piece of a veiled ``text`` that ``finding`` is about, and what stands
    before and after it in its line."""
    start, end = finding.start, finding.end
    before = _shown(text[max(0, start - LINE) : start].rpartition("\n")[2])
    after = _shown(text[end : end + LINE].partition("\n")[0])
    if len(before) > AROUND:
        before = "…" + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + "…"
    return Excerpt(before, _shown(text[start:end]), after)


def hidden(text, findings, part="body"):
    """Return ``text`` without the numbers that ``findings`` of that part stopped."""
    spans = _secret_spans(text, [found for found in findings if found.part == part])
    for start, end in spans:
        text = text[:start] + REMOVED + text[end:]
    return cut(text)[0] if spans else text


def hidden_html(markup, findings):
    """Return ``markup`` without those numbers; of its form only the lines are kept."""
    text = html2plaintext(markup)
    without = hidden(text, findings)
    return markup if without == text else plaintext2html(without)


def _secret_spans(text, findings):
    """Return the places of the numbers, the last one first, none upon another."""
    spans = []
    for finding in filter(is_secret, findings):
        digits = [
            place
            for place in range(finding.start, finding.end)
            if text[place].isdigit()
        ]
        if digits:
            spans.append((digits[0], digits[-1] + 1))
    apart = []
    for start, end in sorted(spans):
        if apart and start < apart[-1][1]:
            apart[-1] = apart[-1][0], max(end, apart[-1][1])
        else:
            apart.append((start, end))
    return apart[::-1]


def _says_same(one, other):
    overlap = one.start < other.end and other.start < one.end
    same_piece = one.part == other.part and overlap
    return same_piece and one.citation == other.citation


def _shown(text):
    return re.sub(r"\s+", " ", cut(text)[0])
