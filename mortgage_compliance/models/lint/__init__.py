from . import mortgage_lint_flag
from . import mortgage_lint_rule
from . import mortgage_lint_check
from . import mortgage_template_version
from . import mortgage_touch
from . import res_company
