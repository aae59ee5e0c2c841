from . import mortgage_sending_switch
from . import mortgage_do_not_contact
