from . import mortgage_cadence
from . import mortgage_touch
from . import res_users
from . import sms_twilio_number
