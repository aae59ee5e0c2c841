"""Every state, channel and kind of day, at the minutes on which a window turns.

What is expected is worked out here from the columns of the law's table, day by day,
without the intervals of the gate.
"""

import csv
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from odoo.tests import tagged
from odoo.tools import file_open

from ..models.gate.mortgage_gate import CHECKS
from ..tools.verdict import ContactRequest
from .common import ComplianceCase

UTC = timezone.utc
STATE_RULES = "mortgage_compliance/data/policy/state_rules.csv"
COLUMNS = (("call_start", "call_end"), ("sat_start", "sat_end"))
SUNDAY = ("sun_start", "sun_end")
DAYS = {
    "summer weekday": date(2026, 7, 15),
    "summer Saturday": date(2026, 7, 18),
    "summer Sunday": date(2026, 7, 19),
    "summer closed day": date(2026, 7, 4),
    "winter weekday": date(2026, 12, 9),
    "winter Saturday": date(2026, 12, 12),
    "winter Sunday": date(2026, 12, 13),
    "winter closed day": date(2026, 11, 26),
}
CLOSED_EVERYWHERE = {date(2026, 7, 4), date(2026, 11, 26)}
# The next days that one state alone keeps, as its own calendar has them.
CLOSED_IN = {("LA", date(2026, 11, 27))}
TECHNOLOGY = {"call": "manual", "sms": "automated", "voicemail": "automated"}
MINUTE = timedelta(minutes=1)


class Expected:
    """When the law's table lets one place be called, by its own columns."""

    def __init__(self, states, zones):
        self.states = states
        self.zones = [ZoneInfo(zone) for zone in zones]

    def span(self, day):
        """Return the first and the last moment of that day's hours, or None."""
        if day in CLOSED_EVERYWHERE or any((s, day) in CLOSED_IN for s in self.states):
            return None
        starts, ends = [], []
        for row in self.states.values():
            opens, closes = row[_column(day)[0]], row[_column(day)[1]]
            if opens == closes:
                return None
            starts += [self._moment(day, opens, zone) for zone in self.zones]
            ends += [self._moment(day, closes, zone) for zone in self.zones]
        return (max(starts), min(ends)) if max(starts) < min(ends) else None

    def next_opening(self, moment, day):
        for later in range(9):
            span = self.span(day + timedelta(days=later))
            if span and moment < span[1]:
                return max(moment, span[0])
        return None

    def cases(self, day):
        """Yield ``(moment, hold_until or None)`` worth asking about on ``day``."""
        span = self.span(day)
        if span:
            opens, closes = span
            yield opens - MINUTE, opens
            yield opens, None
            yield closes - MINUTE, None
            yield closes, self.next_opening(closes, day)
        else:
            for clock in (time(0, 0), time(12, 0), time(23, 59)):
                moment = datetime.combine(day, clock, self.zones[0]).astimezone(UTC)
                yield moment, self.next_opening(moment, day)

    def _moment(self, day, clock, zone):
        hour, minute = map(int, clock.split(":"))
        return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


def _column(day):
    return SUNDAY if day.weekday() == 6 else COLUMNS[day.weekday() == 5]


