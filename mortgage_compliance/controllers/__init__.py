from . import twilio
from . import preferences
