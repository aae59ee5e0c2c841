from . import calendar_event
from . import crm_lead
from . import mortgage_loan
from . import mortgage_milestone
