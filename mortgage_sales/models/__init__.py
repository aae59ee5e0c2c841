from . import people
from . import intake
from . import routing
from . import cadence
from . import pipeline
