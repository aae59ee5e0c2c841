from . import crm_lead_handover
from . import crm_lead_outlook
from . import res_users
