from . import mortgage_contactable
from . import mortgage_gate_scope
