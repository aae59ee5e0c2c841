"""What rules of the circuit breaker would have stopped, hour by hour of a record of the
past: pure Python, no ORM."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .breaker import OF_COMPANY, Stop, Traffic, in_force, judge

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Count:
    """So many messages, or answers of that kind, within the hour that begins ``at``."""

    at: datetime
    company_id: int
    run: str
    channel: str
    kind: str
    number: int


@dataclass
class Run:
    """One wording on one channel, as it goes on in the replay."""

    key: str
    began: datetime
    channel: str
    company_id: int
    sent: int = 0
    kept: int = 0
    stop: Stop | None = None
    stopped_at: datetime | None = None
    counts: Counter = field(default_factory=Counter)


def replay(rules, counts, since, life):
    """Return the runs that ``rules`` would have stopped from ``since`` on, in order.

    ``counts`` may begin earlier, for what is usual; ``life`` is how long a run goes on.
    """
    hours = defaultdict(list)
    for count in counts:
        hours[count.at].append(count)
    past = _Past(rules, life)
    stopped = []
    for at in sorted(hours):
        going = past.add(hours[at])
        if at >= since:
            stopped += past.stop(at, going)
    return stopped


class _Past:
    """What has been replayed so far."""

    def __init__(self, rules, life):
        self.rules, self.life = rules, life
        self.runs, self.first = {}, {}
        self.volume = defaultdict(Counter)

    def add(self, counts):
        """Add one hour; return ``{company: {key of a run: its messages within it}}``
        of the runs that go on."""
        going = defaultdict(Counter)
        for count in counts:
            run = self._run_of(count)
            if count.kind != "messages":
                run.counts[count.kind] += count.number
            elif run.stop:
                run.kept += count.number
                continue
            else:
                run.sent += count.number
                self.volume[count.company_id][count.at] += count.number
                self.first.setdefault(count.company_id, count.at)
            if not run.stop:
                messages = count.number if count.kind == "messages" else 0
                going[count.company_id][count.run] += messages
        return going

    def _run_of(self, count):
        run = self.runs.get(count.run)
        if not run or (not run.stop and run.began < count.at - self.life):
            run = Run(count.run, count.at, count.channel, count.company_id)
            self.runs[count.run] = run
        return run

    def stop(self, at, going):
        """Stop what breaks a rule within the hour ``at``, and return it."""
        stopped = []
        for company_id, sent in going.items():
            limits = in_force(self.rules, company_id, at)
            busiest = max(sent, key=sent.get)
            for key in sent:
                run = self.runs[key]
                traffic = Traffic(channel=run.channel, messages=run.sent, **run.counts)
                if key == busiest:
                    traffic = self._with_volume(traffic, limits, at, company_id)
                run.stop = judge(limits, traffic)
                if run.stop:
                    run.stopped_at = at
                    # It was answered for: the next run is not stopped for it.
                    self.volume[company_id][at] -= sent[key]
                    stopped.append(run)
        return stopped

    def _with_volume(self, traffic, limits, at, company_id):
        volume = self.volume[company_id]
        first = self.first.get(company_id, at)
        volumes = [rule for rule in limits if rule.kind in OF_COMPANY]
        return replace(
            traffic,
            age_days=(at - first).days,
            sent={rule.hours: _within(volume, at, rule.hours) for rule in volumes},
            usual={
                (rule.hours, rule.weeks): sum(weeks) / len(weeks)
                for rule in volumes
                if (weeks := _weeks(volume, at, first, rule))
            },
        )


def _within(volume, at, hours):
    return sum(volume[at - HOUR * back] for back in range(hours))


def _weeks(volume, at, first, rule):
    """Return what left within the same hours of each week that had a beginning."""
    ends = [at - timedelta(weeks=week) for week in range(1, rule.weeks + 1)]
    return [_within(volume, end, rule.hours) for end in ends if end >= first]
