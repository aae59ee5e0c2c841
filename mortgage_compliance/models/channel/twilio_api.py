"""Twilio as Odoo speaks to it, at an address that can be set, with exact outcomes."""

import logging
from dataclasses import dataclass
from datetime import timedelta, timezone
from email.utils import parsedate_to_datetime

import requests
from urllib3.exceptions import NewConnectionError

from odoo.addons.sms_twilio.tools.sms_api import SmsApiTwilio
from odoo.addons.sms_twilio.tools.sms_twilio import (
    get_twilio_from_number,
    get_twilio_status_callback_url,
)

_logger = logging.getLogger(__name__)

BASE_URL = "https://api.twilio.com"
TIMEOUT = 10
UNSUBSCRIBED = 21610
# Not a number, not a mobile, a landline.
NOT_FOR_TEXTS = (21211, 21614, 21635)
LOGIN_REFUSED = 20003
TOO_MANY = 20429
# Minutes after which a refused company or a throttled account is tried again.
PAUSES = {LOGIN_REFUSED: 15, TOO_MANY: 1}


@dataclass
class Attempt:
    """What became of one text: ``result`` is what Odoo's own code writes down.

    ``outcome`` is sent, failed, in_doubt, or later: it was certainly not taken and may
    be tried again after ``pause`` minutes.
    """

    outcome: str
    result: dict
    error_code: int = 0
    reason: str = ""
    pause: int = 0


class TwilioApi(SmsApiTwilio):
    def _sms_twilio_send_request(self, session, to_number, body, uuid):
        if self._base_url() == BASE_URL:
            return super()._sms_twilio_send_request(session, to_number, body, uuid)
        try:
            return self._post(session, to_number, body, uuid)
        except requests.exceptions.RequestException as error:
            _logger.warning("Twilio SMS API error: %s", error)
        return None

    def _attempt(self, number, body, uuid):
        """Hand one text to Twilio and return its ``Attempt``, whatever happens."""
        try:
            with requests.Session() as session:
                response = self._post(session, number, body, uuid)
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
        return Attempt(outcome, result, code, reason, PAUSES.get(code, 0))

    def _later(self, uuid, error):
        result = {"uuid": uuid, "state": "server_error", "failure_reason": str(error)}
        return Attempt("later", result, 0, str(error), 2)

    def _in_doubt(self, uuid, error):
        result = {"uuid": uuid, "state": "server_error", "failure_reason": str(error)}
        return Attempt("in_doubt", result, 0, str(error))

    def _find(self, number, body, since):
        """Return Twilio's record of a text handed over at ``since``, or ``None``.

        Raises ``RequestException`` when Twilio cannot be asked.
        """
        params = {
            "To": number,
            "DateSent>": (since - timedelta(days=1)).strftime("%Y-%m-%d"),
            "PageSize": 100,
        }
        response = requests.get(
            self._messages_url(), params=params, auth=self._login(), timeout=TIMEOUT
        )
        response.raise_for_status()
        # The same words may have gone to the same number before.
        since = since.replace(tzinfo=timezone.utc) - timedelta(minutes=2)
        for text in response.json().get("messages") or []:
            made = parsedate_to_datetime(text["date_created"])
            if text.get("body") == body and made >= since:
                return text
        return None

    def _post(self, session, to_number, body, uuid):
        company = self._company()
        company._assert_twilio_sid()
        return session.post(
            self._messages_url(),
            data={
                # "False" would hide that the number is missing.
                "From": get_twilio_from_number(company, to_number).number or "",
                "To": to_number,
                "Body": body,
                "StatusCallback": get_twilio_status_callback_url(company, uuid),
            },
            auth=self._login(),
            timeout=TIMEOUT,
        )

    def _company(self):
        return (self.company or self.env.company).sudo()

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
