from . import mortgage_template_preview
from . import mortgage_template_screen
