"""Twilio's Messages API without its HTTP: what it accepts, refuses and calls back."""

import math
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree

from . import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from .opt_out import CONFIRMATIONS, keyword
from .postman import Postman
from .store import Message
from .twilio_errors import TEST_NUMBERS, TwilioError


@dataclass
class TextBehaviour:
    """What Twilio does to the next texts.

    ``errors`` maps a number to the code with which its texts are refused at once,
    ``outcomes`` a number to the status and error code reported later.
    ``rate_limit`` is how many of the next requests get 429.
    ``drop_connection`` takes a text and closes the connection without an answer.
    ``before_reply`` and ``after_reply`` are called with the message around the answer.
    ``opt_out`` is who answers STOP: ``advanced`` (Twilio, and its webhook says so),
    ``default`` (Twilio, silently, as on a plain number) or ``off`` (nobody).
    """

    errors: dict[str, int] = field(default_factory=lambda: dict(TEST_NUMBERS))
    outcomes: dict[str, tuple[str, int]] = field(default_factory=dict)
    delay: float = 0.0
    rate_limit: int = 0
    drop_connection: bool = False
    callback_delay: float = 0.2
    callback_statuses: tuple[str, ...] = ("sent", "delivered")
    before_reply: Callable | None = None
    after_reply: Callable | None = None
    opt_out: str = "advanced"


