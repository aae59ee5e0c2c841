from . import mortgage_contact_policy
from . import mortgage_touch
from . import mortgage_compliance_today
from . import mortgage_compliance_today_messages
from . import mortgage_compliance_today_person
from . import mortgage_compliance_today_record
