from . import mortgage_contact_policy
