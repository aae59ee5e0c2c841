from . import mortgage_contactable
from . import mortgage_gate_scope
from . import mortgage_gate_facts
from . import mortgage_gate_checks
from . import mortgage_gate_bounce
from . import mortgage_gate_window
from . import mortgage_gate_question
from . import mortgage_gate
