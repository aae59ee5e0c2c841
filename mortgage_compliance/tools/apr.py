"""The annual percentage rate by the actuarial method: 12 CFR 1026, Appendix J.

What was advanced and what is paid are worth the same at the rate looked for:
``sum(A / ((1 + e*i) * (1 + i)**q)) = sum(P / ((1 + f*i) * (1 + i)**t))``, where q and t
are whole unit-periods, e and f fractions of one.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

_PRECISION = 34
# Halvings of the interval in which the rate lies: far below the last digit shown.
_HALVINGS = 80
CENT = Decimal("0.01")
_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class Flow:
    """``count`` equal amounts, one each unit-period, the first ``after`` whole ones and
    ``fraction`` of one."""

    amount: Decimal
    count: int = 1
    after: int = 1
    fraction: Decimal = Decimal(0)


def annual_percentage_rate(advances, payments, periods_per_year=Decimal(12)):
    """Return the APR in percent, three decimals; 0 where no more is paid than was
    advanced. ``advances`` and ``payments`` are lists of Flow."""
    with localcontext() as context:
        context.prec = _PRECISION
        if _worth(payments, Decimal(0)) <= _worth(advances, Decimal(0)):
            return Decimal("0.000")
        low, high = Decimal(0), Decimal(1)
        while _worth(payments, high) > _worth(advances, high):
            high *= 2
        for _halving in range(_HALVINGS):
            middle = (low + high) / 2
            if _worth(payments, middle) > _worth(advances, middle):
                low = middle
            else:
                high = middle
        return _rounded(high * Decimal(periods_per_year) * 100, _THOUSANDTH)


def level_payment(amount, rate, count, balance=Decimal(0)):
    """Return the monthly payment that brings ``amount`` at ``rate`` percent a year to
    ``balance`` with ``count`` payments, in cents."""
    with localcontext() as context:
        context.prec = _PRECISION
        monthly = Decimal(rate) / 1200
        if not monthly:
            return _rounded((amount - balance) / count, CENT)
        grown = (1 + monthly) ** count
        return _rounded((amount * grown - balance) * monthly / (grown - 1), CENT)


def balance_after(amount, rate, payment, count):
    """Return what is owed after ``count`` payments."""
    with localcontext() as context:
        context.prec = _PRECISION
        monthly = Decimal(rate) / 1200
        if not monthly:
            return _rounded(amount - payment * count, CENT)
        grown = (1 + monthly) ** count
        return _rounded(amount * grown - payment * (grown - 1) / monthly, CENT)


def _worth(flows, rate):
    """Return what ``flows`` are worth at the start, at ``rate`` per unit-period."""
    total, step = Decimal(0), 1 / (1 + rate)
    for flow in flows:
        discount = step**flow.after / (1 + flow.fraction * rate)
        if not rate:
            total += flow.amount * flow.count
            continue
        # A row of equal amounts is a geometric series.
        total += flow.amount * discount * (1 - step**flow.count) / (1 - step)
    return total


def _rounded(value, unit):
    return value.quantize(unit, ROUND_HALF_UP)
