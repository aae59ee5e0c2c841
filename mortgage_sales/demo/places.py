"""Where the story's borrowers live: real places, and what a house costs there."""

from typing import NamedTuple


class Place(NamedTuple):
    city: str
    state: str
    zip: str
    area_code: str
    # What a plain house costs there, in thousands of dollars.
    price: int


TEXAS = (
    Place("Austin", "TX", "78704", "512", 560),
    Place("Austin", "TX", "78745", "737", 450),
    Place("Round Rock", "TX", "78664", "512", 390),
    Place("Houston", "TX", "77008", "713", 520),
    Place("Houston", "TX", "77077", "832", 330),
    Place("Katy", "TX", "77494", "281", 420),
    Place("Dallas", "TX", "75214", "214", 590),
    Place("Plano", "TX", "75024", "972", 510),
    Place("Garland", "TX", "75040", "469", 310),
    Place("Fort Worth", "TX", "76116", "817", 300),
    Place("San Antonio", "TX", "78258", "210", 410),
    Place("San Antonio", "TX", "78223", "210", 250),
    Place("El Paso", "TX", "79936", "915", 240),
)
FLORIDA = (
    Place("Miami", "FL", "33186", "305", 560),
    Place("Hialeah", "FL", "33012", "786", 430),
    Place("Fort Lauderdale", "FL", "33309", "954", 420),
    Place("Tampa", "FL", "33614", "813", 390),
    Place("Orlando", "FL", "32828", "407", 410),
    Place("Jacksonville", "FL", "32257", "904", 320),
    Place("Sarasota", "FL", "34232", "941", 440),
)
COLORADO = (
    Place("Denver", "CO", "80210", "303", 640),
    Place("Aurora", "CO", "80013", "720", 470),
    Place("Colorado Springs", "CO", "80918", "719", 430),
    Place("Fort Collins", "CO", "80525", "970", 520),
)
GEORGIA = (
    Place("Savannah", "GA", "31405", "912", 310),
    Place("Atlanta", "GA", "30316", "404", 430),
)
STATES = {"TX": TEXAS, "FL": FLORIDA, "CO": COLORADO, "GA": GEORGIA}
