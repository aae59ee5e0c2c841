from . import mortgage_call_outcome
from . import mortgage_cadence_enroll
