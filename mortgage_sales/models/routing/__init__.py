from . import mortgage_routing_rule
from . import mortgage_routing_decision
from . import crm_lead
