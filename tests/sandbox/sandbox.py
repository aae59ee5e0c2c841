"""Mail server, Twilio and borrowers, started and stopped together."""

from .mail_reply import MailGateway
from .smtp import MailBehaviour, MailServer
from .store import Store
from .twilio import TextBehaviour, Twilio
from .web import Web


class Sandbox:
    """Use it as a context manager; ``answers_to`` names the Odoo that replies go to.

    >>> with Sandbox() as sandbox:
    ...     sandbox.answers_to("http://127.0.0.1:8069", "demo", "admin", "admin")
    """

    def __init__(self, smtp_port=0, http_port=0, path=None, gateway=None):
        self.store = Store(path)
        self.mail = MailServer(self.store, smtp_port)
        self.twilio = Twilio(self.store)
        self.web = Web(self.store, self.twilio, self.mail, gateway, http_port)

    @property
    def smtp_port(self):
        return self.mail.port

    @property
    def url(self):
        return f"http://127.0.0.1:{self.web.port}"

    def answers_to(self, url, database, login, password):
        self.web.gateway = MailGateway(url, database, login, password)

    def start(self):
        self.mail.start()
        self.twilio.start()
        self.web.start()

    def stop(self):
        self.web.stop()
        self.twilio.stop()
        self.mail.stop()

    def reset(self):
        """Forget what happened and behave well again, for the next test."""
        self.store.clear()
        self.mail.behaviour = MailBehaviour()
        self.twilio.behaviour = TextBehaviour()
        self.twilio.opted_out.clear()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc):
        self.stop()
