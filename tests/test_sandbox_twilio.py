"""The emulated Twilio answers as the real one does."""

import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl

import requests

from tests.sandbox import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from tests.sandbox.sandbox import Sandbox
from tests.sandbox.signature import body_sha256, sign

BORROWER = "+18505550142"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
CALL = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}


class TestSignature(unittest.TestCase):
    """The vectors of twilio-python's tests/unit/test_request_validator.py."""

    def test_form(self):
        self.assertEqual(sign("12345", URL, CALL), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")

    def test_order_of_parameters_does_not_matter(self):
        backwards = dict(reversed(CALL.items()))
        self.assertEqual(sign("12345", URL, backwards), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")

    def test_repeated_values_count_once(self):
        params = {"Sid": ["CA123"], "SidAccount": ["AC123"], "Digits": ["5678", "1234"]}
        self.assertEqual(
            sign("12345", URL, params | {"Digits": ["5678", "1234", "1234"]}),
            sign("12345", URL, params),
        )

    def test_port_in_the_address(self):
        plain = URL.replace(".com", ".com:1234").replace("https", "http")
        self.assertEqual(sign("12345", plain, CALL), "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=")
        secure = URL.replace(".com", ".com:443")
        self.assertEqual(sign("12345", secure, CALL), "kvajT1Ptam85bY51eRf/AJRuM3w=")
        default = URL.replace(".com", ".com:80").replace("https", "http")
        self.assertEqual(sign("12345", default, CALL), "0ZXoZLH/DfblKGATFgpif+LLRf4=")

    def test_json_body(self):
        digest = body_sha256('{"property": "value", "boolean": true}')
        self.assertTrue(digest.startswith("0a1ff763") and digest.endswith("e6620"))
        signed = sign("12345", f"{URL}&bodySHA256={digest}")
        self.assertEqual(signed, "a9nBmqA0ju/hNViExpshrM61xv4=")


class Webhook(HTTPServer):
    """Stands where Odoo stands, and keeps what Twilio posts."""

    def __init__(self, answer="<Response/>"):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.answer = answer
        self.got = []
        self.arrived = threading.Condition()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook"

    def wait_for(self, count):
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.got) >= count, timeout=10)


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        with self.server.arrived:
            self.server.got.append((form, self.headers["X-Twilio-Signature"]))
            self.server.arrived.notify()
        text = self.server.answer.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args):
        pass


class TwilioCase(unittest.TestCase):
    def setUp(self):
        self.sandbox = Sandbox()
        self.sandbox.start()
        self.addCleanup(self.sandbox.stop)
        self.behaviour = self.sandbox.twilio.behaviour
        self.behaviour.callback_delay = 0.01
        self.webhook = Webhook()
        self.addCleanup(self.webhook.server_close)
        self.addCleanup(self.webhook.shutdown)

    @property
    def api(self):
        return f"{self.sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages"

    def send(self, auth=(ACCOUNT_SID, AUTH_TOKEN), **form):
        form = {"To": BORROWER, "From": NUMBER, "Body": "Hello"} | form
        return requests.post(f"{self.api}.json", data=form, auth=auth, timeout=10)

    def get(self, path, **params):
        auth = (ACCOUNT_SID, AUTH_TOKEN)
        return requests.get(f"{self.api}{path}", params=params, auth=auth, timeout=10)

    def assertRefused(self, response, status, code):
        self.assertEqual(response.status_code, status)
        self.assertEqual(
            {"code": code, "status": status},
            {name: response.json()[name] for name in ("code", "status")},
        )
        self.assertEqual(
            response.json()["more_info"], f"https://www.twilio.com/docs/errors/{code}"
        )

    def texts(self, to=BORROWER):
        return [message.body for message in self.sandbox.store.received(to)]


class TestSending(TwilioCase):
    def test_an_accepted_text_is_queued_and_reaches_the_phone(self):
        response = self.send()
        self.assertEqual(response.status_code, 201)
        answer = response.json()
        self.assertRegex(answer["sid"], "^SM[0-9a-f]{32}$")
        self.assertEqual(answer["status"], "queued")
        self.assertEqual(answer["num_segments"], "1")
        self.assertIsNone(answer["error_code"])
        self.assertEqual(self.texts(), ["Hello"])

    def test_wrong_login(self):
        self.assertRefused(self.send(auth=(ACCOUNT_SID, "wrong")), 401, 20003)
        self.assertRefused(self.send(auth=None), 401, 20003)
        self.assertEqual(self.texts(), [])

    def test_refusals(self):
        self.assertRefused(self.send(To=""), 400, 21604)
        self.assertRefused(self.send(To="bad"), 400, 21211)
        self.assertRefused(self.send(From=""), 400, 21603)
        self.assertRefused(self.send(To=NUMBER), 400, 21266)
        self.assertRefused(self.send(From="+18505550199"), 400, 21606)
        self.assertRefused(self.send(Body=""), 400, 21602)
        self.assertRefused(self.send(Body="x" * 1601), 400, 21617)
        self.assertRefused(self.send(StatusCallback="nowhere"), 400, 21609)
        self.assertRefused(self.send(To="+15005550009"), 400, 21614)
        self.assertEqual(self.texts(), [])

    def test_errors_on_demand(self):
        self.behaviour.errors[BORROWER] = 21635
        self.assertRefused(self.send(), 400, 21635)
        self.behaviour.errors.clear()
        self.behaviour.rate_limit = 1
        self.assertRefused(self.send(), 429, 20429)
        self.assertEqual(self.send().status_code, 201)

    def test_a_dropped_answer_leaves_the_text_to_be_found(self):
        self.behaviour.drop_connection = True
        with self.assertRaises(requests.ConnectionError):
            self.send()
        found = self.get(".json", To=BORROWER).json()["messages"]
        self.assertEqual([message["body"] for message in found], ["Hello"])

    def test_callbacks_run_around_the_answer(self):
        order = []
        done = threading.Event()
        self.behaviour.before_reply = lambda messages: order.append("before")
        self.behaviour.after_reply = lambda messages: (
            order.append("after"),
            done.set(),
        )
        self.send()
        self.assertTrue(done.wait(5))
        self.assertEqual(order, ["before", "after"])


