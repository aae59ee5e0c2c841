from . import mortgage_gate
from . import mortgage_sender
from . import mortgage_template_version
from . import mortgage_touch
