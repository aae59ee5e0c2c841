from . import mortgage_privacy_clock
from . import mortgage_privacy_map
from . import mortgage_privacy_request
from . import mortgage_privacy_look_up
from . import mortgage_privacy_erasure
from . import mortgage_compliance_today
