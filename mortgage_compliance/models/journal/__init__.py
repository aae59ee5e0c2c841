from . import res_company
from . import res_config_settings
from . import mortgage_journal_message
from . import mortgage_journal_filing
from . import mortgage_journal_mail
from . import mail_thread
from . import mortgage_compliance_today
