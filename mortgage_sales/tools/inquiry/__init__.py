"""What arrives, made canonical: one inquiry in, one :class:`Parsed` out, no ORM."""

from .formats import PARSERS, Unparseable
from .parsed import Parsed, reason
from .parse import parse, payload_key
