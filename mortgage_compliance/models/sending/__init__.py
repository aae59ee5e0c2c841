from . import mortgage_sending
from . import res_company
from . import ir_http
