from . import resource_calendar_leaves
from . import resource_resource
from . import res_users
from . import crm_lead
from . import mortgage_sender
from . import mortgage_touch
