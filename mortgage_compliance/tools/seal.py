"""The chain over the ledger: what an entry is as bytes, its leaf and the chained root.

Standard library only and no ORM: ``verify_export.py`` gives strangers the same few
lines, and a test holds the two against each other.
"""

import hashlib
import json
from datetime import datetime

# In this order an entry is hashed. A new fact goes into the payload, never in here.
FIELDS = (
    "id",
    "at",
    "actor_uid",
    "company",
    "event",
    "res_model",
    "res_id",
    "touch_id",
    "person_key",
    "payload",
    "content_sha256",
)
AT = FIELDS.index("at")
# What the first entry is chained to.
NOTHING = bytes(32)


def values(row):
    """Return the values of ``FIELDS`` as JSON has them: times as text, absent as None.

    ``row`` is a sequence in the order of ``FIELDS``, as PostgreSQL returns it.
    """
    row = list(row)
    if isinstance(row[AT], datetime):
        row[AT] = row[AT].isoformat(" ", "microseconds")
    return row


def record(row):
    """Return the canonical bytes of an entry."""
    text = json.dumps(values(row), ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def leaf(row):
    """Return the 32 bytes that stand for an entry in the chain."""
    return hashlib.sha256(record(row)).digest()


def root(previous, leaf):
    """Return the 32 bytes that stand for an entry and all that were sealed before."""
    return hashlib.sha256(previous + leaf).digest()
