"""A borrower's mail, as mail programs write it and a gateway hands it over."""

import xmlrpc.client
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, getaddresses, make_msgid

from .store import Message


@dataclass
class MailGateway:
    """The XML-RPC way in that Odoo's own ``odoo-mailgate.py`` takes."""

    url: str
    database: str
    login: str
    password: str

    def call(self, model, method, args, kwargs=None):
        common = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/common")
        uid = common.authenticate(self.database, self.login, self.password, {})
        if not uid:
            raise PermissionError(f"Odoo does not know the gateway user {self.login}.")
        models = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/object")
        return models.execute_kw(
            self.database, uid, self.password, model, method, args, kwargs or {}
        )

    def deliver(self, mail):
        source = xmlrpc.client.Binary(mail.as_bytes())
        try:
            self.call("mail.thread", "message_process", [False, source])
        except xmlrpc.client.Fault as fault:
            # Odoo commits, then finds that it cannot say "nothing" over XML-RPC.
            if "cannot marshal None" not in fault.faultString:
                raise


def compose(store, sender, body, to=None, subject=None, headers=None):
    """Return the mail with which ``sender`` answers the last mail that they got."""
    last = store.last_received(sender, "email")
    answered = last.headers if last else {}
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to or _answer_address(answered) or ""
    mail["Subject"] = subject or _answer_subject(answered)
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = make_msgid(domain=sender.partition("@")[2] or "localhost")
    message_id = _one_line(answered.get("Message-Id") or answered.get("Message-ID"))
    if message_id:
        references = _one_line(answered.get("References")).split()
        mail["In-Reply-To"] = message_id
        mail["References"] = " ".join([*references, message_id])
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(body + _quote(last))
    return mail


def _one_line(value):
    return " ".join((value or "").split())


def _answer_address(answered):
    field = answered.get("Reply-To") or answered.get("From") or ""
    addresses = getaddresses([field])
    return addresses[0][1] if addresses else ""


def _answer_subject(answered):
    subject = answered.get("Subject", "")
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _quote(last):
    if not last or not last.body.strip():
        return "\n"
    quoted = "\n".join(f"> {line}" for line in last.body.strip().splitlines())
    return f"\n\nOn {last.at}, {last.sender} wrote:\n{quoted}\n"


def keep(store, mail, body):
    """Note the borrower's own mail, for the page."""
    return store.add(
        Message(
            channel="email",
            sender=str(mail["From"]),
            to=str(mail["To"]),
            subject=str(mail["Subject"]),
            body=body,
            headers=dict(mail.items()),
            raw=mail.as_string(),
            from_borrower=True,
        )
    )
