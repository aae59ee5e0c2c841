from . import people
from . import pipeline
from . import intake
from . import routing
from . import calls
from . import cadence
from . import board
from . import timeline
