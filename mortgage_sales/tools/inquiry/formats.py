"""One parser per format: the bytes of a request to a list of inquiries.

A vendor's format is added here; everything behind it stays as it is.
"""

import json
import re

MAX_INQUIRIES = 1000


class Unparseable(ValueError):
    """The request cannot be read; the message says what to send instead."""


def read_json(body, form):
    """Return the inquiries of a JSON object or list."""
    try:
        inquiries = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unparseable("The body is not JSON: send an object or a list.") from error
    if isinstance(inquiries, dict):
        inquiries = [inquiries]
    if not isinstance(inquiries, list) or not all(
        isinstance(inquiry, dict) for inquiry in inquiries
    ):
        raise Unparseable("Send one inquiry as an object, or a list of them.")
    if len(inquiries) > MAX_INQUIRIES:
        raise Unparseable(f"Send at most {MAX_INQUIRIES} inquiries at once.")
    return inquiries


def read_form(body, form):
    """Return the one inquiry of a form; ``property.zip`` and ``property[zip]`` nest."""
    if not form:
        raise Unparseable("The form is empty: send fields such as name and phone.")
    inquiry = {}
    for name, values in form.items():
        value = values[0] if len(values) == 1 else list(values)
        group, _dot, field = re.sub(r"\[(\w+)\]$", r".\1", name).partition(".")
        if not field:
            inquiry[name] = value
        elif isinstance(inquiry.setdefault(group, {}), dict):
            inquiry[group][field] = value
    return [inquiry]


PARSERS = {
    "application/json": read_json,
    "application/x-www-form-urlencoded": read_form,
    "multipart/form-data": read_form,
}
