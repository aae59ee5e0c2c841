from . import mortgage_cadence
from . import mortgage_cadence_step
from . import mortgage_enrollment
from . import mortgage_touch
