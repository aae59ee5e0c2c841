"""The lender of the demo's story in any test database."""

import importlib.util
import sys
from pathlib import Path

from .servers import run_in_odoo

STORY = Path(__file__).parents[1] / "mortgage_sales" / "demo"

_TELL = """
from tests.lender import load_story
load_story().tell(env)
"""


def load_story():
    """Return the package of the story, which is no part of the addon."""
    spec = importlib.util.spec_from_file_location("lender_story", STORY / "__init__.py")
    story = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = story
    spec.loader.exec_module(story)
    return story


def found_lender(database):
    """Set up twelve LOs in three states, a team, sources and approved templates."""
    run_in_odoo(database, _TELL)
