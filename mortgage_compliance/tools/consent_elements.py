"""Which elements of written consent an agreement shows (no ORM).

47 CFR 64.1200(f)(9); which words show one is for the rules to say.
"""

from dataclasses import dataclass

import regex

from .consents import names_us, seller_key

# A lender may write any expression: none may hold up intake.
SECONDS = 1
# Permission to call a listed number: signed, naming the seller and the number.
PERMISSION_ELEMENTS = ("seller", "phone", "signature")
NUMBER_DIGITS = 10


@dataclass(frozen=True)
class Agreement:
    """What is known of how a borrower agreed. ``names`` are the lender's own, as
    ``seller_key`` gives them."""

    text: str = ""
    seller: str = ""
    number: str = ""
    method: str = ""
    ip: str = ""
    user_agent: str = ""
    is_dated: bool = False
    has_evidence: bool = False
    names: frozenset = frozenset()


def lacking(agreement, rules, channel, certified=False, only=()):
    """Return the codes of the element rules that the agreement does not satisfy.

    ``certified``: an independent certificate shows how it was signed.
    """
    return [
        rule.code
        for rule in rules
        if (not rule.channels or channel in rule.channels)
        and (not only or _element(rule) in only)
        and not _is_shown(rule, agreement, certified)
    ]


def _is_shown(rule, agreement, certified):
    element = _element(rule)
    if element == "signature":
        return certified or _is_signed(rule, agreement)
    if element == "seller":
        return _names_seller(agreement)
    if element == "phone" and _has_number(agreement):
        return True
    return _says(rule.pattern, agreement.text)


def _element(rule):
    return rule.code.rpartition(".")[2]


def _is_signed(rule, agreement):
    """A box ticked on a page that says when and from where, or a signature kept."""
    by_page = agreement.ip and agreement.user_agent and agreement.is_dated
    by_hand = agreement.has_evidence and _says(rule.pattern, agreement.method)
    return bool(by_page or by_hand)


def _names_seller(agreement):
    if names_us(agreement.seller, agreement.names):
        return True
    text = f" {seller_key(agreement.text)} "
    return any(f" {name} " in text for name in agreement.names)


def _has_number(agreement):
    digits = "".join(filter(str.isdigit, agreement.number))[-NUMBER_DIGITS:]
    said = "".join(filter(str.isdigit, agreement.text))
    return len(digits) == NUMBER_DIGITS and digits in said


def _says(pattern, text):
    if not pattern or not text:
        return False
    try:
        return bool(regex.search(pattern, text, timeout=SECONDS))
    except TimeoutError:
        return False
