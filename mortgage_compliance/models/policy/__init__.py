from . import mortgage_rule_mixin
from . import mortgage_contact_policy
