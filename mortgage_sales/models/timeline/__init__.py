from . import mortgage_touch
from . import mortgage_touch_own_words
from . import mortgage_touch_preview
