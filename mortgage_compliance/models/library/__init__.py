from . import mortgage_template
from . import mortgage_template_version
