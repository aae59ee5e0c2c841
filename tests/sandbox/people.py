"""Odoo knows which mail address and which phone are one borrower's."""

import re
import time
import xmlrpc.client


class People:
    """Asks Odoo for names, rarely, and does without when Odoo is away."""

    RETRY_SECONDS = 20

    def __init__(self):
        self._known = {}
        self._asked = {}

    def learn(self, gateway, addresses):
        """Ask Odoo once for all addresses that are new."""
        now = time.monotonic()
        unknown = [
            address
            for address in map(bare, addresses)
            if address not in self._known
            and now - self._asked.get(address, -999) > self.RETRY_SECONDS
        ]
        if not gateway or not unknown:
            return
        self._asked.update(dict.fromkeys(unknown, now))
        for found in _search(gateway, unknown):
            person = {
                "name": found["name"] or "",
                "email": found["email_normalized"] or "",
                "phone": found["phone_sanitized"] or "",
            }
            for address in filter(None, (person["email"], person["phone"])):
                self._known.setdefault(address, person)

    def of(self, address):
        """Return ``{name, email, phone}`` of the person at a mail address or phone."""
        address = bare(address)
        is_phone = address.startswith("+")
        stranger = {
            "name": "",
            "email": "" if is_phone else address,
            "phone": address if is_phone else "",
        }
        return self._known.get(address, stranger)


def _search(gateway, addresses):
    domain = [
        "|",
        ("email_normalized", "in", addresses),
        ("phone_sanitized", "in", addresses),
    ]
    fields = ["name", "email_normalized", "phone_sanitized"]
    try:
        return gateway.call(
            "res.partner", "search_read", [domain], {"fields": fields, "order": "id"}
        )
    except (OSError, PermissionError, xmlrpc.client.Error):
        return []


def bare(address):
    """Return the address alone of ``Name <address>``, in lower case."""
    inner = re.search(r"<([^>]+)>", address)
    return (inner.group(1) if inner else address).strip().lower()
