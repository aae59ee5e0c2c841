from . import record_class
from . import mortgage_person_salt
from . import mortgage_archive
from . import mortgage_ledger_entry
from . import mortgage_ledger_seal
from . import mortgage_ledger_sealing
