"""Times of day as people in a place read them."""

from babel.dates import format_time


def local_clock(moment, zone):
    """Return an aware ``moment`` on a clock in ``zone``, such as ``9:14 AM CST``."""
    clock = format_time(moment.astimezone(zone), "h:mm a z", locale="en_US")
    # Babel puts a narrow space that not every font has.
    return clock.replace("\u202f", " ")
