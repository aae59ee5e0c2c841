from . import test_pipeline_borrower
from . import test_pipeline_contact
from . import test_pipeline_stage
