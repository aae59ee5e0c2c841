"""What the ledger says about bodies that are gone (no ORM)."""

import json

EVENT = "purge"


def purged(payload):
    """Return the hashes that the payload of a ``purge`` entry names, with what it says
    of each: ``{sha256: {"archive", "touch", "since"}}``.

    A verifier counts a body of these as purged, not as missing.
    """
    told = json.loads(payload or "{}").get("bodies") or ()
    return {body["sha256"]: body for body in told}
