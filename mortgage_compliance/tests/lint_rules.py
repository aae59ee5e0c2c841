"""The shared draft of the lint rules, read for tests: which ones a text breaks."""

import csv
from pathlib import Path

import regex

from odoo.addons.mortgage_compliance.tests import common

FILE = Path(common.__file__).parents[2] / "../shared/data/rules/lint_rules.csv"


def read_rules():
    """Return the rows by id, None where ``../shared`` is absent."""
    if not FILE.exists():
        return None
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def broken_rules(rules, text, channel, kind, known=()):
    """Return the ids of the blocking rules that ``text`` breaks.

    ``known`` are detectors that count as matched, such as the names of the sender.
    """
    matched = set(known) | {
        row["id"]
        for row in rules.values()
        if row["severity"] == "detect" and regex.search(row["regex"], text)
    }
    return [
        row["id"]
        for row in rules.values()
        if row["severity"] == "block"
        and _fires(row["requires"], matched, channel, kind)
        and regex.search(row["regex"], text)
    ]


def _fires(requires, matched, channel, kind):
    met = []
    for clause in filter(None, requires.split(";")):
        name, _sep, values = clause.partition(":")
        values = set(values.split(","))
        if name == "kind" and kind not in values:
            return False
        if name == "channel" and channel not in values:
            return False
        if name == "product":
            return False
        if name in ("all", "flag"):
            met.append(values <= matched)
        elif name == "any":
            met.append(bool(values & matched))
    return not met or not all(met)
