from . import mortgage_call_outcome
from . import mortgage_cadence_enroll
from . import mortgage_source_key
from . import mortgage_reassign
from . import mortgage_officer_setup
from . import mortgage_team_setup
from . import mortgage_source_setup
from . import mortgage_test_lead
