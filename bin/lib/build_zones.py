"""Writes zones.csv from the packages ziptz-us, zipcodes and phonenumbers.

ZIP: what either of the two ZIP packages says (they differ near zone borders). Area
code: every zone and the state of its exchanges. Zones that keep one clock are one.
"""

import csv
import runpy
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import zipcodes
import ziptz
from phonenumbers import geocoder
from phonenumbers.tzdata import TIMEZONE_DATA

# In the order in which they are written.
CLOCKS = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Adak",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
    "Pacific/Palau",
    "Pacific/Majuro",
)
PLACES = Path(__file__).parents[2] / "mortgage_compliance/tools/places.py"
STATE_CODES = {
    name: code for code, name in runpy.run_path(str(PLACES))["STATES"].items()
}
MILITARY = {"AA", "AE", "AP"}
TERRITORIES = {"PR", "GU", "VI", "AS", "MP"}
# Towns that keep the next zone's time by local custom or by an order the sources miss.
CUSTOM = {"89883": "America/Denver", "89825": "America/Denver"}
# Overlays, which phonenumbers gives as one zone: area code to the one it lies over.
OVERLAYS = {448: 850, 364: 270, 458: 541, 729: 423, 930: 812}
# The geocoder's words for a whole area code.
NAMES = {"Washington State": "WA", "Washington D.C.": "DC"}


def clock_of(zone, known={}):  # noqa: B006 a memo
    """Return the zone of CLOCKS that shows the same time as ``zone`` to 2037."""
    if zone not in known:
        hours = [
            datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(hours=12 * step)
            for step in range(2 * 365 * 11)
        ]
        offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
        known[zone] = next(
            (
                clock
                for clock in CLOCKS
                if [hour.astimezone(ZoneInfo(clock)).utcoffset() for hour in hours]
                == offsets
            ),
            None,
        )
    return known[zone]


def zones_of_zips():
    """Return ``{zip: (state, zones)}``."""
    answers = {}
    for entry in zipcodes.list_all():
        if entry["state"] in MILITARY:
            continue
        zones = {CUSTOM.get(entry["zip_code"])}
        if "/" in entry["timezone"]:
            zones.add(clock_of(entry["timezone"]))
        try:
            zones.add(clock_of(ziptz.zone(entry["zip_code"])))
        except ziptz.ZipError:
            pass  # not a delivery area of its own: zipcodes alone knows it
        answers[entry["zip_code"]] = (entry["state"], frozenset(zones - {None}))
    return answers


def zip_rows(answers):
    """Yield a row per prefix with all that is under it, and rows of what differs."""
    prefixes = defaultdict(lambda: defaultdict(list))
    for code, answer in answers.items():
        prefixes[code[:3]][answer].append(code[3:])
    for prefix, groups in sorted(prefixes.items()):
        every = (
            frozenset(state for state, _zones in groups),
            frozenset().union(*(zones for _state, zones in groups)),
        )
        yield "zip", prefix, "", *every
        for (state, zones), suffixes in sorted(groups.items(), key=lambda g: g[1]):
            if (frozenset([state]), zones) != every:
                yield "zip", prefix, " ".join(sorted(suffixes)), {state}, zones


def area_rows():
    for area in range(200, 1000):
        zones, states = set(), Counter()
        for exchange in range(200, 1000):
            zones.update(exchange_zones(f"1{area}{exchange}"))
            if area in OVERLAYS:
                zones.update(exchange_zones(f"1{OVERLAYS[area]}{exchange}"))
            states.update(exchange_state(area, exchange))
        if zones and states:
            yield "area", str(area), "", {states.most_common(1)[0][0]}, zones


def exchange_zones(prefix):
    for length in range(len(prefix), 3, -1):
        if prefix[:length] in TIMEZONE_DATA:
            zones = {clock_of(zone) for zone in TIMEZONE_DATA[prefix[:length]]}
            return zones - {None}
    return set()


def exchange_state(area, exchange):
    number = phonenumbers.parse(f"+1{area}{exchange}0101")
    region = phonenumbers.region_code_for_number(number)
    if region in TERRITORIES:
        return [region]
    if region != "US":
        return []
    place = geocoder.description_for_number(number, "en").split(", ")[-1]
    state = NAMES.get(place) or STATE_CODES.get(place) or place
    return [state] if state in STATE_CODES.values() else []


def state_rows(answers):
    zones = defaultdict(set)
    for state, own in answers.values():
        zones[state] |= own
    for state, own in sorted(zones.items()):
        yield "state", state, "", {state}, own


def main(path):
    answers = zones_of_zips()
    with open(path, "w", newline="") as target:
        rows = csv.writer(target, lineterminator="\n")
        rows.writerow(["kind", "key", "suffixes", "states", "zones"])
        for source in (zip_rows(answers), area_rows(), state_rows(answers)):
            for kind, key, suffixes, states, zones in source:
                if not zones:
                    continue
                names = [clock for clock in CLOCKS if clock in zones]
                states = " ".join(sorted(states))
                rows.writerow([kind, key, suffixes, states, " ".join(names)])


if __name__ == "__main__":
    main(sys.argv[1])
