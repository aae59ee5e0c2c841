"""Whether what another system hands in has the shape that it must have (no ORM)."""

# What a PostgreSQL integer holds.
LARGEST = 2**31 - 1


def odd_entry(entries, texts=(), numbers=(), lists=()):
    """Return ``(position, field)`` of the first value of a wrong kind, or None.

    ``texts``, ``numbers`` and ``lists`` (of texts) name fields; an absent or empty
    value is never wrong. The field is "" where an entry is no object at all.
    """
    for position, entry in enumerate(entries):
        if not isinstance(entry, dict):
            return position, ""
        for field, value in entry.items():
            if value in (None, False, "") or _fits(field, value, texts, numbers, lists):
                continue
            return position, field
    return None


def _fits(field, value, texts, numbers, lists):
    if field in texts:
        return isinstance(value, str) and "\x00" not in value
    if field in numbers:
        return type(value) is int and 0 < value <= LARGEST
    if field in lists:
        return isinstance(value, list | tuple) and all(
            isinstance(one, str) for one in value
        )
    return True
