from . import mortgage_touch
from . import mortgage_touch_event
