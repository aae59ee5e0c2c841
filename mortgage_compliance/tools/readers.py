"""Groups that see a borrower's records from the host's own, as ``groups=`` takes them.

The host's other users read their leads, contacts and users without these fields:
the records behind them are closed to them.
"""


def _groups(*names):
    return ",".join(f"mortgage_compliance.group_{name}" for name in names)


CONTACT_READERS = _groups("assistant", "lo", "processor", "compliance")
CONSENT_READERS = _groups("assistant", "lo", "compliance")
LEAD_READERS = _groups("assistant", "lo", "compliance", "integration")
PARTY_READERS = _groups("assistant", "lo", "processor", "compliance", "integration")
LICENSE_READERS = f"{_groups('lo', 'processor', 'compliance')},base.group_system"
