from . import mortgage_export_watch
from . import mortgage_contactable
from . import mortgage_contact_point
from . import mortgage_touch
from . import res_partner
