"""The sandbox over HTTP: Twilio's API, the borrowers' page, and the tests' wishes."""

import json
import logging
import socket
import threading
from pathlib import Path

import requests
from werkzeug.exceptions import BadRequest, HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from . import SMS_WEBHOOK, mail_reply
from .certificates import CertificateOffice
from .people import People, bare
from .ports import free_port
from .twilio_errors import TwilioError

PAGE = Path(__file__).parent / "page"
FILES = {
    "page.html": "text/html",
    "page.css": "text/css",
    "page.js": "text/javascript",
}
MESSAGES = "/2010-04-01/Accounts/<account>/Messages"

logging.getLogger("werkzeug").setLevel(logging.ERROR)


class Web:
    def __init__(self, store, twilio, mail, gateway=None, port=0, host="127.0.0.1"):
        self.store = store
        self.twilio = twilio
        self.mail = mail
        self.gateway = gateway
        self.people = People()
        self.certificates = CertificateOffice()
        self.port = port or free_port()
        self._routes = Map(
            [
                Rule("/", endpoint=self.page, methods=["GET"]),
                Rule("/page/<name>", endpoint=self.page, methods=["GET"]),
                Rule("/api/messages", endpoint=self.messages, methods=["GET"]),
                Rule("/api/people", endpoint=self.borrowers, methods=["GET"]),
                Rule("/api/reply", endpoint=self.reply, methods=["POST"]),
                Rule("/api/behaviour", endpoint=self.behave, methods=["POST"]),
                Rule(f"{MESSAGES}.json", endpoint=self.send_text, methods=["POST"]),
                Rule(f"{MESSAGES}.json", endpoint=self.list_texts, methods=["GET"]),
                Rule(f"{MESSAGES}/<sid>.json", endpoint=self.one_text, methods=["GET"]),
                Rule("/SingleQuery", endpoint=self.certificate, methods=["GET"]),
                Rule("/<ident>", endpoint=self.certificate, methods=["POST"]),
                Rule("/api/certificates", endpoint=self.issue, methods=["POST"]),
            ]
        )
        self._server = make_server(host, self.port, self._answer, threaded=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def start(self):
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, environ, start_response):
        request = Request(environ)
        try:
            endpoint, values = self._routes.bind_to_environ(environ).match()
            response = endpoint(request, **values)
        except TwilioError as error:
            response = _json(error.as_json(), error.status)
        except HTTPException as error:
            response = _json({"error": error.description}, error.code)
        return response(environ, start_response)

    # The page

    def page(self, request, name="page.html"):
        if name not in FILES:
            raise NotFound()
        text = (PAGE / name).read_text(encoding="utf-8")
        return Response(text, mimetype=FILES[name])

    def borrowers(self, request):
        """All messages, newest first, grouped by the person they belong to."""
        known = request.args.get("changes", type=int)
        if known == self.store.changes:
            return _json({"changes": known})
        people = {}
        messages = self.store.all()
        self.people.learn(self.gateway, {message.borrower for message in messages})
        for message in reversed(messages):
            person = self.people.of(message.borrower)
            key = person["email"] or person["phone"]
            entry = people.setdefault(key, {**person, "key": key, "messages": []})
            entry["messages"].append(message.as_json())
        return _json({"changes": self.store.changes, "people": list(people.values())})

    # What arrived, and answers to it

    def messages(self, request):
        to = request.args.get("to")
        if to:
            # A plus sign that curl did not escape arrives as a space.
            to = to.replace(" ", "+", 1) if to.startswith(" ") else to
        return _json([message.as_json() for message in self.store.received(to)])

    def reply(self, request):
        answer = _body(request)
        for name in ("channel", "from", "body"):
            if not answer.get(name):
                raise BadRequest(f"{name} is missing")
        if not self.gateway:
            raise BadRequest(
                "This sandbox was started without an Odoo to hand replies to"
            )
        if answer["channel"] == "email":
            return self._reply_by_mail(answer)
        if answer["channel"] == "sms":
            return self._reply_by_text(answer)
        raise BadRequest("channel is email or sms")

    def _reply_by_mail(self, answer):
        mail = mail_reply.compose(
            self.store,
            bare(answer["from"]),
            answer["body"],
            to=answer.get("to"),
            subject=answer.get("subject"),
            headers=answer.get("headers"),
        )
        if not mail["To"]:
            raise BadRequest(
                "to is missing, and this borrower has got no mail to answer"
            )
        kept = mail_reply.keep(self.store, mail, answer["body"])
        try:
            self.gateway.deliver(mail)
        except Exception as error:
            self.store.update(kept, status="failed")
            return _json({"error": f"Odoo did not take the mail: {error}"}, 502)
        self.store.update(kept, status="delivered")
        return _json({"status": "delivered", "message_id": mail["Message-ID"]})

    def _reply_by_text(self, answer):
        webhook = answer.get("webhook") or self.gateway.url + SMS_WEBHOOK
        try:
            response = self.twilio.receive(
                answer["from"],
                answer["body"],
                webhook,
                to=answer.get("to"),
                sid=answer.get("sid"),
            )
        except requests.RequestException as error:
            return _json({"error": f"Odoo did not take the text: {error}"}, 502)
        status = 200 if response.ok else 502
        return _json({"status": response.status_code, "answer": response.text}, status)

    def behave(self, request):
        """Set fields of the behaviours: ``{"sms": {…}, "mail": {…}}``."""
        targets = {"sms": self.twilio.behaviour, "mail": self.mail.behaviour}
        for name, values in _body(request).items():
            for field, value in values.items():
                if name not in targets or not hasattr(targets[name], field):
                    raise BadRequest(f"{name}.{field} is not a behaviour")
                setattr(targets[name], field, value)
        return _json({"status": "set"})

    # Certificates of consent

    def certificate(self, request, ident=""):
        """TrustedForm's and Jornaya's own addresses."""
        return self.certificates

    def issue(self, request):
        """Have a page issue a certificate: ``{"id": …, "phone": …, "email": …}``."""
        facts = _body(request)
        self.certificates.issue(facts.pop("id"), **facts)
        return _json({"status": "issued"})

    # Twilio's API

    def _check_account(self, request, account):
        login = request.authorization
        self.twilio.check_login(login and login.username, login and login.password)
        if account != self.twilio.account_sid:
            raise TwilioError(20404)

    def send_text(self, request, account):
        self._check_account(request, account)
        behaviour = self.twilio.behaviour
        message = self.twilio.send(request.form)
        if behaviour.before_reply:
            behaviour.before_reply([message])
        if behaviour.drop_connection:
            # werkzeug keeps quiet about a connection that is gone, and answers nothing.
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionError("dropped on a test's demand")
        response = _json(self.twilio.as_json(message), 201)
        if behaviour.after_reply:
            response.call_on_close(lambda: behaviour.after_reply([message]))
        return response

    def one_text(self, request, account, sid):
        self._check_account(request, account)
        return _json(self.twilio.as_json(self.twilio.find(sid)))

    def list_texts(self, request, account):
        self._check_account(request, account)
        size = min(request.args.get("PageSize", 50, type=int), 1000)
        page = request.args.get("Page", 0, type=int)
        found = self.twilio.search(request.args)
        shown = found[page * size : (page + 1) * size]
        uri = f"/2010-04-01/Accounts/{account}/Messages.json?PageSize={size}&Page="
        more = len(found) > (page + 1) * size
        return _json(
            {
                "messages": [self.twilio.as_json(message) for message in shown],
                "page": page,
                "page_size": size,
                "start": page * size,
                "end": page * size + len(shown) - 1,
                "uri": f"{uri}{page}",
                "first_page_uri": f"{uri}0",
                "next_page_uri": f"{uri}{page + 1}" if more else None,
                "previous_page_uri": f"{uri}{page - 1}" if page else None,
            }
        )


def _json(values, status=200):
    return Response(json.dumps(values), status=status, mimetype="application/json")


def _body(request):
    if request.form:
        return request.form.to_dict()
    try:
        values = json.loads(request.get_data() or b"{}")
    except ValueError as error:
        raise BadRequest(f"The body is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise BadRequest("The body is not a JSON object")
    return values
