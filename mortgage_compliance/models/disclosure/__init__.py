from . import mortgage_disclosure
from . import mortgage_license
from . import mortgage_license_page
from . import mortgage_sender
from . import res_company
from . import res_users
