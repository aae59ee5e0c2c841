from . import mortgage_template
from . import mortgage_template_version
from . import mortgage_template_rendering
from . import res_users
