"""Whom words may be sent to: lists of states written as ``FL TX``, empty for all."""

import re

from .places import STATES, state_code


def parse(text):
    """Return ``(codes, what is no state)`` of states listed by code.

    One name may be given alone, as in ``New Mexico``.
    """
    parts = [part for part in re.split(r"[\s,;]+", text or "") if part]
    alone = state_code(text)
    if alone:
        return (alone,), []
    codes = {part.upper() for part in parts if part.upper() in STATES}
    unknown = [part for part in parts if part.upper() not in STATES]
    return tuple(sorted(codes)), unknown


def written(codes):
    """Return ``codes`` as they are stored."""
    return " ".join(sorted(codes))


def shared(*lists):
    """Return the states that are on all of these lists, None where none limits."""
    limits = [set(text.split()) for text in lists if text]
    return set.intersection(*limits) if limits else None
