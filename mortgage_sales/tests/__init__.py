from . import test_people_hours
from . import test_people_leads
from . import test_pipeline_borrower
from . import test_pipeline_contact
from . import test_pipeline_stage
