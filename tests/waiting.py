"""Waiting for what another process does."""

import time


def wait_for(condition, seconds=30):
    """Return whether ``condition`` came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False
