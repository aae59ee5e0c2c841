"""Whatever is asked: no single rule is passed over, and a tighter rule never lets more
through."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..models.policy.mortgage_contact_policy import MortgageContactPolicy
from ..tools.places import STATES
from ..tools.rulebook import Rulebook
from ..tools.verdict import CHANNELS, KINDS, ORIGINS, TECHNOLOGIES, ContactRequest
from .common import ComplianceCase

UTC = timezone.utc
ZIPS = ("77002", "79901", "33101", "32456", "80202", "19104", "02903", "40202", "84101")
PHONES = ("+17135550101", "+18505550102", "+13055550103", "+16025550104")
# These let something through or say where a borrower may be: other rules read them.
PERMITS = ("conversation", "presumption", "asked_for")
CONFIRMATION = "opt_out.confirmation"
LEVELS = ("pec", "pewc", "dnc_permission", "")
SCOPES = ("all", "phone", "sms", "email", "")

# Other work on the machine is no fault of the code.
unhurried = settings(
    deadline=None, max_examples=8, suppress_health_check=list(HealthCheck)
)


def some_of(values):
    """Return a strategy for as many of ``values`` as one batch is judged under."""
    return st.lists(st.sampled_from(values), min_size=30, max_size=30)


def _permits(rule):
    return rule.check in PERMITS or rule.code == CONFIRMATION


def _narrower(hours):
    return tuple((min(opens + 45, closes), closes) for opens, closes in hours)


def tighter(rule):
    """Return what a lender may make of ``rule`` that asks for more or allows less."""
    if _permits(rule):
        # What it allows ends earlier; what it presumes, it presumes everywhere.
        if rule.check == "presumption":
            return [replace(rule, strict=True), replace(rule, states=tuple(STATES))]
        return [replace(rule, minutes=rule.minutes // 2), replace(rule, minutes=0)]
    changed = [
        replace(rule, **{scope: ()})
        for scope in ("channels", "kinds", "technologies", "states", "phases")
        if getattr(rule, scope)
    ]
    if rule.check == "window":
        changed.append(replace(rule, hours=_narrower(rule.hours)))
    if rule.check == "closed_days":
        changed.append(replace(rule, days=f"{rule.days} mlk christmas", observed=True))
    if rule.level == "pec":
        changed.append(replace(rule, level="pewc"))
    if rule.number:
        changed += [
            replace(rule, number=rule.number - 1),
            replace(rule, period_hours=rule.period_hours * 2),
        ]
    return changed or [rule]


@tagged("post_install", "-at_install")
class TestGateProperty(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gate = cls.env["mortgage.gate"]
        cls.rules = [
            rule._as_value() for rule in cls.env["mortgage.contact.policy"].search([])
        ]
        cls.points = {}
        for number, (level, scope) in enumerate(
            (level, scope) for level in LEVELS for scope in SCOPES
        ):
            cls.points[number] = cls._contact(number, level, scope)

    @classmethod
    def _contact(cls, number, level, scope):
        """Return the email and the phone of somebody with this consent and opt-out."""
        email, phone = cls._points(
            ("email", f"prop{number}@example.com"),
            ("phone", f"+1713555{2000 + number}"),
        )
        if level:
            cls.env["mortgage.consent"]._record(
                [{"point_id": phone.id, "level": level, "at": "2025-12-01 12:00:00"}]
            )
        if scope:
            point = email if scope == "email" else phone
            cls.env["mortgage.suppression"]._suppress([point.id], scope, "internal_dnc")
        return {"email": email, "phone": phone}

    def _requests(self):
        """Return a strategy for batches of contacts of every kind."""
        start = datetime(2026, 1, 1, tzinfo=UTC)
        states = st.lists(st.sampled_from(sorted(STATES)), max_size=2, unique=True)
        one = st.builds(
            self._request,
            st.sampled_from(CHANNELS),
            st.sampled_from(KINDS),
            st.sampled_from(sorted(self.points)),
            at=st.integers(0, 365 * 24 * 60).map(
                lambda n: start + timedelta(minutes=n)
            ),
            states=states.map(tuple),
            zips=st.one_of(st.just(()), st.sampled_from(ZIPS).map(lambda z: (z,))),
            property_state=st.sampled_from(("TX", "FL", "CO", "PA", "")),
            user_id=st.sampled_from((0, self.maria.id, self.frank.id)),
            origin=st.sampled_from(ORIGINS),
            technology=st.sampled_from(TECHNOLOGIES),
            value=st.sampled_from(PHONES),
        )
        return st.lists(one, min_size=20, max_size=60)

    def _request(self, channel, kind, contact, value, **values):
        point = self.points[contact]["email" if channel == "email" else "phone"]
        return ContactRequest(
            channel=channel,
            kind=kind,
            point_id=point.id,
            value=point.value if channel == "email" else value,
            company_id=self.company.id,
            # Words are judged by their own tests.
            assume=frozenset({"template"}),
            **values,
        )

    def _allowed(self, requests, rules):
        """Return the positions that a rulebook of just ``rules`` lets through."""
        with patch.object(
            MortgageContactPolicy, "_rulebook", lambda _self: Rulebook(rules)
        ):
            verdicts = self.gate._judge(requests)
        return {position for position, v in enumerate(verdicts) if v.allowed}

    def test_nothing_passes_that_a_single_rule_forbids(self):
        permits = [rule for rule in self.rules if _permits(rule)]

        @unhurried
        @given(self._requests(), some_of(self.rules))
        def check(requests, rules):
            allowed = self._allowed(requests, self.rules)
            for rule in rules:
                alone = self._allowed(requests, [rule, *permits])
                self.assertLessEqual(allowed, alone, rule.code)

        check()

    def test_a_tighter_rule_never_lets_more_through(self):
        changes = [
            (position, changed)
            for position, rule in enumerate(self.rules)
            for changed in tighter(rule)
        ]

        @unhurried
        @given(self._requests(), some_of(changes))
        def check(requests, changes):
            allowed = self._allowed(requests, self.rules)
            for position, changed in changes:
                rules = list(self.rules)
                rules[position] = changed
                self.assertLessEqual(
                    self._allowed(requests, rules),
                    allowed,
                    (self.rules[position], changed),
                )

        check()

    def test_the_batches_are_worth_asking(self):
        """Both answers come up often, or the two properties would say nothing."""
        counted = []

        @unhurried
        @given(self._requests())
        def check(requests):
            counted.append((len(self._allowed(requests, self.rules)), len(requests)))

        check()
        share = sum(a for a, _n in counted) / sum(n for _a, n in counted)
        self.assertTrue(0.05 < share < 0.95, share)
