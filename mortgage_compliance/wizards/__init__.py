from . import mortgage_sending_switch
from . import mortgage_do_not_contact
from . import mortgage_company_setup
from . import mortgage_texts_setup
from . import mortgage_preference_change
from . import mortgage_license_update
from . import mortgage_texts_registration
