"""``python -m tests.bench [NAME…]``: run the benches and print their figures."""

import importlib
import sys
from pathlib import Path

from .figures import print_table


def names():
    found = sorted(Path(__file__).parent.glob("bench_*.py"))
    return [path.stem.removeprefix("bench_") for path in found]


def main(wanted):
    unknown = set(wanted) - set(names())
    if unknown:
        sys.exit(
            f"No such bench: {', '.join(unknown)}. There are: {', '.join(names())}"
        )
    for name in wanted or names():
        print(f"\n{name}", flush=True)
        bench = importlib.import_module(f"tests.bench.bench_{name}")
        print_table(bench.main() or [])


if __name__ == "__main__":
    main(sys.argv[1:])
