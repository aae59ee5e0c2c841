from . import mortgage_sending
from . import res_company
from . import ir_http
from . import res_config_settings
