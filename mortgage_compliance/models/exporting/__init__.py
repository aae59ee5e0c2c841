from . import mortgage_export_watch
from . import mortgage_contactable
from . import mortgage_contact_point
from . import mortgage_touch
from . import res_partner
from . import mortgage_inbound_message
from . import mortgage_consent
from . import mortgage_suppression
