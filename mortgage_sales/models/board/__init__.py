from . import crm_lead_handover
from . import crm_lead_outlook
from . import mortgage_routing_decision
from . import res_users
from . import mortgage_board
from . import mortgage_board_waiting
from . import mortgage_board_clocks
from . import mortgage_board_officers
