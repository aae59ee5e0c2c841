from . import mortgage_sending_switch
