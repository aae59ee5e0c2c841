from . import mortgage_template_version
from . import mortgage_template_slot
from . import mortgage_template_slot_review
from . import mortgage_template_slot_preview
from . import mortgage_merge_field
from . import mortgage_sender
from . import mortgage_touch
from . import res_users
