"""The story of a made-up lender, told on the demo's database.

Not part of the addon: ``bin/demo`` and the tests load it by its path. ``tell(env)``
sets the lender up, as its administrator would; ``live(env)`` lets ninety days of work
pass on a clock that is moved, and ends at the present minute.
"""

from .clock import PG_OPTIONS
from .lender import tell
from .ninety_days import live

__all__ = ["PG_OPTIONS", "live", "tell"]
