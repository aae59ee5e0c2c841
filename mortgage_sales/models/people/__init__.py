from . import crm_team
from . import res_users
from . import res_users_hours
