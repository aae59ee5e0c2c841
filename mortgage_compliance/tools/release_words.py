"""What a held message waits for, in words, and who does it (no ORM)."""

from .places import STATES, state_name
from .when_words import English, when


def at_time(until, now, name="", env=English):
    """Return when it goes; ``until`` and ``now`` are on the borrower's clock.

    >>> from datetime import datetime
    >>> at_time(datetime(2026, 3, 4, 8), datetime(2026, 3, 3, 22), "Dana")
    "tomorrow 8:00 AM, Dana's time"
    """
    if until <= now:
        return env._("any minute now")
    told = {"when": when(until, now, env), "name": name}
    if name:
        return env._("%(when)s, %(name)s's time", **told)
    return env._("%(when)s, the borrower's time", **told)


def waits_for(code, env=English):
    """Return what lets go what the rule ``code`` holds, and whose work that is.

    >>> waits_for("registration.TX")
    'when Texas is registered (compliance)'
    """
    family, _dot, rest = (code or "").partition(".")
    if family == "registration" and rest in STATES:
        return env._(
            "when %(state)s is registered (compliance)", state=state_name(rest)
        )
    known = _waits(env)
    return known.get(code) or known.get(family) or env._("when a person looks at it")


def _waits(env):
    return {
        "opt_out.review": env._("when the answer is reviewed (compliance)"),
        "texting.account": env._("when the provider takes texts again (administrator)"),
        "consent.basis": env._("when the source is signed off (compliance)"),
        "consent.certificate": env._("when the certificate is stored"),
        "bounce": env._("when there is another address, or compliance lifts it"),
        "preference": env._("when the borrower wants marketing again"),
        "registration": env._("when the state is registered (compliance)"),
        "license": env._("when the license is renewed (administrator)"),
        "content": env._("when it is set up (administrator)"),
        "template": env._("when the words are approved (compliance)"),
        "dnc": env._("when the list is loaded (compliance)"),
        "reassigned": env._("when the number is checked (compliance)"),
        "window": env._("when compliance corrects the hours: no minute is open"),
        "breaker": env._("when somebody lets its run go on (compliance or a manager)"),
        "closed_days": env._("when compliance corrects the days: no minute is open"),
    }
