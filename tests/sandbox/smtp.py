"""A mail server that keeps what it gets, and misbehaves when a test asks for it."""

import asyncio
import email
import email.policy
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from .ports import free_port
from .store import Message

# It warns of every client that talks without TLS, as everyone on this machine does.
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass
class MailBehaviour:
    """What the server does to the next mails.

    ``before_250`` and ``after_250`` are called with the mail's messages in a thread
    of their own. While ``before_250`` runs the sender gets no answer; ``after_250``
    runs once the answer is on the wire.
    """

    delay: float = 0.0
    refuse: dict[str, str] = field(default_factory=dict)
    refuse_all: str = ""
    drop_connection: bool = False
    before_250: Callable | None = None
    after_250: Callable | None = None


class MailServer:
    def __init__(self, store, port=0, host="127.0.0.1"):
        self.store = store
        self.host = host
        self.port = port or free_port()
        self.behaviour = MailBehaviour()
        self._controller = _Controller(_Handler(self), hostname=host, port=self.port)

    def start(self):
        self._controller.start()

    def stop(self):
        self._controller.stop(no_assert=True)


class _Controller(Controller):
    def factory(self):
        return _Conversation(
            self.handler, enable_SMTPUTF8=True, hostname="sandbox", ident="sandbox"
        )


class _Conversation(SMTP):
    async def smtp_DATA(self, arg):
        await super().smtp_DATA(arg)
        await self.event_handler.answered(self.session)


class _Handler:
    def __init__(self, server):
        self.server = server

    async def handle_RCPT(self, server, session, envelope, address, options):
        behaviour = self.server.behaviour
        refusal = behaviour.refuse_all or behaviour.refuse.get(address.lower())
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        behaviour = self.server.behaviour
        if behaviour.delay:
            await asyncio.sleep(behaviour.delay)
        if behaviour.drop_connection:
            server.transport.abort()
            return "421 Lost"
        # A real server has the mail on its disk before it says 250: a sender that is
        # killed in between has sent it.
        session.kept = [
            self.server.store.add(message) for message in read_mail(envelope)
        ]
        await _call(behaviour.before_250, session.kept)
        return "250 OK kept"

    async def answered(self, session):
        kept, session.kept = getattr(session, "kept", None), None
        if kept:
            await _call(self.server.behaviour.after_250, kept)


async def _call(callback, messages):
    if callback:
        await asyncio.get_running_loop().run_in_executor(None, callback, messages)


def read_mail(envelope):
    """Return one message for each recipient of a mail as it came over the wire."""
    raw = envelope.content.decode("utf-8", "surrogateescape")
    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    headers = {}
    for name, value in mail.items():
        headers.setdefault(name, str(value))
    return [
        Message(
            channel="email",
            sender=str(mail["From"] or envelope.mail_from),
            to=recipient,
            subject=str(mail["Subject"] or ""),
            body=_part(mail, "plain"),
            html=_part(mail, "html"),
            headers=headers,
            raw=raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
        )
        for recipient in envelope.rcpt_tos
    ]


def _part(mail, kind):
    part = mail.get_body(preferencelist=(kind,))
    return part.get_content() if part else ""
