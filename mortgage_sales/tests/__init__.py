from . import test_people_hours
from . import test_people_leads
from . import test_pipeline_borrower
from . import test_pipeline_contact
from . import test_pipeline_stage
from . import test_routing_rotation
from . import test_routing_route
from . import test_routing_rule
