from . import mortgage_loan_example
from . import mortgage_sender
from . import mortgage_template_version
from . import mortgage_touch
