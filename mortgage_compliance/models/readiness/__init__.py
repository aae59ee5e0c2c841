from . import mortgage_readiness
from . import mortgage_readiness_company
from . import mortgage_readiness_people
from . import mortgage_readiness_messages
from . import mortgage_readiness_running
from . import mortgage_readiness_consent
from . import mortgage_readiness_registration
from . import mortgage_readiness_dnc
