"""A provider that writes texts to a file: for trials, and before a lender is approved.

Beside the texts that went out, one JSON object a line, lies the file that answers are
put into: ``{"uuid": …, "outcome": "delivered"}`` for a receipt, ``{"from": …, "to": …,
"body": …, "id": …}`` for a text that a borrower writes.
"""

import json
import logging
from datetime import datetime, timezone
from pathlib import Path

from odoo.tools import config

from odoo.addons.sms.tools.sms_api import SmsApiBase

from .text_provider import (
    DEAD_NUMBER,
    FILTERED,
    MISCONFIGURED,
    OUTCOMES,
    UNSUBSCRIBED,
    Attempt,
    Found,
    NoAnswerError,
    Receipt,
    TextProvider,
)

_logger = logging.getLogger(__name__)


class TextLog(TextProvider, SmsApiBase):
    NAME = "Text file"
    MEANINGS = {
        meaning: meaning
        for meaning in (UNSUBSCRIBED, DEAD_NUMBER, MISCONFIGURED, FILTERED)
    }
    NEEDS_APPROVAL = False
    FETCHED_EVERY = 1

    def _attempt(self, number, body, uuid, sender):
        text = {
            "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            "uuid": uuid,
            "from": sender or "",
            "to": number,
            "body": body,
        }
        try:
            self._outbox().parent.mkdir(parents=True, exist_ok=True)
            with self._outbox().open("a", encoding="utf-8") as outbox:
                outbox.write(json.dumps(text, ensure_ascii=False) + "\n")
        except OSError as error:
            result = {"uuid": uuid, "state": "server_error"}
            result |= {"failure_reason": str(error)}
            return Attempt("later", result, reason=str(error), pause=2)
        return Attempt("sent", {"uuid": uuid, "state": "sent", "failure_reason": False})

    def _find(self, number, body, since):
        since = since.replace(tzinfo=timezone.utc, microsecond=0)
        try:
            for text in _lines(self._outbox()):
                same = (text["to"], text["body"]) == (number, body)
                if same and datetime.fromisoformat(text["at"]) >= since:
                    return Found("sent", text["uuid"])
        except OSError as error:
            raise NoAnswerError(str(error)) from error
        return None

    def _is_set_up(self, company):
        return True

    def _fetch(self):
        """Take what lies in the inbox; one that a crash left half read is read again,
        for receipts and texts may come twice."""
        inbox = self._outbox().with_suffix(".in.jsonl")
        reading = inbox.with_suffix(".reading")
        if inbox.exists() and not reading.exists():
            inbox.rename(reading)
        if not reading.exists():
            return [], []
        answers = _lines(reading)
        self.env.cr.postcommit.add(lambda: reading.unlink(missing_ok=True))
        receipts = [
            Receipt(
                answer["uuid"],
                answer["outcome"],
                str(answer.get("error_code") or ""),
                answer.get("reason") or "",
            )
            for answer in answers
            if answer.get("uuid") and answer.get("outcome") in OUTCOMES
        ]
        return receipts, [_form(answer) for answer in answers if answer.get("from")]

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """Odoo's own texts, which are nobody's we know, go into the same file."""
        sender = self._company().sms_twilio_number_ids[:1].number
        return [
            self._attempt(
                number["number"], message.get("content") or "", number["uuid"], sender
            ).result
            for message in messages
            for number in message.get("numbers") or []
        ]

    def _outbox(self):
        folder = Path(config["data_dir"]) / "mortgage_texts" / self.env.cr.dbname
        return folder / f"company-{self._company().id}.jsonl"


def _lines(path):
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            _logger.warning("%s: this is no JSON object: %.80s", path.name, line)
    return [answer for answer in found if isinstance(answer, dict)]


def _form(answer):
    """Return a borrower's text in the words of a form that Twilio posts."""
    return {
        "MessageSid": str(answer.get("id") or f"{answer['from']} {answer.get('at')}"),
        "From": answer["from"],
        "To": answer.get("to") or "",
        "Body": answer.get("body") or "",
    }
