from . import mortgage_contact_turn
from . import mortgage_touch
