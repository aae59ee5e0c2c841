"""Four hundred loans closed since 2019: the lender's past clients."""

from datetime import date, timedelta

from .inquiries import _amounts, _price
from .rates import note_rate

COUNT = 400
FIRST_DAY = date(2019, 2, 4)
LOS = "Encore LOS"
STATES = ("TX", "TX", "FL", "TX", "CO", "FL", "TX", "TX", "FL", "CO")
PURPOSES = ("purchase", "purchase", "refinance", "purchase", "cash_out")
# In the two years of low rates most came to refinance.
LOW_RATES = (date(2020, 6, 1), date(2022, 1, 31))
LOW_RATE_PURPOSES = ("refinance", "refinance", "purchase", "refinance", "cash_out")
PRODUCTS = ("conventional", "conventional", "fha", "conventional", "va", "conventional")
STREETS = ("Oak Hollow", "Pecan Grove", "Lakeshore", "Mesa Verde", "Harbor", "Juniper")
OFFICERS = {
    "TX": ("lo", "frank", "keisha", "tom", "rosa", "ben"),
    "FL": ("luis", "grace", "omar", "nina"),
    "CO": ("cora", "dave"),
}
PROCESSORS = ("processor", "piotr", "june")


def close_past_loans(env, population, today):
    """Post the files of the past as the LOS does."""
    span = (today - timedelta(days=100) - FIRST_DAY).days
    rows = [
        _closed(population, number, FIRST_DAY + timedelta(days=span * number // COUNT))
        for number in range(COUNT)
    ]
    upsert(env, rows)


def upsert(env, rows):
    """Post ``rows`` as the integration user; the story may not have a refused one."""
    integration = env["res.users"].search([("login", "=", "integration")])
    results = env["mortgage.loan"].with_user(integration).upsert(rows)
    refused = [result for result in results if result["status"] == "rejected"]
    if refused:
        raise ValueError(f"The story's loan files are refused: {refused[:3]}")


def _closed(population, number, day):
    # Nothing is funded on a weekend.
    day -= timedelta(days=max(day.weekday() - 4, 0))
    person = population.person(
        population.place_in(STATES[(number * 3 + number // 10) % len(STATES)])
    )
    low = LOW_RATES[0] <= day <= LOW_RATES[1]
    purposes = LOW_RATE_PURPOSES if low else PURPOSES
    purpose = purposes[number % len(purposes)]
    place = person.place
    # Houses were cheaper then.
    value = round(_price(place, number) * (0.72 + 0.28 * _age_share(day)), -3)
    officers = OFFICERS[place.state]
    return {
        "los": LOS,
        "loan_number": f"{day.year}-{10000 + number * 13}",
        "borrower": {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "street": f"{1200 + number * 17 % 7000} {STREETS[number % 6]} Dr",
            "city": place.city,
            "state": place.state,
            "zip": place.zip,
        },
        "lo": officers[number // 2 % len(officers)],
        "processor": PROCESSORS[number % len(PROCESSORS)],
        "milestone": "funded",
        "state": "funded",
        "purpose": purpose,
        "product": PRODUCTS[number % len(PRODUCTS)],
        "amount": _amounts(purpose, value, number)["loan_amount"],
        "rate": note_rate(day, number),
        "property": {
            "street": f"{1200 + number * 17 % 7000} {STREETS[number % 6]} Dr",
            "city": place.city,
            "state": place.state,
            "zip": place.zip,
            "type": "single_family",
            "occupancy": "primary",
            "value": value,
        },
        "application_on": f"{day - timedelta(days=38 + number % 9)}",
        "note_on": f"{day - timedelta(days=3)}",
        "funded_on": f"{day}",
        "milestone_since": f"{day} 20:15:00",
    }


def _age_share(day):
    """Return how far ``day`` is on the way from 2019 to 2026, from 0 to 1."""
    return min(max((day - FIRST_DAY).days / 2800, 0), 1)
