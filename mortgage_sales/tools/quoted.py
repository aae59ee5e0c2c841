"""Quoting what a borrower wrote (no ORM)."""


def beginning(text, length):
    """Return how ``text`` begins, on one line of about ``length`` characters."""
    words = " ".join((text or "").split())
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0] + "…"
