"""TrustedForm and Jornaya as our adapters speak to them: certificates that die.

A page issues a certificate about one person; it lives three days, ninety where a submit
was seen. Retaining keeps it for good, however often it is asked for.
"""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from werkzeug.wrappers import Request, Response

API_KEY = "sandbox-trustedform-key"
ACCOUNT, PARTNER = "sandbox-account", "sandbox-partner"
LIFE, LIFE_WITH_SUBMIT = timedelta(days=3), timedelta(days=90)


@dataclass
class Certificate:
    phone: str = ""
    email: str = ""
    issued_at: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
    submit_seen: bool = False
    retained: int = 0

    @property
    def is_dead(self):
        life = LIFE_WITH_SUBMIT if self.submit_seen else LIFE
        return not self.retained and datetime.now(timezone.utc) > self.issued_at + life


class CertificateOffice:
    """Both issuers. ``fails_with`` is a status that they answer with instead."""

    def __init__(self):
        self.issued = {}
        self.asked = []
        self.fails_with = 0

    def issue(self, ident, **facts):
        """Have a page issue a certificate and return it."""
        self.issued[ident] = Certificate(**facts)
        return self.issued[ident]

    def __call__(self, environ, start_response):
        request = Request(environ)
        ident = request.args.get("id") or request.path.strip("/")
        self.asked.append(ident)
        answer = self._jornaya if request.path == "/SingleQuery" else self._trustedform
        status, said = (
            (self.fails_with, {"message": "out of order"})
            if self.fails_with
            else answer(request, self.issued.get(ident))
        )
        body = json.dumps(said)
        response = Response(body, status=status, mimetype="application/json")
        return response(environ, start_response)

    def _trustedform(self, request, certificate):
        expected = base64.b64encode(f"API:{API_KEY}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {expected}":
            return 401, {"message": "unauthorized"}
        if request.headers.get("Api-Version") != "4.0" or request.method != "POST":
            return 400, {"message": "invalid request"}
        if not certificate:
            return 404, {"message": "certificate not found"}
        if certificate.is_dead:
            return 410, {"message": "certificate expired"}
        asked = request.get_json()
        match = {
            f"{name}_match": asked["match_lead"].get(name) == getattr(certificate, name)
            for name in ("email", "phone")
            if name in asked["match_lead"]
        }
        certificate.retained += any(match.values())
        return 200, {
            "outcome": "success",
            "match_lead": {"result": {"success": any(match.values()), **match}},
            "retain": {"results": {"previously_retained": certificate.retained > 1}},
        }

    def _jornaya(self, request, certificate):
        keys = request.args.get("lac"), request.args.get("lpc")
        if keys != (ACCOUNT, PARTNER):
            return 403, {"message": "unknown account"}
        alive = certificate and not certificate.is_dead
        if alive:
            certificate.retained += 1
        return 200, {
            "audit": {"token": request.args.get("id"), "authentic": int(bool(alive))}
        }
