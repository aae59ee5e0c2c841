"""What a provider of texts does for us: see ``twilio_api`` and ``text_log``.

A provider is an Odoo SMS API class, chosen by the company's ``sms_provider``, that also
is a ``TextProvider``. Nothing outside of it knows its codes, statuses or addresses.
"""

from dataclasses import dataclass

# What an error code means to us, whatever its provider calls it:
UNSUBSCRIBED = "unsubscribed"  # the borrower answered STOP
DEAD_NUMBER = "dead_number"  # no phone that takes texts
MISCONFIGURED = "misconfigured"  # of the account or the sender: every text would fail
FILTERED = "filtered"  # a carrier took it for spam
# In what we call the ends of a text.
OUTCOMES = ("sent", "delivered", "failed")


class NoAnswerError(Exception):
    """The provider cannot be asked just now."""


@dataclass
class Attempt:
    """What became of one text: ``result`` is what Odoo's own code writes down.

    ``outcome`` is sent, failed, in_doubt, or later: it was certainly not taken and may
    be tried again after ``pause`` minutes.
    """

    outcome: str
    result: dict
    error_code: str = ""
    reason: str = ""
    pause: int = 0


@dataclass
class Found:
    """A text as its provider has it: ``outcome`` is sent, delivered or failed."""

    outcome: str
    reference: str = ""
    error_code: str = ""


@dataclass
class Receipt:
    """What a provider reports later of the text ``uuid``."""

    uuid: str
    outcome: str
    error_code: str = ""
    reason: str = ""


class TextProvider:
    """Mixed into an Odoo SMS API class, which gives ``env`` and ``_set_company``."""

    # Shown to people.
    NAME = ""
    # Error code, as text, to what it means to us; others are plain failures.
    MEANINGS = {}
    # Whether carriers take a lender's texts only after they approved it.
    NEEDS_APPROVAL = True
    # Minutes after which answers are fetched; 0 where the provider posts them to us.
    FETCHED_EVERY = 0

    def _attempt(self, number, body, uuid, sender):
        """Hand one text to the provider and return its ``Attempt``; never raises."""
        raise NotImplementedError

    def _find(self, number, body, since):
        """Return the ``Found`` text handed over at ``since``, or ``None`` where the
        provider never had it. Raises ``NoAnswerError``."""
        raise NotImplementedError

    def _is_set_up(self, company):
        """Whether ``company`` has what it takes to send."""
        raise NotImplementedError

    def _fetch(self):
        """Return ``(receipts, texts)`` that came since the last time.

        ``receipts`` are ``Receipt``, ``texts`` forms as ``_receive_text`` takes them.
        A provider that posts both has nothing to fetch.
        """
        return [], []

    @classmethod
    def _meaning(cls, code):
        """Return what an error code means to us, "" for a plain failure."""
        return cls.MEANINGS.get(str(code or ""), "")

    @classmethod
    def _is_signed(cls, company, signature, urls, params):
        """Whether a form posted to one of ``urls`` comes from ``company``'s account."""
        return False

    def _company(self):
        return (self.company or self.env.company).sudo()
