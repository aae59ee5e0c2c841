from . import mortgage_outgoing
from . import mortgage_touch
from . import mail_mail
from . import mail_notification
from . import res_company
from . import sms_sms
from . import sms_tracker