@tagged("post_install", "-at_install")
class TestGateTable(ComplianceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open(STATE_RULES, "r") as source:
            cls.law = {row["state"]: row for row in csv.DictReader(source)}
        cls.zones = cls.env["mortgage.zone"].search([])

    def _places(self, kind):
        """Yield ``(key, states, zones)``: one row for each mixture of states and
        zones. Palau and its neighbors have ZIP codes and are no states."""
        seen = set()
        for row in self.zones.filtered(lambda row: row.kind == kind):
            states, mixture = row.states.split(), (row.states, row.zones)
            if mixture not in seen and states and set(states) <= set(self.law):
                seen.add(mixture)
                yield row.key, states, row.zones.split()

    def _expected(self, states, zones):
        return Expected({state: self.law[state] for state in states}, zones)

    def _request(self, channel, at, **place):
        return ContactRequest(
            channel=channel,
            kind="marketing",
            at=at,
            company_id=self.company.id,
            technology=TECHNOLOGY.get(channel, "automated"),
            # Nothing but the hours.
            assume=frozenset(set(CHECKS) - {"window"}),
            **place,
        )

    def _hold_to(self, wanted):
        """Compare the gate's answers with ``[(label, request, hold until)]``."""
        verdicts = self.env["mortgage.gate"]._judge([ask for _l, ask, _u in wanted])
        wrong = [
            f"{label} at {ask.at:%a %F %R}Z: {verdict.verdict} {verdict.hold_until}"
            f" ({verdict.rule}), expected {until}"
            for (label, ask, until), verdict in zip(wanted, verdicts, strict=True)
            if (verdict.verdict, verdict.hold_until)
            != ("hold" if until else "allow", until)
        ]
        self.assertFalse(wrong, f"{len(wrong)} of {len(wanted)} differ")

    def test_every_state_channel_and_day_at_the_turning_minutes(self):
        wanted = []
        own = set(self.zones.filtered(lambda row: row.kind == "zip").mapped("key"))
        for key, states, zones in self._places("zip"):
            # Under a prefix, one that has no row of its own.
            codes = [key] if len(key) == 5 else [f"{key}{n:02}" for n in range(100)]
            zip_code = next(code for code in codes if code == key or code not in own)
            expected = self._expected(states, zones)
            for name, day in DAYS.items():
                for at, until in expected.cases(day):
                    for channel in TECHNOLOGY:
                        ask = self._request(channel, at, zips=(zip_code,))
                        wanted.append((f"{zip_code} {channel}, {name}", ask, until))
        covered = {state for _k, states, _z in self._places("zip") for state in states}
        self.assertEqual(covered, set(self.law) - {"US"}, "every state is asked about")
        self._hold_to(wanted)

    def test_a_state_without_a_zip_is_open_when_all_its_zones_are(self):
        wanted = []
        for key, states, zones in self._places("state"):
            expected = self._expected(states, zones)
            for name, day in DAYS.items():
                for at, until in expected.cases(day):
                    ask = self._request("sms", at, states=(key,))
                    wanted.append((f"{key}, {name}", ask, until))
        self._hold_to(wanted)

    def test_an_area_code_alone_counts_with_all_its_states_and_zones(self):
        wanted = []
        for key, states, zones in self._places("area"):
            expected = self._expected(states, zones)
            for name, day in DAYS.items():
                for at, until in expected.cases(day):
                    ask = self._request("call", at, value=f"+1{key}5550101")
                    wanted.append((f"area code {key}, {name}", ask, until))
        self._hold_to(wanted)

    def test_places_that_people_know_to_keep_two_clocks(self):
        for states, zips, phone, morning, evening in [
            # Gulf County, Florida: Port St. Joe is on Eastern, Wewahitchka on Central.
            ((), ("32456",), "", "2026-12-09 13:00", "2026-12-10 00:59"),
            ((), ("32465",), "", "2026-12-09 14:00", "2026-12-10 01:59"),
            # The Florida panhandle's 850 is both.
            ((), (), "+18505550101", "2026-12-09 14:00", "2026-12-10 00:59"),
            # A Texan ZIP in Mountain time: El Paso, 9 to 9.
            ((), ("79901",), "", "2026-12-09 16:00", "2026-12-10 03:59"),
            # Tennessee, of which nothing more is known: 8 Central to 9 Eastern.
            (("TN",), (), "", "2026-12-09 14:00", "2026-12-10 01:59"),
            # Arizona has no summer time; its winter is Mountain.
            ((), ("85001",), "", "2026-12-09 15:00", "2026-12-10 03:59"),
            # A Houston ZIP with a Florida phone: Florida presumes its law applies.
            ((), ("77002",), "+13055550101", "2026-12-09 15:00", "2026-12-10 00:59"),
        ]:
            with self.subTest(states=states, zips=zips, phone=phone):
                first, last = (
                    datetime.fromisoformat(moment).replace(tzinfo=UTC)
                    for moment in (morning, evening)
                )
                asks = [
                    self._request("sms", at, states=states, zips=zips, value=phone)
                    for at in (first - MINUTE, first, last, last + MINUTE)
                ]
                answers = self.env["mortgage.gate"]._judge(asks)
                self.assertEqual(
                    [answer.verdict for answer in answers],
                    ["hold", "allow", "allow", "hold"],
                )
                self.assertEqual(answers[0].hold_until, first)

    def test_emails_and_letters_keep_no_hours(self):
        midnight = datetime(2026, 7, 5, 5, 0, tzinfo=UTC)
        asks = [
            self._request(channel, midnight, states=(state,))
            for state in self.law
            if state != "US"
            for channel in ("email", "letter")
        ]
        answers = self.env["mortgage.gate"]._judge(asks)
        self.assertEqual({answer.verdict for answer in answers}, {"allow"})
