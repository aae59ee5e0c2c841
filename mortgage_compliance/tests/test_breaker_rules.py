from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..tools.breaker import Rule, Traffic, in_force, judge, mass_size
from ..tools.breaker_replay import Count, replay

CEILING = Rule(1, "ceiling", "ceiling", first_days=30, most=500)
VOLUME = Rule(2, "volume", "volume", weeks=4, least=200, factor=3)
OPT_OUT = Rule(3, "opt_out", "opt_out", "sms", least=40, most=3, percent=5)
SENDER = Rule(4, "sender", "sender", most=10)
MASS = Rule(5, "mass", "mass", most=100)
NOON = datetime(2026, 3, 4, 12)


@tagged("post_install", "-at_install")
class TestBreakerRules(BaseCase):
    def _judged(self, rule, accepted=None, **traffic):
        stop = judge([rule], Traffic(**traffic), accepted)
        return stop and stop.measured

    def test_each_kind_of_rule_stops_at_its_limit_and_not_below(self):
        cases = [
            (CEILING, {"age_days": 29, "sent": {1: 501}}, 501),
            (CEILING, {"age_days": 29, "sent": {1: 500}}, None),
            (CEILING, {"age_days": 30, "sent": {1: 9000}}, None),
            (VOLUME, {"sent": {1: 301}, "usual": {(1, 4): 100}}, 301),
            (VOLUME, {"sent": {1: 300}, "usual": {(1, 4): 100}}, None),
            (VOLUME, {"sent": {1: 199}, "usual": {(1, 4): 0}}, None),
            (VOLUME, {"sent": {1: 200}, "usual": {(1, 4): 0}}, 200),
            (VOLUME, {"sent": {1: 9000}, "usual": {}}, None),
            (OPT_OUT, {"channel": "sms", "messages": 40, "opt_out": 3}, 7.5),
            (OPT_OUT, {"channel": "sms", "messages": 39, "opt_out": 9}, None),
            (OPT_OUT, {"channel": "sms", "messages": 40, "opt_out": 2}, None),
            (OPT_OUT, {"channel": "sms", "messages": 100, "opt_out": 4}, None),
            (OPT_OUT, {"channel": "email", "messages": 40, "opt_out": 9}, None),
            (SENDER, {"sender": 10}, 10),
            (SENDER, {"sender": 9}, None),
            (MASS, {"messages": 9000}, None),
        ]
        for rule, traffic, measured in cases:
            with self.subTest(rule=rule.code, traffic=traffic):
                self.assertEqual(self._judged(rule, **traffic), measured)

    def test_what_a_person_let_go_stops_again_when_it_is_twice_as_much(self):
        accepted = {"sender": 10}
        self.assertIsNone(self._judged(SENDER, accepted, sender=19))
        self.assertEqual(self._judged(SENDER, accepted, sender=20), 20)

    def test_a_companys_own_row_replaces_the_general_one_within_its_dates(self):
        own = Rule(9, "ceiling", "ceiling", company_id=7, first_days=30, most=50)
        ended = Rule(8, "ceiling", "ceiling", most=5, first_days=30, valid_to=NOON)
        rules = [own, CEILING, ended]
        self.assertEqual(in_force(rules, 7, NOON), [own])
        self.assertEqual(in_force(rules, 6, NOON), [CEILING])
        self.assertEqual(mass_size([*rules, MASS]), 100)
        self.assertIsNone(mass_size(rules))

    # The record of the past

    def _hours(self, run, numbers, kind="messages", at=NOON, channel="sms"):
        return [
            Count(at + timedelta(hours=hour), 1, run, channel, kind, number)
            for hour, number in enumerate(numbers)
            if number
        ]

    def _replayed(self, rules, counts, since=NOON):
        stopped = replay(rules, counts, since, timedelta(days=7))
        return [
            (run.key, run.stop.rule.code, run.stopped_at, run.sent, run.kept)
            for run in stopped
        ]

    def test_a_replay_says_what_left_before_and_what_would_have_waited(self):
        counts = [
            *self._hours("a", [50, 50, 50]),
            *self._hours("a", [1, 4], "opt_out"),
            *self._hours("b", [50, 50, 50]),
        ]
        self.assertEqual(
            self._replayed([OPT_OUT], counts),
            [("a", "opt_out", NOON + timedelta(hours=1), 100, 50)],
        )

    def test_a_replay_stops_the_run_that_made_the_volume(self):
        weeks = [
            count
            for week in range(1, 5)
            for count in self._hours("usual", [100], at=NOON - timedelta(weeks=week))
        ]
        now = [*self._hours("usual", [90, 90]), *self._hours("flood", [400, 10])]
        self.assertEqual(
            self._replayed([VOLUME], weeks + now),
            [("flood", "volume", NOON, 400, 10)],
        )

    def test_a_replay_of_a_new_company_keeps_its_ceiling(self):
        counts = self._hours("a", [300, 400, 800])
        rules = [CEILING]
        self.assertEqual(
            self._replayed(rules, counts),
            [("a", "ceiling", NOON + timedelta(hours=2), 1500, 0)],
        )
        late = self._hours("a", [300, 400, 800], at=NOON + timedelta(days=31))
        self.assertEqual(self._replayed(rules, self._hours("a", [1]) + late), [])
