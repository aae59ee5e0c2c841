from . import mortgage_touch
from . import mortgage_touch_dispatch
from . import mortgage_touch_event
