from . import crm_team
from . import mortgage_on_call
from . import res_users
from . import res_users_hours
