from . import calendar_event
from . import crm_lead
from . import crm_lead_sources
from . import mortgage_loan
from . import mortgage_merge_field
from . import mortgage_milestone
from . import mortgage_template_version
