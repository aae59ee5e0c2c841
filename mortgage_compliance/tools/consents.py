"""What a person's consents come to at one moment, as plain values (no ORM)."""

from dataclasses import dataclass, field
from datetime import datetime

# A permission lifts a do-not-call list, it is no consent to texts: it has no rank.
RANKS = {"pec": 1, "pewc": 2}
PERMISSIONS = ("dnc_permission", "personal")
# Of a certificate of consent: proof is in hand, may still come, or never will.
RETAINED, WAITING, LOST = "retained", "waiting", "lost"


@dataclass(frozen=True)
class Fact:
    """One consent given or taken back. ``written`` are its channels with every element
    of written consent, ``bare`` those that have them also without the certificate.
    ``company_id`` is whom it was given to, 0 where the seller is somebody else."""

    event: str  # grant or revocation
    at: datetime
    channels: tuple
    level: str = ""
    written: tuple = ()
    bare: tuple = ()
    expires_at: datetime | None = None
    company_id: int = 0
    seller: str = ""
    certificate: str = ""


@dataclass
class Standing:
    """``levels`` holds the level per channel; ``pending`` what it rises to once a
    certificate is retained; ``permissions`` what speaks against a do-not-call list."""

    levels: dict = field(default_factory=dict)
    pending: dict = field(default_factory=dict)
    permissions: set = field(default_factory=set)


def seller_key(name):
    """Return a seller's name as it is compared: without case, signs and legal form.

    >>> seller_key("Lone Star Lending, L.L.C.") == seller_key("LONE STAR LENDING")
    True
    """
    words = "".join(
        sign if sign.isalnum() or sign.isspace() else "" if sign in ".'’" else " "
        for sign in (name or "").casefold()
    ).split()
    while len(words) > 1 and words[-1] in ("llc", "inc", "corp", "co", "ltd", "na"):
        words.pop()
    return " ".join(words)


def names_us(seller, names):
    """Tell whether one of the sellers in ``seller`` (split by “;” or lines) is ours."""
    listed = (seller or "").replace("\n", ";").replace("|", ";").split(";")
    return any(seller_key(name) in names for name in listed if seller_key(name))


def standing(facts, company_id, names, at):
    """Return the Standing of one contact point for a company at a naive UTC moment.

    Of what happened in the same second, a revocation is the last.
    """
    found = Standing()
    ordered = sorted(facts, key=lambda fact: (fact.at, fact.event == "revocation"))
    for fact in ordered:
        if fact.at > at:
            break
        if fact.event == "revocation":
            _take_back(found, fact)
        elif _counts(fact, company_id, names, at):
            _give(found, fact)
    return found


def _counts(fact, company_id, names, at):
    if fact.expires_at and fact.expires_at <= at:
        return False
    if fact.company_id == company_id or not (fact.company_id or fact.seller):
        return True
    return names_us(fact.seller, names)


def _take_back(found, fact):
    for channel in fact.channels:
        found.levels.pop(channel, None)
        found.pending.pop(channel, None)
    if "call" in fact.channels:
        found.permissions.clear()


def _give(found, fact):
    if fact.level in PERMISSIONS:
        if fact.certificate not in (WAITING, LOST) or "call" in fact.bare:
            found.permissions.add(fact.level)
        return
    for channel in fact.channels:
        proven = fact.bare if fact.certificate in (WAITING, LOST) else fact.written
        _raise(found.levels, channel, "pewc" if channel in proven else "pec")
        if fact.certificate == WAITING and channel in fact.written:
            _raise(found.pending, channel, "pewc")


def _raise(levels, channel, level):
    if RANKS[level] > RANKS.get(levels.get(channel), 0):
        levels[channel] = level
