from . import mortgage_history
from . import mortgage_history_rows
from . import mortgage_compliance_today
from . import mortgage_contact_point
from . import res_partner
