from . import mortgage_touch
