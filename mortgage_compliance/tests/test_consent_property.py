from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.consents import Fact, seller_key, standing

START = datetime(2026, 1, 1)
NAMES = frozenset({seller_key("Lone Star Test Lending")})
CHANNELS = ("sms", "call", "voicemail")
# A loaded machine draws slowly; that is no flaw of the rules.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def facts():
    return st.builds(
        Fact,
        event=st.sampled_from(("grant", "revocation")),
        at=st.integers(0, 20).map(lambda minutes: START + timedelta(minutes=minutes)),
        channels=st.lists(st.sampled_from(CHANNELS), min_size=1, unique=True).map(
            tuple
        ),
        level=st.sampled_from(("pec", "pewc", "dnc_permission")),
        written=st.lists(st.sampled_from(CHANNELS), unique=True).map(tuple),
        company_id=st.sampled_from((0, 1, 2)),
        seller=st.sampled_from(("", "Lone Star Test Lending", "Somebody Else")),
        certificate=st.sampled_from(("", "waiting", "retained", "lost")),
    )


@tagged("post_install", "-at_install")
class TestConsentProperty(BaseCase):
    """Whatever was given and taken back, in whatever order it was learned of."""

    @PATIENT
    @given(st.lists(facts(), max_size=8), st.randoms(), st.integers(0, 25))
    def test_the_order_of_learning_changes_nothing(self, known, shuffling, minutes):
        at = START + timedelta(minutes=minutes)
        shuffled = shuffling.sample(known, len(known))
        self.assertEqual(
            standing(known, 1, NAMES, at), standing(shuffled, 1, NAMES, at)
        )

    @PATIENT
    @given(st.lists(facts(), max_size=8), st.integers(0, 25))
    def test_what_was_taken_back_needs_a_later_grant(self, known, minutes):
        at = START + timedelta(minutes=minutes)
        found = standing(known, 1, NAMES, at)
        for channel in {*found.levels, *found.pending}:
            grants, taken = (
                [
                    fact.at
                    for fact in known
                    if fact.event == event
                    and channel in fact.channels
                    and fact.at <= at
                ]
                for event in ("grant", "revocation")
            )
            self.assertTrue(grants)
            self.assertTrue(not taken or max(grants) > max(taken))

    @PATIENT
    @given(st.lists(facts(), max_size=6), facts(), st.integers(0, 25))
    def test_merging_in_a_revocation_never_allows_more(self, known, fact, minutes):
        at = START + timedelta(minutes=minutes)
        taken = Fact("revocation", fact.at, fact.channels)
        before = standing(known, 1, NAMES, at)
        after = standing([*known, taken], 1, NAMES, at)
        for channel, level in after.levels.items():
            self.assertIn(before.levels.get(channel), (level, "pewc"))
