"""Nothing installed puts a message on the wire but what the catch knows.

Mails leave through mail.mail, texts through sms.sms. Code that opens its own way out
(a mail server, a text service, any web address) is looked for in every addon that the
template has installed; each place is on the list below, with the reason.
"""

import ast
from pathlib import Path

import pytest

import odoo.addons

from tests.databases import sql

# Calls by which something reaches another machine.
WAYS_OUT = {
    *("send_email", "sendmail", "send_message", "SMTP", "SMTP_SSL"),
    *("iap_jsonrpc", "_contact_iap", "_send_sms_batch", "push_to_end_point"),
    *("urlopen", "HTTPConnection", "HTTPSConnection", "create_connection"),
}
# On "requests" and on a session of it. Fetching a page tells nobody anything.
HTTP = {"post", "put", "patch", "request"}

JUDGED = "the catch stands before it"
TO_STAFF = "notices in the browsers of the lender's own people"
NO_MESSAGE = "asks a service something, writes to nobody"
ALLOWED = {
    "base/models/ir_actions.py": "the webhook action: to the address an admin gave",
    "base/models/ir_mail_server.py": "what mail.mail hands its mails to",
    "html_editor/controllers/main.py": NO_MESSAGE,
    "iap/models/iap_account.py": NO_MESSAGE,
    "iap/models/iap_enrich_api.py": NO_MESSAGE,
    "iap/tools/iap_tools.py": "carries what the places above and sms ask",
    "mail/controllers/google_translate.py": NO_MESSAGE,
    "mail/models/mail_ice_server.py": NO_MESSAGE,
    "mail/models/mail_mail.py": JUDGED,
    "mail/models/mail_push.py": TO_STAFF,
    "mail/models/mail_thread.py": TO_STAFF,
    "mail/models/update.py": NO_MESSAGE,
    "mail/tools/web_push.py": TO_STAFF,
    "mortgage_compliance/models/channel/twilio_api.py": JUDGED,
    "mortgage_compliance/tools/certificates.py": NO_MESSAGE,
    "sms/models/sms_sms.py": JUDGED,
    "sms/tools/sms_api.py": "Odoo's text service, which sms.sms calls",
    "sms_twilio/tools/sms_api.py": "Twilio, which sms.sms calls",
}


def folder(addon):
    for path in odoo.addons.__path__:
        if (Path(path) / addon / "__manifest__.py").exists():
            return Path(path) / addon
    raise LookupError(addon)


def ways_out(source):
    """Return the names of the calls in ``source`` by which something may leave."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = getattr(called, "attr", getattr(called, "id", ""))
        owner = ast.unparse(called.value) if isinstance(called, ast.Attribute) else ""
        of_requests = owner.split(".")[0] in ("requests", "session", "httpx", "aiohttp")
        if name in WAYS_OUT or (name in HTTP and of_requests):
            found.add(name)
    return found


@pytest.fixture(scope="module")
def places(wired_template):
    """``{addon/path: calls}`` over everything installed, tests left aside."""
    installed = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    found = {}
    for (addon,) in sql(wired_template, installed):
        root = folder(addon)
        for path in root.rglob("*.py"):
            inside = path.relative_to(root)
            if "tests" in inside.parts:
                continue
            calls = ways_out(path.read_text())
            if calls:
                found[f"{addon}/{inside}"] = calls
    return found


def test_every_place_that_sends_is_known(places):
    unknown = {place: calls for place, calls in places.items() if place not in ALLOWED}
    assert not unknown, "does it reach borrowers past the catch?"


def test_the_list_names_nothing_that_is_gone(places):
    assert not set(ALLOWED) - set(places)


@pytest.mark.parametrize(
    "source",
    [
        "server.sendmail(a, b, c)",
        "requests.post(url, json=payload)",
        "self.env['ir.mail_server'].send_email(message)",
        "iap_tools.iap_jsonrpc(endpoint, params=params)",
        "smtplib.SMTP(host)",
    ],
)
def test_a_new_sender_would_be_seen(source):
    assert ways_out(source)
