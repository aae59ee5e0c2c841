from . import mortgage_contact_request
from . import mortgage_gate_asked
from . import mortgage_touch
