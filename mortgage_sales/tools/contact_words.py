"""How an LO reads whether a borrower may be called, texted or emailed now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

THIS_WEEK = timedelta(days=6)


def untranslated(source, **values):
    """Return ``source`` with its values, as ``env._`` does for English."""
    return source % values if values else source


@dataclass(frozen=True)
class Contact:
    """A verdict about one channel. ``now`` and ``until`` are on the borrower's clock;
    ``stop`` is the code of what suppresses, ``why`` the reason in the gate's words."""

    channel: str
    verdict: str = "allow"
    name: str = ""
    now: datetime | None = None
    until: datetime | None = None
    why: str = ""
    stop: str = ""
    stopped_on: date | None = None


def words(contact, _=untranslated):
    """Return the words for ``contact``, such as "Can text now".

    >>> words(Contact("email"))
    'Can email now'
    """
    if contact.verdict == "allow":
        return {
            "call": _("Can call now"),
            "sms": _("Can text now"),
            "email": _("Can email now"),
        }[contact.channel]
    if contact.verdict == "hold" and contact.until:
        return _held(contact, _)
    return _refused(contact.channel, _stopped(contact, _) or contact.why, _)


def nowhere(channel, _=untranslated):
    """Return the words for a borrower who has no address on ``channel``."""
    return _("No email address") if channel == "email" else _("No phone number")


def remedy(rule, _=untranslated):
    """Return what would make a contact allowed that ``rule`` stops; empty where the
    clock does it."""
    family = (rule or "").partition(".")[0]
    if rule == "opt_out.review":
        return _("Compliance decides whether it was an opt-out.")
    if rule == "license.company":
        return _("A license of the company in that state.")
    return {
        "suppression": _(
            "Only the borrower can change it: when the borrower asks to hear from us"
            " again, compliance lifts it."
        ),
        "opt_out": _(
            "Only the borrower can change it: by texting START, or by asking; then"
            " compliance lifts it."
        ),
        "license": _("A loan officer with a license in that state."),
        "consent": _("The borrower's consent in writing, such as on your web form."),
    }.get(family, "")


def _held(contact, _):
    told = {
        "when": _when(contact, _),
        "whose": _("%(name)s's time", name=contact.name)
        if contact.name
        else _("the borrower's time"),
        "why": contact.why,
    }
    return {
        "call": lambda: _("Call from %(when)s %(whose)s (%(why)s)", **told),
        "sms": lambda: _("Text goes %(when)s %(whose)s (%(why)s)", **told),
        "email": lambda: _("Email goes %(when)s %(whose)s (%(why)s)", **told),
    }[contact.channel]()


def _when(contact, _):
    until = contact.until
    clock = f"{until.hour % 12 or 12}:{until:%M %p}"
    if until.date() == contact.now.date():
        return clock
    if until - contact.now < THIS_WEEK:
        return _("%(clock)s %(day)s,", clock=clock, day=f"{until:%A}")
    return _("%(clock)s %(day)s,", clock=clock, day=day_words(until.date()))


def _refused(channel, why, _):
    return {
        "call": lambda: _("No calls: %(why)s", why=why),
        "sms": lambda: _("No texts: %(why)s", why=why),
        "email": lambda: _("No email: %(why)s", why=why),
    }[channel]()


def _stopped(contact, _):
    """Say who or what stopped contact; empty where nothing did."""
    told = {
        "name": contact.name or _("the borrower"),
        "day": since(contact.stopped_on, contact.now),
    }
    said = {
        "stop": lambda: _("%(name)s opted out %(day)s", **told),
        "unsubscribed": lambda: _("%(name)s unsubscribed %(day)s", **told),
        "internal_dnc": lambda: _("%(name)s asked not to be contacted %(day)s", **told),
        "wrong_number": lambda: (
            _("wrong number, found out %(day)s", **told)
            if told["day"]
            else _("wrong number")
        ),
        "bounced": lambda: _("mail to this address came back %(day)s", **told),
        "litigator": lambda: _("on the litigator list"),
        "deceased": lambda: _("the borrower has died"),
    }.get(contact.stop)
    return said().strip() if said else ""


def since(day, now):
    """Return a past day as people say it, with its year only when it is another."""
    if not day:
        return ""
    same_year = now and now.year == day.year
    return day_words(day) if same_year else f"{day_words(day)}, {day.year}"


def day_words(day):
    """Return a day such as ``Oct 3``."""
    return f"{day:%b} {day.day}"
