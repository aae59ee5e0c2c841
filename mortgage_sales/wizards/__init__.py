from . import mortgage_call_outcome
from . import mortgage_cadence_enroll
from . import mortgage_source_key
from . import mortgage_reassign
