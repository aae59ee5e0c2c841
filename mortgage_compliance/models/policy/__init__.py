from . import mortgage_rule_file
from . import mortgage_rule_mixin
from . import mortgage_contact_policy
from . import mortgage_contact_policy_law
from . import mortgage_memo_mixin
from . import mortgage_holiday
from . import mortgage_exemption
from . import mortgage_jurisdiction
