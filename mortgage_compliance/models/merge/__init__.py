from . import ir_qweb
from . import mortgage_merge_field
from . import mortgage_merge_field_source
from . import mortgage_merge_field_use
from . import mortgage_template_version
