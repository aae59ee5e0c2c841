from . import test_contact_point
from . import test_contact_tools
from . import test_ledger_entry
from . import test_license
from . import test_sending
from . import test_template_approval
from . import test_words
