from collections import Counter
from unittest import TestCase

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.mortgage_sales.tools.eligibility import (
    ARCHIVED,
    AWAY,
    COMPANY_UNLICENSED,
    NOT_AN_OFFICER,
    OFF_TEAM,
    OTHER_COMPANY,
    PAUSED,
    UNLICENSED,
    Need,
    Officer,
    panel,
)
from odoo.addons.mortgage_sales.tools.rotation import choose

POOL = 1
PEOPLE = range(1, 9)
# A kind of lead is who may own it.
KINDS = st.lists(
    st.sets(st.sampled_from(PEOPLE)).map(sorted).map(tuple), min_size=4, max_size=4
)
# Leads of a few kinds, in any mixture: [(pool, eligible)].
STREAMS = st.builds(
    lambda kinds, picks: [(POOL, kinds[pick]) for pick in picks],
    KINDS,
    st.lists(st.integers(0, 3), max_size=80),
)
# The cores are shared with servers under test.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def twins(requests):
    """Return the pairs of people who may own exactly the same leads."""
    profiles = {
        person: tuple(person in eligible for _pool, eligible in requests)
        for person in PEOPLE
    }
    return [
        (one, other)
        for one in PEOPLE
        for other in PEOPLE
        if one < other and profiles[one] == profiles[other]
    ]


class TestRotation(TestCase):
    @unhurried
    @given(STREAMS, st.integers(0, 80))
    def test_equally_eligible_people_stay_within_one_over_any_stretch(
        self, requests, start
    ):
        choices = [choice.user_id for choice in choose(requests, {}, {})]
        counts = Counter(choices[start:])
        for one, other in twins(requests):
            self.assertLessEqual(abs(counts[one] - counts[other]), 1)

    @unhurried
    @given(STREAMS)
    def test_a_lead_goes_to_an_eligible_person_whenever_there_is_one(self, requests):
        for (_pool, eligible), choice in zip(
            requests, choose(requests, {}, {}), strict=True
        ):
            self.assertEqual(set(choice.order), set(eligible))
            self.assertEqual(choice.user_id, choice.order[0] if eligible else None)

    @unhurried
    @given(STREAMS, st.integers(0, 80))
    def test_two_batches_choose_as_one_would(self, requests, cut):
        turns = {}
        parts = choose(requests[:cut], turns, {}) + choose(requests[cut:], turns, {})
        self.assertEqual(parts, choose(requests, {}, {}))

    @unhurried
    @given(STREAMS, st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 5)))
    def test_no_cap_is_ever_passed(self, requests, room):
        choices = choose(requests, {}, dict(room))
        counts = Counter(choice.user_id for choice in choices)
        for person, places in room.items():
            self.assertLessEqual(counts[person], places)
        for (_pool, eligible), choice in zip(requests, choices, strict=True):
            self.assertEqual(set(choice.order) | choice.full, set(eligible))
            if not choice.user_id:
                self.assertTrue(all(person in room for person in eligible))

    def test_twenty_leads_that_three_of_twelve_may_own_are_shared_evenly(self):
        everybody, few = tuple(range(1, 13)), (2, 7, 11)
        turns = {}
        choose([(POOL, everybody)] * 31, turns, {})
        counts = Counter(
            choice.user_id for choice in choose([(POOL, few)] * 20, turns, {})
        )
        self.assertEqual(set(counts), set(few))
        self.assertEqual(sorted(counts.values()), [6, 7, 7])

    def test_a_newcomer_is_next_once_and_not_flooded(self):
        turns = {}
        choose([(POOL, (1, 2, 3))] * 300, turns, {})
        choices = choose([(POOL, (1, 2, 3, 4))] * 12, turns, {})
        self.assertEqual(choices[0].user_id, 4)
        counts = Counter(choice.user_id for choice in choices)
        self.assertEqual(counts, {1: 3, 2: 3, 3: 3, 4: 3})

    def test_pools_do_not_disturb_each_other(self):
        choices = choose([(1, (5, 6)), (2, (5, 6)), (1, (5, 6)), (2, (5, 6))], {}, {})
        self.assertEqual([choice.user_id for choice in choices], [5, 5, 6, 6])


class TestEligibility(TestCase):
    def _obstacle(self, state="TX", company_states=("TX", "FL"), **officer):
        values = {
            "user_id": 1,
            "company_ids": frozenset([3]),
            "team_ids": frozenset([7]),
            "states": {3: {"TX"}},
            **officer,
        }
        need = Need(7, 3, frozenset(company_states), state)
        return panel([Officer(**values)], need).obstacles.get(1)

    def test_what_keeps_a_person_from_owning(self):
        cases = [
            (None, {}),
            (ARCHIVED, {"is_active": False}),
            (NOT_AN_OFFICER, {"is_officer": False}),
            (OFF_TEAM, {"team_ids": frozenset([8])}),
            (OTHER_COMPANY, {"company_ids": frozenset([4])}),
            (UNLICENSED, {"states": {3: {"FL"}}}),
            # Sponsored by another company, so not at work for this one.
            (UNLICENSED, {"states": {4: {"TX"}}}),
            (COMPANY_UNLICENSED, {"company_states": ("FL",)}),
            (PAUSED, {"is_paused": True}),
            (PAUSED, {"paused_team_ids": frozenset([7])}),
            (None, {"paused_team_ids": frozenset([8])}),
            (AWAY, {"is_away": True}),
            (None, {"state": ""}),
            (UNLICENSED, {"state": "", "states": {3: {"CO"}}}),
            (COMPANY_UNLICENSED, {"state": "", "company_states": ()}),
        ]
        for expected, changes in cases:
            with self.subTest(changes):
                self.assertEqual(self._obstacle(**changes), expected)
