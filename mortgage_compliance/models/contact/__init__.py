from . import mortgage_contact_point
from . import res_partner
