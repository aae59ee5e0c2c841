"""States and ZIP codes of the United States in one canonical form."""

import re

STATES = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "DC": "District of Columbia",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "PR": "Puerto Rico",
    "GU": "Guam",
    "VI": "U.S. Virgin Islands",
    "AS": "American Samoa",
    "MP": "Northern Mariana Islands",
}
_NAMES = {name.upper().replace(".", ""): code for code, name in STATES.items()} | {
    "WASHINGTON DC": "DC",
    "VIRGIN ISLANDS": "VI",
}


def state_code(raw):
    """Return the two-letter code of a state given by code or name, or ``""``."""
    text = str(raw or "").upper().replace(".", "").replace(",", " ")
    text = " ".join(text.removeprefix("US-").split())
    return text if text in STATES else _NAMES.get(text, "")


def state_name(code):
    """Return the name of the state with this code; the code where it is unknown."""
    return STATES.get(code, code)


def zip5(raw):
    """Return the five digits of a ZIP or ZIP+4, or ``""``.

    Four digits are a ZIP whose leading zero a spreadsheet ate.
    """
    text = str(raw or "").strip()
    if re.fullmatch(r"[0-9]{4}", text):
        return f"0{text}"
    found = re.fullmatch(r"([0-9]{5})(?:[- ]?[0-9]{4})?", text)
    return found.group(1) if found else ""
