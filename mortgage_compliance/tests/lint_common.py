"""The labelled messages of the linter, own-written; what they are and how they came
about is told in test_lint_messages."""

import csv

from odoo.tools import file_open

from ..tools import footer
from ..tools.lint import Text

MESSAGES = "mortgage_compliance/tests/lint_messages.csv"
COMPANY, PERSON = "Lone Star Test Lending", "Maria Gomez"
SENDER = {
    "lo_name": PERSON,
    "lo_nmls": "1234101",
    "company_name": COMPANY,
    "company_nmls": "1234001",
    "company_address": "100 Congress Ave, Austin, TX 78701",
    "equal_housing": "Equal Housing Lender",
}
LINKS = {"unsubscribe": "https://lender.example/u/abc"}


def messages():
    """Return the labelled messages as dicts; ``expected`` is "" for an ordinary one."""
    with file_open(MESSAGES, "r") as source:
        return list(csv.DictReader(source))


def as_text(message):
    """Return a message as the linter gets it: what goes out by itself with its footer,
    what a person writes in any language and as if it were for many."""
    by_hand = message["mode"] == "by_hand"
    kind = message["kind"]
    body = message["text"]
    if not by_hand:
        occasion = footer.Occasion(
            message["channel"], kind, "TX", LINKS, message["lang"], above=body
        )
        _html, under = footer.footer(occasion, SENDER)
        body = f"{body}\n\n{under}" if under else body
    return Text(
        subject=message["subject"],
        body=body,
        channel=message["channel"],
        kind="marketing" if by_hand else kind,
        lang="" if by_hand else message["lang"],
        product=message["product"],
        flags=frozenset(message["flags"].split()) | {"not_recorded"},
        names=(COMPANY, PERSON),
        people=(PERSON,),
        by_hand=by_hand,
    )
