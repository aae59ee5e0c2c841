from . import mortgage_matter_mixin
from . import mortgage_clock_mixin
