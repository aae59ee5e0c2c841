from . import test_ledger_entry
