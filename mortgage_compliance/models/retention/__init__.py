from . import mortgage_retention_rule
from . import mortgage_legal_hold
from . import mortgage_legal_hold_fence
from . import mortgage_purge
from . import mortgage_purge_clocks
from . import mortgage_purge_copies
from . import res_config_settings
