from . import mortgage_contactable
