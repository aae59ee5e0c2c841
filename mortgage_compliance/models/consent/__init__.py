from . import mortgage_consent
from . import mortgage_suppression
