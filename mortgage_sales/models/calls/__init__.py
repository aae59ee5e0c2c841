from . import mail_activity
from . import mail_activity_outcome
from . import crm_lead_call
from . import crm_lead_alert
from . import res_users