class TestStatusCallbacks(TwilioCase):
    def test_statuses_are_signed_and_in_order(self):
        sid = self.send(StatusCallback=self.webhook.url).json()["sid"]
        self.assertTrue(self.webhook.wait_for(2))
        statuses = [form["MessageStatus"] for form, _signature in self.webhook.got]
        self.assertEqual(statuses, ["sent", "delivered"])
        for form, signature in self.webhook.got:
            self.assertEqual(form["MessageSid"], sid)
            self.assertEqual(signature, sign(AUTH_TOKEN, self.webhook.url, form))

    def test_a_failure_names_its_code(self):
        self.behaviour.outcomes[BORROWER] = ("undelivered", 30003)
        sid = self.send(StatusCallback=self.webhook.url).json()["sid"]
        self.assertTrue(self.webhook.wait_for(2))
        form, _signature = self.webhook.got[-1]
        self.assertEqual(form["MessageStatus"], "undelivered")
        self.assertEqual(form["ErrorCode"], "30003")
        self.assertEqual(self.get(f"/{sid}.json").json()["error_code"], 30003)


class TestInbound(TwilioCase):
    def receive(self, body):
        return self.sandbox.twilio.receive(BORROWER, body, self.webhook.url)

    def test_a_text_is_handed_over_signed(self):
        self.receive("Call me after six")
        ((form, signature),) = self.webhook.got
        self.assertEqual(form["From"], BORROWER)
        self.assertEqual(form["To"], NUMBER)
        self.assertEqual(form["Body"], "Call me after six")
        self.assertEqual(form["SmsStatus"], "received")
        self.assertNotIn("OptOutType", form)
        self.assertEqual(signature, sign(AUTH_TOKEN, self.webhook.url, form))

    def test_stop_blocks_and_start_unblocks(self):
        self.receive(" stop ")
        self.assertEqual(self.webhook.got[-1][0]["OptOutType"], "STOP")
        self.assertEqual(len(self.texts()), 1)
        self.assertRefused(self.send(), 400, 21610)
        self.receive("START")
        self.assertEqual(self.send().status_code, 201)

    def test_a_sentence_with_stop_in_it_is_left_to_the_lender(self):
        self.receive("Stop texting me")
        self.assertNotIn("OptOutType", self.webhook.got[-1][0])
        self.assertEqual(self.send().status_code, 201)

    def test_who_answers_stop_can_be_chosen(self):
        self.behaviour.opt_out = "default"
        self.receive("STOP")
        self.assertNotIn("OptOutType", self.webhook.got[-1][0])
        self.assertRefused(self.send(), 400, 21610)
        self.sandbox.reset()
        self.sandbox.twilio.behaviour.opt_out = "off"
        self.receive("STOP")
        self.assertEqual(self.texts(), [])
        self.assertEqual(self.send().status_code, 201)

    def test_an_answer_in_twiml_reaches_the_phone(self):
        self.webhook.answer = "<Response><Message>Thank you</Message></Response>"
        self.receive("Yes please")
        self.assertEqual(self.texts(), ["Thank you"])


class TestLookup(TwilioCase):
    def test_by_sid(self):
        sid = self.send().json()["sid"]
        self.assertEqual(self.get(f"/{sid}.json").json()["to"], BORROWER)
        self.assertRefused(self.get("/SM0.json"), 404, 20404)

    def test_by_number_and_day(self):
        self.send(Body="first")
        self.send(Body="second")
        self.send(To="+18505550143", Body="another")
        today = self.sandbox.store.all()[0].at[:10]

        def bodies(**params):
            found = self.get(".json", **params).json()["messages"]
            return [message["body"] for message in found]

        self.assertEqual(bodies(To=BORROWER), ["second", "first"])
        self.assertEqual(bodies(To=BORROWER, PageSize=1), ["second"])
        self.assertEqual(len(bodies(DateSent=today)), 3)
        self.assertEqual(bodies(DateSent="2001-01-01"), [])
        self.assertEqual(len(bodies(**{"DateSent>": today})), 3)
        self.assertEqual(bodies(**{"DateSent<": "2001-01-01"}), [])
