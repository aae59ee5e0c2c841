from . import mortgage_signing_key
from . import mortgage_trusted_key
from . import mortgage_template
from . import mortgage_template_package
from . import mortgage_template_package_line
from . import mortgage_template_package_import
