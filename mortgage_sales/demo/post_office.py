"""Takes the story's past mail and texts in place of the mail server and of Twilio."""

from contextlib import contextmanager
from itertools import count
from unittest.mock import patch

from odoo.addons.mortgage_compliance.models.channel.twilio_api import TwilioApi

# One text in so many meets a phone that is gone.
DEAD_PHONE_EVERY = 70
DEAD_PHONE = 30005


class PostOffice:
    """Lets nothing reach the wire: what is sent is taken at the border of the process.

    All that happens before the border is real: verdicts, archive, ledger, outcomes.
    """

    def __init__(self, env):
        self._env = env
        self._numbers = count(1)
        self._on_the_way = []

    @contextmanager
    def taking_everything(self):
        servers = self._env.registry["ir.mail_server"]

        def take_mail(_servers, message, **_options):
            return message["Message-Id"]

        def take_text(_api, _session, _number, _body, uuid, _sender):
            self._on_the_way.append(uuid)
            return _Receipt(f"SM{next(self._numbers):032x}")

        with (
            patch.object(servers, "_connect__", lambda *_args, **_options: _Line()),
            patch.object(servers, "send_email", take_mail),
            patch.object(TwilioApi, "_post", take_text),
        ):
            yield

    def bring_receipts(self):
        """Say of the texts that were taken whether they arrived, as Twilio does."""
        trackers = self._env["sms.tracker"].sudo()
        uuids, self._on_the_way = self._on_the_way, []
        for tracker in trackers.search([("sms_uuid", "in", uuids)], order="id"):
            if tracker.id % DEAD_PHONE_EVERY:
                tracker._action_update_from_sms_state("sent")
            else:
                tracker._action_update_from_twilio_error(
                    "undelivered", DEAD_PHONE, "Unknown destination handset"
                )


class _Line:
    """A connection to a mail server that is always there."""

    def quit(self):
        """Hang up."""


class _Receipt:
    """What Twilio answers when it has taken a text."""

    ok = True
    status_code = 201

    def __init__(self, sid):
        self._sid = sid

    def json(self):
        return {"sid": self._sid, "status": "queued"}
