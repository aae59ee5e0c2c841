"""Which states and time zones a borrower may be in (no ORM)."""

# Where nothing at all is known, every clock of the fifty states must be open.
EVERYWHERE = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)


def expand(rows):
    """Yield ``(kind, key, states, zones)`` of the shipped file's rows.

    A row with suffixes stands for the ZIP codes made of its prefix and each of them.
    """
    for row in rows:
        for suffix in row["suffixes"].split() or [""]:
            yield row["kind"], row["key"] + suffix, row["states"], row["zones"]


def keys(states, zips, area):
    """Return the ``(kind, key)`` of the rows that can answer for a borrower."""
    wanted = {("state", state) for state in states}
    for code in filter(None, zips):
        wanted |= {("zip", code), ("zip", code[:3])}
    if area:
        wanted.add(("area", area))
    return wanted


def candidates(states, zips, area, rows, presuming=(), strict=False):
    """Return ``(states, zones)`` in which a borrower may be, likeliest first.

    ``rows`` is ``{(kind, key): (states, zones)}``. The ZIP decides; a state without a
    ZIP counts with all its zones; the area code counts where no ZIP is known, where its
    state is in ``presuming``, or always with ``strict``.
    """
    by_zip = [
        rows.get(("zip", code)) or rows.get(("zip", code[:3])) for code in zips if code
    ]
    by_zip = [answer for answer in by_zip if answer]
    covered = {state for own, _zones in by_zip for state in own}
    answers = [((state,), ()) for state in states] + by_zip
    answers += [
        rows["state", state]
        for state in states
        if state not in covered and ("state", state) in rows
    ]
    by_area = rows.get(("area", area), ((), ()))
    if not by_zip or strict or set(by_area[0]) & set(presuming):
        answers.append(by_area)
    return (
        tuple(dict.fromkeys(state for own, _zones in answers for state in own)),
        tuple(dict.fromkeys(zone for _states, own in answers for zone in own)),
    )
