"""Twilio as Odoo speaks to it, at an address that can be set, with exact outcomes."""

import logging
from datetime import timedelta, timezone
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import NewConnectionError

from odoo.addons.sms_twilio.tools.sms_api import SmsApiTwilio
from odoo.addons.sms_twilio.tools.sms_twilio import (
    get_twilio_from_number,
    get_twilio_status_callback_url,
)

from ...tools.twilio_signature import is_valid
from .text_provider import (
    DEAD_NUMBER,
    FILTERED,
    MISCONFIGURED,
    UNSUBSCRIBED,
    Attempt,
    Found,
    NoAnswerError,
    TextProvider,
)

_logger = logging.getLogger(__name__)

BASE_URL = "https://api.twilio.com"
TIMEOUT = 10
LOGIN_REFUSED = 20003
TOO_MANY = 20429
# Minutes after which a refused company or a throttled account is tried again.
PAUSES = {LOGIN_REFUSED: 15, TOO_MANY: 1}
# https://www.twilio.com/docs/api/errors
MEANINGS = {
    "21610": UNSUBSCRIBED,
    # not a number, not a mobile, a landline
    "21211": DEAD_NUMBER,
    "21614": DEAD_NUMBER,
    "21635": DEAD_NUMBER,
    # reported later by the carrier: no such handset, a landline
    "30005": DEAD_NUMBER,
    "30006": DEAD_NUMBER,
    # no sender, not ours, a trial account, suspended, not registered with the carriers
    "21603": MISCONFIGURED,
    "21606": MISCONFIGURED,
    "21608": MISCONFIGURED,
    "30002": MISCONFIGURED,
    "30034": MISCONFIGURED,
    "30007": FILTERED,
}
# Status at Twilio to outcome; whatever else it lists has been taken and is on its way.
STATUSES = {"delivered": "delivered", "undelivered": "failed", "failed": "failed"}


class TwilioApi(TextProvider, SmsApiTwilio):
    NAME = "Twilio"
    MEANINGS = MEANINGS

    def _sms_twilio_send_request(self, session, to_number, body, uuid):
        if self._base_url() == BASE_URL:
            return super()._sms_twilio_send_request(session, to_number, body, uuid)
        try:
            sender = get_twilio_from_number(self._company(), to_number).number
            return self._post(session, to_number, body, uuid, sender)
        except requests.exceptions.RequestException as error:
            _logger.warning("Twilio SMS API error: %s", error)
        return None

    def _attempt(self, number, body, uuid, sender):
        try:
            with requests.Session() as session:
                response = self._post(session, number, body, uuid, sender)
        except requests.exceptions.ConnectTimeout as error:
            return self._later(uuid, error)
        except requests.exceptions.ConnectionError as error:
            if _never_connected(error):
                return self._later(uuid, error)
            return self._in_doubt(uuid, error)
        except requests.exceptions.RequestException as error:
            return self._in_doubt(uuid, error)
        return self._read(response, uuid)

    def _read(self, response, uuid):
        try:
            answer = response.json()
        except ValueError:
            answer = {}
        if response.ok and answer.get("sid"):
            result = {"uuid": uuid, "state": "sent", "sms_twilio_sid": answer["sid"]}
            return Attempt("sent", result | {"failure_reason": False})
        code = answer.get("code") or 0
        if response.ok or (response.status_code >= 500 and not code):
            return self._in_doubt(uuid, f"HTTP {response.status_code}")
        if response.status_code in (401, 429):
            code = code or {401: LOGIN_REFUSED, 429: TOO_MANY}[response.status_code]
        reason = f"Twilio {code}: {answer.get('message') or response.reason}"
        state = self._twilio_error_code_to_odoo_state(answer)
        result = {"uuid": uuid, "state": state, "failure_reason": reason}
        outcome = "later" if code in PAUSES else "failed"
        return Attempt(outcome, result, str(code), reason, PAUSES.get(code, 0))

    def _later(self, uuid, error):
        result = {"uuid": uuid, "state": "server_error", "failure_reason": str(error)}
        return Attempt("later", result, "", str(error), 2)

    def _in_doubt(self, uuid, error):
        result = {"uuid": uuid, "state": "server_error", "failure_reason": str(error)}
        return Attempt("in_doubt", result, "", str(error))

    def _find(self, number, body, since):
        params = {
            "To": number,
            "DateSent>": (since - timedelta(days=1)).strftime("%Y-%m-%d"),
            "PageSize": 100,
        }
        try:
            response = requests.get(
                self._messages_url(), params=params, auth=self._login(), timeout=TIMEOUT
            )
            response.raise_for_status()
        except requests.RequestException as error:
            raise NoAnswerError(str(error)) from error
        # The same words may have gone to the same number before.
        since = since.replace(tzinfo=timezone.utc) - timedelta(minutes=2)
        for text in response.json().get("messages") or []:
            made = parsedate_to_datetime(text["date_created"])
            if text.get("body") == body and made >= since:
                return Found(
                    STATUSES.get(text["status"], "sent"),
                    text["sid"],
                    str(text.get("error_code") or ""),
                )
        return None

    def _is_set_up(self, company):
        return bool(company.sms_twilio_account_sid and company.sms_twilio_auth_token)

    @classmethod
    def _is_signed(cls, company, signature, urls, params):
        return is_valid(signature, company.sms_twilio_auth_token, urls, params)

    def _post(self, session, to_number, body, uuid, sender):
        company = self._company()
        company._assert_twilio_sid()
        return session.post(
            self._messages_url(),
            data={
                # "False" would hide that the number is missing.
                "From": sender or "",
                "To": to_number,
                "Body": body,
                "StatusCallback": get_twilio_status_callback_url(company, uuid),
            },
            auth=self._login(),
            timeout=TIMEOUT,
        )

    def _login(self):
        company = self._company()
        return company.sms_twilio_account_sid, company.sms_twilio_auth_token

    def _base_url(self):
        parameters = self.env["ir.config_parameter"].sudo()
        base = parameters.get_param("mortgage_compliance.twilio_base_url") or BASE_URL
        return base.rstrip("/")

    def _messages_url(self):
        account = self._company().sms_twilio_account_sid
        return f"{self._base_url()}/2010-04-01/Accounts/{account}/Messages.json"


def _never_connected(error):
    """Whether the connection failed before anything could be said over it."""
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)
