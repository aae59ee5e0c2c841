from . import mortgage_retention_rule
from . import mortgage_legal_hold
