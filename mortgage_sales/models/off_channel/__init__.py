from . import mortgage_off_channel
