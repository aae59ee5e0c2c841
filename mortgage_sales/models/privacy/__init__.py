from . import mortgage_privacy_map
from . import mortgage_privacy_request
