from . import mortgage_contact_topic
from . import mortgage_preference
from . import mortgage_template
from . import mortgage_touch
from . import res_partner
