"""How an LO reads whether a borrower may be called, texted or emailed now."""

from dataclasses import dataclass
from datetime import date, datetime

from .when_words import THIS_WEEK, English, clock, day_words


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


def words(contact, env=English):
    """Return the words for ``contact``, such as "Can text now".

    >>> words(Contact("email"))
    'Can email now'
    """
    if contact.verdict == "allow":
        return {
            "call": env._("Can call now"),
            "sms": env._("Can text now"),
            "email": env._("Can email now"),
        }[contact.channel]
    if contact.verdict == "hold" and contact.until:
        return _held(contact, env)
    in_review = contact.stop == "in_review"
    if contact.verdict == "hold" and (
        in_review or contact.why.startswith(env._("Waits"))
    ):
        # The reason is a sentence of its own: it says what a person has to do.
        return contact.why
    return _refused(contact.channel, _stopped(contact, env) or contact.why, env)


def nowhere(channel, env=English):
    """Return the words for a borrower who has no address on ``channel``."""
    return env._("No email address") if channel == "email" else env._("No phone number")


def remedy(rule, env=English):
    """Return what would make a contact allowed that ``rule`` stops; empty where the
    clock does it."""
    family = (rule or "").partition(".")[0]
    if rule == "opt_out.review":
        return env._("Compliance decides whether it was an opt-out.")
    if rule == "license.company":
        return env._("A license of the company in that state.")
    return {
        "suppression": env._(
            "Only the borrower can change it: when the borrower asks to hear from us"
            " again, compliance lifts it."
        ),
        "opt_out": env._(
            "Only the borrower can change it: by texting START, or by asking; then"
            " compliance lifts it."
        ),
        "preference": env._(
            "Only the borrower can change it: on the preferences page, or by telling"
            " you."
        ),
        "bounce": env._("An email address that takes mail."),
        "texting": env._(
            "The carriers' approval; an administrator follows it up in Setup."
        ),
        "license": env._("A loan officer with a license in that state."),
        "consent": env._(
            "The borrower's consent in writing, such as on your web form."
        ),
    }.get(family, "")


def _held(contact, env):
    told = {
        "when": _when(contact, env),
        "whose": env._("%(name)s's time", name=contact.name)
        if contact.name
        else env._("the borrower's time"),
        "why": contact.why,
    }
    return {
        "call": lambda: env._("Call from %(when)s %(whose)s (%(why)s)", **told),
        "sms": lambda: env._("Text goes %(when)s %(whose)s (%(why)s)", **told),
        "email": lambda: env._("Email goes %(when)s %(whose)s (%(why)s)", **told),
    }[contact.channel]()


def _when(contact, env):
    until = contact.until
    if until.date() == contact.now.date():
        return clock(until)
    soon = until - contact.now < THIS_WEEK
    day = f"{until:%A}" if soon else day_words(until.date())
    return env._("%(clock)s %(day)s,", clock=clock(until), day=day)


def _refused(channel, why, env):
    return {
        "call": lambda: env._("No calls: %(why)s", why=why),
        "sms": lambda: env._("No texts: %(why)s", why=why),
        "email": lambda: env._("No email: %(why)s", why=why),
    }[channel]()


def _stopped(contact, env):
    """Say who or what stopped contact; empty where nothing did."""
    told = {
        "name": contact.name or env._("the borrower"),
        "day": since(contact.stopped_on, contact.now),
    }
    said = {
        "stop": lambda: env._("%(name)s opted out %(day)s", **told),
        "unsubscribed": lambda: env._("%(name)s unsubscribed %(day)s", **told),
        "internal_dnc": lambda: env._(
            "%(name)s asked not to be contacted %(day)s", **told
        ),
        "wrong_number": lambda: (
            env._("wrong number, found out %(day)s", **told)
            if told["day"]
            else env._("wrong number")
        ),
        "bounced": lambda: env._("mail to this address came back %(day)s", **told),
        "litigator": lambda: env._("on the litigator list"),
        "deceased": lambda: env._("the borrower has died"),
    }.get(contact.stop)
    return said().strip() if said else ""


def since(day, now):
    """Return a past day as people say it, with its year only when it is another."""
    if not day:
        return ""
    same_year = now and now.year == day.year
    return day_words(day) if same_year else f"{day_words(day)}, {day.year}"
