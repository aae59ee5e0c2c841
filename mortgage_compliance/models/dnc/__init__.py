from . import mortgage_dnc_list
from . import mortgage_dnc_load
from . import mortgage_reassigned_check
