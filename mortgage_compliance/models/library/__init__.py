from . import mortgage_template
from . import mortgage_template_version
from . import mortgage_template_rendering
from . import mortgage_sender
from . import res_company
from . import res_users
