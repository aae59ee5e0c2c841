"""Certificates of consent and how their providers keep them for us (no ORM)."""

import re
from dataclasses import dataclass

import requests

TIMEOUT = 20
# The provider's own reasons that no later try would change.
GONE = (400, 404, 409, 410, 422)


@dataclass(frozen=True)
class Outcome:
    """``state`` is retained, lost, or waiting: to be asked for again later. ``proof``
    is the provider's answer, byte for byte."""

    state: str
    reason: str = ""
    proof: bytes = b""


@dataclass(frozen=True)
class Request:
    """What is asked for: the certificate, and whom it must have been issued about."""

    ident: str
    email: str = ""
    phone: str = ""
    reference: str = ""
    vendor: str = ""


class Provider:
    """One issuer of certificates. ``keys`` are the company's own; ``base_url`` is
    another address than the provider's in tests only."""

    base_url = ""
    needs = ()  # the keys without which nothing can be asked

    def __init__(self, keys, base_url=""):
        self.keys = keys
        self.base_url = base_url or self.base_url

    @classmethod
    def ident(cls, given):
        """Return the certificate's id as it is asked for, "" where it cannot be one."""
        raise NotImplementedError

    @property
    def is_ready(self):
        return all(self.keys.get(name) for name in self.needs)

    def retain(self, request):
        """Ask the provider to keep the certificate for us; return the Outcome."""
        try:
            response = self._ask(request)
        except requests.RequestException as error:
            return Outcome("waiting", type(error).__name__)
        if response.status_code in GONE:
            return Outcome("lost", _reason(response), response.content)
        if not response.ok:
            return Outcome("waiting", f"HTTP {response.status_code}")
        return self._read(response)

    def _ask(self, request):
        raise NotImplementedError

    def _read(self, response):
        raise NotImplementedError


class TrustedForm(Provider):
    """ActiveProspect's Certificate API 4.0: POST to the certificate's own address."""

    base_url = "https://cert.trustedform.com"
    needs = ("trustedform_api_key",)

    @classmethod
    def ident(cls, given):
        # Only the id: an inquiry must not choose which server we call.
        found = re.fullmatch(
            r"(?:https?://cert\.trustedform\.com/)?([0-9a-f]{40})/?",
            given.strip().lower(),
        )
        return found[1] if found else ""

    def _ask(self, request):
        person = {"email": request.email, "phone": request.phone}
        return requests.post(
            f"{self.base_url}/{request.ident}",
            json={
                "match_lead": {name: said for name, said in person.items() if said},
                "retain": {"reference": request.reference, "vendor": request.vendor},
            },
            auth=("API", self.keys["trustedform_api_key"]),
            headers={"Api-Version": "4.0", "Accept": "application/json"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )

    def _read(self, response):
        answer = _object(response)
        if answer.get("outcome") == "error":
            return Outcome("waiting", _reason(response))
        if answer.get("outcome") != "success":
            return Outcome("lost", _reason(response), response.content)
        match = _within(answer, "match_lead", "result")
        if not (match.get("phone_match") or match.get("email_match")):
            return Outcome("lost", "issued about somebody else", response.content)
        return Outcome("retained", proof=response.content)


class Jornaya(Provider):
    """Verisk's LeadiD Guardian: an audit that keeps the record of the token.

    The names of its answers are from general knowledge and to be checked against the
    contract: where one is missing the token counts as not proven.
    """

    base_url = "https://api.leadid.com"
    needs = ("jornaya_account_code", "jornaya_partner_code")

    @classmethod
    def ident(cls, given):
        token = given.strip().upper()
        known = re.fullmatch(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}", token)
        return token if known else ""

    def _ask(self, request):
        return requests.get(
            f"{self.base_url}/SingleQuery",
            params={
                "lac": self.keys["jornaya_account_code"],
                "lpc": self.keys["jornaya_partner_code"],
                "id": request.ident,
                "email": request.email,
                "phone": request.phone,
                "reference": request.reference,
            },
            timeout=TIMEOUT,
            allow_redirects=False,
        )

    def _read(self, response):
        audit = _within(_object(response), "audit")
        if audit.get("authentic") in (1, "1", True):
            return Outcome("retained", proof=response.content)
        return Outcome("lost", "not authentic", response.content)


PROVIDERS = {"trustedform": TrustedForm, "jornaya": Jornaya}


def _object(response):
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _within(answer, *path):
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else {}
    return answer if isinstance(answer, dict) else {}


def _reason(response):
    answer = _object(response)
    said = answer.get("reason") or answer.get("message")
    return str(said)[:200] if said else f"HTTP {response.status_code}"