class Twilio:
    def __init__(self, store, account_sid=ACCOUNT_SID, token=AUTH_TOKEN, number=NUMBER):
        self.store = store
        self.account_sid = account_sid
        self.token = token
        self.number = number
        self.behaviour = TextBehaviour()
        self.postman = Postman(token)
        self.opted_out = self._opted_out_before()

    def _opted_out_before(self):
        opted_out = set()
        for message in self.store.all():
            if message.channel == "sms" and message.from_borrower:
                self._note_keyword(opted_out, message.sender, keyword(message.body))
        return opted_out

    def start(self):
        self.postman.start()

    def stop(self):
        self.postman.stop()

    # Lender to borrower

    def check_login(self, login, password):
        if (login, password) != (self.account_sid, self.token):
            raise TwilioError(20003)

    def send(self, form):
        """Take a text for a borrower and return the message; refusals raise."""
        behaviour = self.behaviour
        if behaviour.delay:
            time.sleep(behaviour.delay)
        if behaviour.rate_limit:
            behaviour.rate_limit -= 1
            raise TwilioError(20429)
        self._check(form)
        message = self.store.add(
            Message(
                channel="sms",
                sender=form["From"],
                to=form["To"],
                body=form["Body"],
                sid=_new_sid(),
                status="queued",
            )
        )
        if form.get("StatusCallback"):
            self._report(message, form["StatusCallback"])
        return message

    def _check(self, form):
        to, sender = form.get("To", ""), form.get("From", "")
        callback = form.get("StatusCallback", "")
        code = self._refusal(to, sender, form.get("Body", ""), callback)
        if code:
            raise TwilioError(code, to=to, sender=sender, callback=callback)

    def _refusal(self, to, sender, body, callback):
        checks = (
            (not to, 21604),
            (not re.fullmatch(r"\+[1-9]\d{6,14}", to), 21211),
            (not sender, 21603),
            (to == sender, 21266),
            (sender != self.number, 21606),
            (not body, 21602),
            (len(body) > 1600, 21617),
            (callback and not re.match(r"https?://[^/]+", callback), 21609),
            (to in self.opted_out, 21610),
        )
        for wrong, code in checks:
            if wrong:
                return code
        return self.behaviour.errors.get(to, 0)

    # Status callbacks

    def _report(self, message, url):
        behaviour = self.behaviour
        reports = [(status, 0) for status in behaviour.callback_statuses]
        if message.to in behaviour.outcomes:
            reports = [("sent", 0), behaviour.outcomes[message.to]]
        self._report_next(message, url, reports)

    def _report_next(self, message, url, reports):
        if reports:
            delay = self.behaviour.callback_delay
            self.postman.call_later(delay, self._post_report, message, url, reports)

    def _post_report(self, message, url, reports):
        status, error_code = reports[0]
        self.store.update(message, status=status, error_code=error_code)
        try:
            self.postman.post(url, self.status_form(message))
        finally:
            self._report_next(message, url, reports[1:])

    def status_form(self, message):
        form = {
            "SmsSid": message.sid,
            "SmsStatus": message.status,
            "MessageStatus": message.status,
            "To": message.to,
            "MessageSid": message.sid,
            "AccountSid": self.account_sid,
            "From": message.sender,
            "ApiVersion": "2010-04-01",
        }
        if message.error_code:
            form["ErrorCode"] = str(message.error_code)
        return form

    # Borrower to lender

    def receive(self, sender, body, webhook, to=None, sid=None):
        """Hand a borrower's text to the lender's webhook and return its response."""
        message = self.store.add(
            Message(
                channel="sms",
                sender=sender,
                to=to or self.number,
                body=body,
                sid=sid or _new_sid(),
                status="received",
                from_borrower=True,
            )
        )
        word = keyword(body)
        form = self.inbound_form(message, word)
        if self.behaviour.opt_out != "off" and word:
            self._note_keyword(self.opted_out, sender, word)
            self._answer(message, CONFIRMATIONS[word])
        response = self.postman.post(webhook, form)
        if response.ok and not word:
            for text in _twiml_messages(response.text):
                self._answer(message, text)
        return response

    def inbound_form(self, message, word=""):
        form = {
            "ToCountry": "US",
            "SmsMessageSid": message.sid,
            "NumMedia": "0",
            "SmsSid": message.sid,
            "SmsStatus": "received",
            "Body": message.body,
            "FromCountry": "US",
            "To": message.to,
            "NumSegments": str(_segments(message.body)),
            "MessageSid": message.sid,
            "AccountSid": self.account_sid,
            "From": message.sender,
            "ApiVersion": "2010-04-01",
        }
        if word and self.behaviour.opt_out == "advanced":
            form["OptOutType"] = word
        return form

    def _note_keyword(self, opted_out, sender, word):
        if word == "STOP":
            opted_out.add(sender)
        elif word == "START":
            opted_out.discard(sender)

    def _answer(self, message, body):
        self.store.add(
            Message(
                channel="sms",
                sender=message.to,
                to=message.sender,
                body=body,
                sid=_new_sid(),
                status="delivered",
                headers={"direction": "outbound-reply"},
            )
        )

    # Looking up what was sent

    def find(self, sid):
        for message in self.store.all():
            if message.channel == "sms" and message.sid == sid:
                return message
        raise TwilioError(20404)

    def search(self, args):
        """Find by To, From, DateSent, DateSent> and DateSent<, newest first."""
        return [
            message
            for message in reversed(self.store.all())
            if message.channel == "sms" and _matches(message, args)
        ]

    def as_json(self, message):
        direction = message.headers.get("direction", "outbound-api")
        if message.from_borrower:
            direction = "inbound"
        moment = format_datetime(datetime.fromisoformat(message.at))
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Messages/{message.sid}"
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": moment,
            "date_sent": moment,
            "date_updated": moment,
            "direction": direction,
            "error_code": message.error_code or None,
            "error_message": None,
            "from": message.sender,
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": str(_segments(message.body)),
            "price": None,
            "price_unit": "USD",
            "sid": message.sid,
            "status": message.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": message.to,
            "uri": f"{uri}.json",
        }


def _new_sid():
    return "SM" + uuid.uuid4().hex


def _segments(body):
    single, several = (160, 153) if body.isascii() else (70, 67)
    return 1 if len(body) <= single else math.ceil(len(body) / several)


def _matches(message, args):
    sent = message.at.replace("T", " ")
    after, before = args.get("DateSent>", ""), args.get("DateSent<", "")
    return (
        args.get("To", message.to) == message.to
        and args.get("From", message.sender) == message.sender
        and sent.startswith(args.get("DateSent", ""))
        and sent >= _instant(after)
        and (not before or sent[: len(_instant(before))] <= _instant(before))
    )


def _instant(text):
    return text.replace("T", " ").removesuffix("Z")


def _twiml_messages(text):
    try:
        response = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return []
    return ["".join(message.itertext()) for message in response.iter("Message")]
