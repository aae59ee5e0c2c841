from . import mortgage_touch
from . import mortgage_touch_own_words
from . import mortgage_touch_preview
from . import mortgage_timeline
from . import mortgage_timeline_touches
from . import mortgage_timeline_facts
from . import mortgage_timeline_ahead
from . import crm_lead
