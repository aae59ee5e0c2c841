from . import mortgage_disclosure
from . import mortgage_license
from . import mortgage_sender
from . import res_company
