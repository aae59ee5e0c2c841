from . import mortgage_purge
