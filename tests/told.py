"""A database on which the demo's whole story is told."""

import os
import subprocess
import sys
import time
from pathlib import Path

TELL = Path(__file__).parents[1] / "bin" / "lib" / "tell_story.py"


def tell_story(database):
    """Tell the story as ``bin/demo`` does; nothing of it reaches a wire."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(TELL), os.environ["ODOO_RC"], database],
        env=os.environ | {"MORTGAGE_SANDBOX_URL": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    print(f"The story took {time.monotonic() - started:.0f} seconds.")
