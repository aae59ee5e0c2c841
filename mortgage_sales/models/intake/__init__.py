from . import mortgage_lead_source
from . import mortgage_lead_source_form
from . import mortgage_inquiry
from . import mortgage_inquiry_intake
from . import mortgage_inquiry_consent
from . import res_partner
from . import crm_lead
from . import crm_lead_origin
