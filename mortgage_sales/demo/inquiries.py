"""What borrowers ask for: inquiries whose amounts fit the place and the purpose."""

from odoo import fields

AGREEMENT = (
    "By checking this box I agree in writing that Lone Star & Gulf Home Lending may"
    " call and text me at the number above with offers, also by automated means or a"
    " recorded voice. My agreement is not a condition of any purchase or loan. Message"
    " and data rates may apply; reply STOP to end."
)
SELLER = "Lone Star & Gulf Home Lending"
# Out of twenty borrowers, in the order in which they come.
PURPOSES = (
    *("purchase", "purchase", "refinance", "purchase", "cash_out"),
    *("purchase", "purchase", "heloc", "purchase", "refinance"),
    *("purchase", "cash_out", "purchase", "purchase", "refinance"),
    *("purchase", "purchase", "heloc", "purchase", "reverse"),
)
CREDIT = ("740+", "700-719", "680-699", "720-739", "640-659", "740+", "660-679")
TIMEFRAMES = ("0-3 months", "1-3 months", "as soon as possible", "3-6 months")
HOMES = (
    "single_family",
    "single_family",
    "townhouse",
    "single_family",
    "condo",
    "single_family",
)
EMPLOYMENTS = ("employed", "employed", "self-employed", "employed", "retired")
BEST_TIMES = ("mornings", "after 5 PM", "lunch hour", "any time", "afternoons")
LENDERS = ("Prairie State Bank", "Harborview Credit Union", "Old Mill Mortgage")
DOWN_PAYMENTS = (5, 20, 10, 3.5, 15, 20, 25)
COMMENTS = {
    "purchase": (
        "We found a house in {city} and need a pre-approval letter before we offer.",
        "First home for us. How much do we need to put down?",
        "Our lease in {city} ends soon and we would rather buy than renew.",
        "Relocating to {city} for work, closing needs to be before school starts.",
        "Pre-approved elsewhere but the lender stopped answering.",
        "",
        "Looking around {city}, budget about ${value}k.",
    ),
    "refinance": (
        "Rate is {rate}%. Does it make sense to refinance yet?",
        "Want to get rid of mortgage insurance and lower the payment.",
        "Would like a shorter term if the payment stays about the same.",
    ),
    "cash_out": (
        "Need about $60k for a kitchen and a new roof.",
        "Want to pay off two credit cards and the car with the equity.",
        "Helping our daughter with tuition, thinking of taking cash out.",
    ),
    "heloc": (
        "Prefer a line of credit, do not want to touch the first mortgage.",
        "Adding a room for my mother, costs still open.",
    ),
    "reverse": ("My husband and I are 68 and own most of the house.",),
}
SPANISH_COMMENTS = (
    "Queremos comprar nuestra primera casa en {city}. ¿Qué documentos necesitamos?",
    "¿Me pueden llamar en español? Mi esposo trabaja por su cuenta.",
)


def inquiry(person, number, source, at, **more):
    """Return what ``person`` sends to ``source`` at a moment; ``number`` varies it."""
    purpose = PURPOSES[number % len(PURPOSES)]
    value = _price(person.place, number)
    values = {
        "source": source,
        "external_id": f"{source}-{40000 + number * 7}",
        "submitted_at": fields.Datetime.to_string(at),
        "first_name": person.first,
        "last_name": person.last,
        "email": person.email,
        "phone": person.phone,
        "loan_purpose": purpose,
        "credit_band": CREDIT[number % len(CREDIT)],
        "timeframe": TIMEFRAMES[number % len(TIMEFRAMES)],
        "employment": EMPLOYMENTS[number % len(EMPLOYMENTS)],
        "best_time": BEST_TIMES[number % len(BEST_TIMES)],
        "language": "en",
        "property": _home(person.place, value, number),
        **_amounts(purpose, value, number),
    }
    if purpose != "purchase":
        values["current_loan"] = _current_loan(value, number)
    if number % 9 == 4 and purpose == "purchase":
        values |= {"military": "yes", "product": "va"}
    elif purpose == "purchase" and number % 4 == 1:
        values |= {"first_time_buyer": "yes", "product": "fha"}
    values |= more
    values["comments"] = _comment(values, person, number)
    consent = _consent(source, at)
    return values | ({"consent": consent} if consent else {})


def _price(place, number):
    """Return a price near what a plain house costs there, in whole thousands."""
    return round(place.price * (78 + number * 11 % 47) / 100) * 1000


def _home(place, value, number):
    return {
        "city": place.city,
        "state": place.state,
        "zip": place.zip,
        "type": HOMES[number % len(HOMES)],
        "occupancy": "investment" if number % 17 == 9 else "primary",
        "value": value,
    }


def _amounts(purpose, value, number):
    if purpose == "purchase":
        down = round(value * DOWN_PAYMENTS[number % len(DOWN_PAYMENTS)] / 100, -2)
        return {"loan_amount": value - down, "down_payment": down}
    shares = {"refinance": 68, "cash_out": 74, "heloc": 15, "reverse": 45}
    return {"loan_amount": round(value * shares[purpose] / 100, -3)}


def _current_loan(value, number):
    return {
        "balance": round(value * (52 + number % 13) / 100, -2),
        "rate": f"{6.375 + number % 9 * 0.125:.3f}",
        "lender": LENDERS[number % len(LENDERS)],
        "type": "30-year fixed",
    }


def _comment(values, person, number):
    spanish = values["language"] == "es"
    choices = SPANISH_COMMENTS if spanish else COMMENTS[values["loan_purpose"]]
    return choices[number % len(choices)].format(
        city=person.place.city,
        value=values["property"]["value"] // 1000,
        rate=values.get("current_loan", {}).get("rate"),
    )


def _consent(source, at):
    """Return the agreement of a form; an agent or a friend shows none."""
    if source in ("realtors", "openhouse"):
        return None
    return {
        "text": AGREEMENT,
        "version": "2026-01",
        "url": f"https://{source}.example/get-started",
        "ip": "192.0.2.10",
        "user_agent": "Mozilla/5.0",
        "at": fields.Datetime.to_string(at),
        "channels": ["sms", "call"],
        "seller": SELLER,
    }
