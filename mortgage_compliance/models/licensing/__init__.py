from . import mortgage_branch
from . import mortgage_license
from . import res_company
from . import res_users
