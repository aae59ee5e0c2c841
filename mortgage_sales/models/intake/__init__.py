from . import mortgage_lead_source
from . import mortgage_inquiry
from . import crm_lead
