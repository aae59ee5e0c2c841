from . import mortgage_rate_series
from . import mortgage_rate_observation
