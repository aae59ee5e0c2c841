"""Whether a domain's mail can be told from a forger's: SPF, DKIM and DMARC, no ORM.

What a check says is what mailbox providers see: TXT records of the domain that stands
in From. Whether the mail server in use is among those that SPF names, only a mail that
arrived can show.
"""

import re
from dataclasses import dataclass

import dns.exception
import dns.resolver

TIMEOUT = 2.0
LIFETIME = 4.0
# RFC 7208: a receiver gives up after so many further lookups.
SPF_LOOKUPS = 10
_SPF_ASKS = ("include", "a", "mx", "ptr", "exists", "redirect")
_SPF_TERM = re.compile(r"[+\-~?]?([a-z0-9]*)")


class NotChecked(Exception):
    """No resolver answered, so that nothing is known either way."""


@dataclass(frozen=True)
class Finding:
    """``state`` is ok, weak, missing or unknown; ``code`` says why, ``record`` is what
    was found."""

    state: str
    code: str = ""
    record: str = ""


UNKNOWN = Finding("unknown", "no_resolver")


def resolver(server=""):
    """Return a resolver: of ``server`` ("ip" or "ip:port"), else of this machine.

    None where this machine has none.
    """
    if not server:
        try:
            found = dns.resolver.Resolver()
        except (dns.resolver.NoResolverConfiguration, OSError):
            return None
    else:
        address, _colon, port = server.partition(":")
        found = dns.resolver.Resolver(configure=False)
        found.nameservers = [address]
        found.port = int(port or 53)
    found.timeout, found.lifetime = TIMEOUT, LIFETIME
    return found


def check(domain, bounce_domain, selectors, asked):
    """Return ``{"spf" | "dkim" | "dmarc": Finding}`` of mails from ``domain`` whose
    bounces go to ``bounce_domain``; ``asked`` is a resolver or None."""
    try:
        if asked is None:
            raise NotChecked
        return {
            "spf": _spf(bounce_domain, asked),
            "dkim": _dkim(domain, selectors, asked),
            "dmarc": _dmarc(domain, bounce_domain, asked),
        }
    except NotChecked:
        return dict.fromkeys(("spf", "dkim", "dmarc"), UNKNOWN)


def texts(name, asked):
    """Return the TXT records of ``name``, each as one string."""
    try:
        answer = asked.resolve(name, "TXT")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise NotChecked from error
    return [
        b"".join(record.strings).decode("utf-8", "replace").strip() for record in answer
    ]


def organization(domain):
    """Return the domain that somebody registered, as far as two labels tell it."""
    return ".".join(domain.lower().rstrip(".").split(".")[-2:])


def _spf(domain, asked):
    found = [text for text in texts(domain, asked) if _is_spf(text)]
    if not found:
        return Finding("missing", "spf_none")
    if len(found) > 1:
        return Finding("missing", "spf_several", " | ".join(found))
    terms = found[0].lower().split()[1:]
    if sum(_SPF_TERM.match(term)[1] in _SPF_ASKS for term in terms) > SPF_LOOKUPS:
        return Finding("weak", "spf_lookups", found[0])
    if "-all" in terms or "~all" in terms:
        return Finding("ok", record=found[0])
    if any(term.startswith("redirect=") for term in terms):
        return Finding("ok", record=found[0])
    return Finding("weak", "spf_open", found[0])


def _is_spf(text):
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def _dkim(domain, selectors, asked):
    if not selectors:
        return Finding("unknown", "dkim_no_selector")
    for selector in selectors:
        for text in texts(f"{selector}._domainkey.{domain}", asked):
            key = _tags(text).get("p")
            if key:
                return Finding("ok", record=f"{selector}: {text[:60]}")
            if key == "":
                return Finding("missing", "dkim_revoked", f"{selector}: {text[:60]}")
    return Finding("missing", "dkim_none")


def _dmarc(domain, bounce_domain, asked):
    for name in dict.fromkeys((domain, organization(domain))):
        found = [
            text
            for text in texts(f"_dmarc.{name}", asked)
            if text.lower().startswith("v=dmarc1")
        ]
        if found:
            break
    else:
        return Finding("missing", "dmarc_none")
    if len(found) > 1:
        return Finding("missing", "dmarc_several", " | ".join(found))
    tags = _tags(found[0])
    if tags.get("p", "").lower() not in ("none", "quarantine", "reject"):
        return Finding("missing", "dmarc_no_policy", found[0])
    strict = tags.get("aspf", "r").lower() == "s"
    aligned = (
        domain == bounce_domain
        if strict
        else organization(domain) == organization(bounce_domain)
    )
    if not aligned:
        # DKIM alone may still pass, but a forwarded or unsigned mail will not.
        return Finding("weak", "not_aligned", found[0])
    return Finding("ok", record=found[0])


def _tags(text):
    pairs = (part.partition("=") for part in text.split(";"))
    return {
        name.strip().lower(): value.replace(" ", "").strip()
        for name, equals, value in pairs
        if equals
    }
