from . import mortgage_branch
from . import mortgage_contact_policy
from . import mortgage_license
from . import mortgage_license_list
from . import mortgage_license_warning
from . import res_company
from . import res_users
