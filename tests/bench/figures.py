"""What a bench tells: a figure of ours beside the stock figure of the same run."""

import time
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median


@dataclass
class Figure:
    """``ours`` and ``stock`` in ``unit``; ``goal`` is the ratio not to be passed, or
    ``limit`` what ``ours`` is not to pass."""

    name: str
    ours: float
    stock: float | None = None
    unit: str = "ms"
    goal: float | None = None
    limit: float | None = None

    @property
    def ratio(self):
        return self.ours / self.stock if self.stock else None

    @property
    def aim(self):
        if self.limit is not None:
            return f"≤ {self.limit:g} {self.unit}"
        return "" if self.goal is None else f"≤ {self.goal:g}"

    @property
    def verdict(self):
        if self.limit is not None:
            return "met" if self.ours <= self.limit else "MISSED"
        if self.goal is None or self.ratio is None:
            return ""
        return "met" if self.ratio <= self.goal else "MISSED"


class Stopwatch:
    seconds = 0.0

    @property
    def ms(self):
        return self.seconds * 1000


@contextmanager
def stopwatch():
    watch = Stopwatch()
    start = time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - start


def median_ms(function, rounds, *args):
    """Return the median time of ``rounds`` calls, after one that warms up."""
    function(*args)
    times = []
    for _round in range(rounds):
        with stopwatch() as watch:
            function(*args)
        times.append(watch.ms)
    return median(times)


def print_table(figures):
    heads = ("figure", "ours", "stock", "unit", "ratio", "goal", "")
    rows = [
        (
            figure.name,
            f"{figure.ours:,.2f}",
            "" if figure.stock is None else f"{figure.stock:,.2f}",
            figure.unit,
            "" if figure.ratio is None else f"{figure.ratio:.3f}",
            figure.aim,
            figure.verdict,
        )
        for figure in figures
    ]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        cells = zip(row, widths, strict=True)
        print("  " + "  ".join(text.ljust(width) for text, width in cells).rstrip())
