from . import mortgage_contact_point
from . import mortgage_zone
from . import res_partner
