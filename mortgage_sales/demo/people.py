"""Made-up people: a name, an address at example.com and a number nobody has."""

import random
from typing import NamedTuple

from .places import STATES, Place

# First names and last names that go together, and how often out of a hundred.
FAMILIES = (
    (
        36,
        "Emily Jake Hannah Ryan Megan Tyler Laura Kevin Rachel Scott Amy Brian"
        " Heather Greg Allison Paul Kate Derek Susan Mark Beth Todd Lindsay Craig Molly"
        " Neil",
        "Miller Cooper Bennett Sullivan Hayes Foster Reed Murphy Jenkins Price"
        " Wagner Collins Burke Schmidt Larson Dalton Pruitt Kessler Novak Whitaker"
        " Barrett Lowe Fischer Conrad Hale Sutton Vance Keller Rowe Brandt Dunn"
        " Ellison Farley Gibbs Holt Ingram Maddox Nolan Osborn Quinn Ritter",
    ),
    (
        32,
        "Ana Carlos Sofia Miguel Lucia Javier Elena Diego Carmen Mateo Isabel"
        " Andres Rosalinda Hector Daniela Raul Marisol Jorge Pilar Ernesto Yolanda"
        " Felipe",
        "Garcia Martinez Lopez Hernandez Rivera Torres Castillo Fuentes Salinas"
        " Mendoza Vargas Cantu Ibarra Reyes Acosta Montoya Aguilar Benitez Cardenas"
        " Dominguez Escobar Figueroa Galvan Herrera Juarez Leal Navarro Ochoa Pena"
        " Quintero Robles Solis Trevino Villarreal Zamora",
    ),
    (
        13,
        "Jasmine Marcus Danielle Andre Tasha Terrence Monique Darnell Imani Isaiah"
        " Simone Curtis Renee Malik",
        "Washington Jefferson Banks Coleman Booker Simmons Gaines Rhodes Mosley Tate"
        " Bridges Dorsey Ellis Franklin Hollis Langston",
    ),
    (
        7,
        "Linh Kim Minh Thao Duc Anh Huy Mai",
        "Nguyen Tran Pham Vo Le Hoang Bui Dang",
    ),
    (
        5,
        "Priya Arjun Neha Vikram Anjali Rohan",
        "Patel Sharma Reddy Iyer Nair Mehta",
    ),
    (4, "Grace Daniel Eun-ji Joon Wei Mei", "Park Chen Lin Choi Wong Liu"),
    (3, "Layla Omar Samira Yusuf Noor Karim", "Haddad Rahman Nasser Aziz Saleh"),
)
# Names of the lender's own people and of data/inquiry.json.
TAKEN = {
    "Dana Ruiz",
    "Grace Kim",
    "Rosa Delgado",
    "Omar Haddad",
    "Priya Shah",
}
# Central Austin's are the lender's own first; 0142 is the one in data/inquiry.json.
OFFICE_NUMBERS = {f"+1512555{number:04d}" for number in (*range(100, 130), 142)}


class Person(NamedTuple):
    first: str
    last: str
    place: Place
    phone: str

    @property
    def name(self):
        return f"{self.first} {self.last}"

    @property
    def may_speak_spanish(self):
        return self.last in FAMILIES[1][2].split()

    @property
    def email(self):
        first = self.first.lower().replace("-", "")
        return f"{first}.{self.last.lower()}@example.com"


class Population:
    """Gives out people, each once and always in the same order."""

    def __init__(self):
        self._chance = random.Random("Lone Star & Gulf")
        self._names = iter(self._all_names())
        self._numbers = {}

    def person(self, place):
        first, last = next(self._names)
        return Person(first, last, place, self._number(place))

    def place_in(self, state):
        return self._chance.choice(STATES[state])

    def _all_names(self):
        """Mix the families as they live side by side."""
        stocks = []
        for share, firsts, lasts in FAMILIES:
            pairs = [
                (first, last)
                for first in firsts.split()
                for last in lasts.split()
                if f"{first} {last}" not in TAKEN
            ]
            self._chance.shuffle(pairs)
            stocks.append((share, pairs))
        while stocks := [(share, pairs) for share, pairs in stocks if pairs]:
            shares = [share for share, _pairs in stocks]
            [(_share, pairs)] = self._chance.choices(stocks, shares)
            yield pairs.pop()

    def _number(self, place):
        """Return a free number of the block kept for fiction, 555-0100 to 555-0199.

        A city whose block is used up takes a neighbor's.
        """
        areas = [place.area_code]
        areas += [near.area_code for near in STATES[place.state]]
        for area in areas:
            free = self._numbers.setdefault(area, self._block(area))
            if free:
                return free.pop()
        raise LookupError(f"No number is left in {place.state}")

    def _block(self, area):
        block = [f"+1{area}555{number:04d}" for number in range(100, 200)]
        block = [number for number in block if number not in OFFICE_NUMBERS]
        self._chance.shuffle(block)
        return block
