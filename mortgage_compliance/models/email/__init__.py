from . import mortgage_touch_event
from . import mortgage_suppression
from . import mortgage_touch
from . import mortgage_inbound_message
from . import mortgage_inbound_complaint
from . import mail_thread
from . import mortgage_mail_domain
from . import mortgage_readiness
