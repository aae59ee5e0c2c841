from . import mortgage_party
from . import crm_stage
from . import crm_lead
from . import crm_lead_stage
from . import crm_lead_contact
from . import crm_lead_borrower
from . import res_partner
from . import mortgage_gate
