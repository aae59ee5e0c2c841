"""Which rules a block of disclosures would lift (no ORM)."""

from dataclasses import replace

from .lint import Linter, Text


def liftable(rules, blocks):
    """Return a Linter with only the blocking rules that ask for something which stands
    in one of ``blocks``, and the detectors they ask."""
    rules = list(rules)
    whole = Linter(rules)
    whole.begin()
    text = Text()
    found = {
        rule.code
        for rule in rules
        if rule.severity == "detect"
        and any(whole.search(rule, text, block) for block in blocks)
    }
    return Linter(
        rule
        for rule in rules
        if rule.severity == "detect"
        or (rule.severity == "block" and found.intersection(rule.requires.names))
    )


def lifted(linter, text, block):
    """Return the codes of the rules that stop ``text`` alone and not with ``block``."""
    return _stopping(linter, text) - _stopping(linter, replace(text, whole=block))


def _stopping(linter, text):
    return {
        finding.code
        for finding in linter.lint(text)
        if finding.severity == "block" and not finding.reason
    }
