from . import twilio
from . import license_page
from . import preferences
from . import exam
