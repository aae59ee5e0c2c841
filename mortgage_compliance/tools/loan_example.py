"""One priced loan in words: what 12 CFR 1026.24(d)(2) and 1026.16(d) want to read in an
advertisement that states a rate, a payment, a term or a charge."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_datetime

from .apr import CENT, Flow, annual_percentage_rate, balance_after, level_payment

_MONTHS = 12
_PURPOSES = {
    "en": {
        "purchase": "purchase loan",
        "refinance": "refinance",
        "cash_out": "cash-out refinance",
    },
    "es": {
        "purchase": "préstamo de compra",
        "refinance": "refinanciamiento",
        "cash_out": "refinanciamiento con retiro de efectivo",
    },
}
_WORDS = {
    "en": {
        "at": "Example as of {at}:",
        "loan": "{purpose} of {amount} on a home worth {value}, {down}credit score"
        " {score}.",
        "down": "{down} ({percent}%) down payment, ",
        "price": "{product}, {years}-year {fixed}, interest rate {rate}%, {apr}% APR"
        " (annual percentage rate), {points} points and {charges} of other finance"
        " charges.",
        "fixed": "fixed rate",
        "arm": "adjustable-rate mortgage (ARM)",
        "repay": "Repayment: {payments}.",
        "run": "{count} payments of {amount}",
        "then": ", then ",
        "mi": "The first {mi_months} payments include mortgage insurance of"
        " {mi_amount}.",
        "arm_note": "The rate is fixed for the first {months} months, then it may"
        " increase or change; with today's index and margin it would be {later_rate}%."
        " The APR may increase after closing.",
        "taxes": "The payments do not include taxes and insurance premiums; the actual"
        " payment obligation will be greater.",
        "changes": "Rates are subject to change; your terms depend on your credit and"
        " property.",
        "heloc": "Home equity line of credit (HELOC) of {amount} on a home worth"
        " {value}, credit score {score}. Variable rate, today {rate}% APR (annual"
        " percentage rate); the maximum APR is {max}%. Fees to open the line: {fees}.",
        "between": "{low} to {high}",
        "tax": "Ask a tax adviser whether interest is deductible.",
    },
    "es": {
        "at": "Ejemplo vigente al {at}:",
        "loan": "{purpose} de {amount} sobre una vivienda de {value}, {down}puntaje de"
        " crédito {score}.",
        "down": "pago inicial de {down} ({percent}%), ",
        "price": "{product}, {years} años, {fixed}, tasa de interés {rate}%, {apr}% APR"
        " (tasa porcentual anual), {points} puntos y {charges} de otros cargos"
        " financieros.",
        "fixed": "tasa fija",
        "arm": "hipoteca de tasa ajustable (ARM)",
        "repay": "Pago del préstamo: {payments}.",
        "run": "{count} pagos de {amount}",
        "then": ", luego ",
        "mi": "Los primeros {mi_months} pagos incluyen un seguro hipotecario de"
        " {mi_amount}.",
        "arm_note": "La tasa es fija los primeros {months} meses y después puede"
        " aumentar o cambiar; con el índice y el margen de hoy sería {later_rate}%."
        " La APR puede aumentar después del cierre.",
        "taxes": "Los pagos no incluyen impuestos ni primas de seguro; la obligación de"
        " pago real será mayor.",
        "changes": "Las tasas pueden cambiar; sus condiciones dependen de su crédito y"
        " de la propiedad.",
        "heloc": "Línea de crédito sobre el valor de la vivienda (HELOC) de {amount}"
        " sobre una vivienda de {value}, puntaje de crédito {score}. Tasa variable, hoy"
        " {rate}% APR (tasa porcentual anual); la APR máxima es {max}%. Costos de"
        " apertura: {fees}.",
        "between": "{low} a {high}",
        "tax": "Consulte a un asesor fiscal si los intereses son deducibles.",
    },
}
# For texts to phones: the same facts with fewer letters.
_SHORT = {
    "en": {
        "loan": "{purpose} {amount}, home {value}, {down}score {score}:",
        "down": "{down} down, ",
        "price": "{years}yr {fixed} {rate}%, {apr}% APR, {points} pts, {charges} fees,",
        "arm": "ARM",
        "fixed": "fixed",
        "repay": "{payments}.",
        "taxes": "Payments do not include taxes/insurance; yours will be greater.",
        "changes": "",
        "heloc": "HELOC {amount}, home {value}, score {score}: variable {rate}% APR,"
        " max APR {max}%, fees to open {fees}.",
        "tax": "",
    },
    "es": {
        "loan": "{purpose} {amount}, vivienda {value}, {down}puntaje {score}:",
        "down": "inicial {down}, ",
        "price": "{years} años {fixed} {rate}%, {apr}% APR, {points} puntos, {charges}"
        " cargos,",
        "arm": "ARM",
        "fixed": "fija",
        "repay": "{payments}.",
        "taxes": "Los pagos no incluyen impuestos ni seguros; el suyo será mayor.",
        "changes": "",
        "heloc": "HELOC {amount}, vivienda {value}, puntaje {score}: variable {rate}%"
        " APR, APR máxima {max}%, costos de apertura {fees}.",
        "tax": "",
    },
}


@dataclass(frozen=True)
class Example:
    """A loan as it is priced at ``at``, aware, in the zone it is told in.

    ``points`` are percent of the amount, ``charges`` the other finance charges paid at
    closing. ``fixed_months`` above 0 makes it an ARM that later has ``later_rate``.
    With ``max_apr`` it is a line of credit whose opening costs lie between ``charges``
    and ``most_charges``.
    """

    at: datetime
    purpose: str
    product: str
    amount: Decimal
    value: Decimal
    score: int
    rate: Decimal
    years: int = 30
    points: Decimal = Decimal(0)
    charges: Decimal = Decimal(0)
    most_charges: Decimal = Decimal(0)
    mi_monthly: Decimal = Decimal(0)
    mi_months: int = 0
    fixed_months: int = 0
    later_rate: Decimal = Decimal(0)
    max_apr: Decimal = Decimal(0)

    @property
    def payments(self):
        """``[(count, amount)]`` of all payments; those to a line depend on its use."""
        if self.max_apr:
            return []
        count = self.years * _MONTHS
        first = level_payment(self.amount, self.rate, count)
        steps = {0: first}
        if 0 < self.fixed_months < count:
            owed = balance_after(self.amount, self.rate, first, self.fixed_months)
            left = count - self.fixed_months
            steps[self.fixed_months] = level_payment(owed, self.later_rate, left)
        return self._with_insurance(steps, count)

    @property
    def apr(self):
        """The annual percentage rate in percent; of a line it is its rate."""
        if self.max_apr:
            return self.rate
        prepaid = self.amount * self.points / 100 + self.charges
        payments, after = [], 1
        for count, amount in self.payments:
            payments.append(Flow(amount, count, after))
            after += count
        advance = Flow(self.amount - prepaid, after=0)
        return annual_percentage_rate([advance], payments)

    @property
    def down_payment(self):
        """What a buyer pays; nothing where no home is bought."""
        return self.value - self.amount if self.purpose == "purchase" else Decimal(0)

    def _with_insurance(self, steps, count):
        """Return the runs of equal payments, with mortgage insurance while it lasts."""
        insured = min(self.mi_months, count) if self.mi_monthly else 0
        marks = sorted({*steps, insured} - {count})
        runs = []
        for start, end in zip(marks, [*marks[1:], count], strict=True):
            amount = steps[max(mark for mark in steps if mark <= start)]
            if start < insured:
                amount += self.mi_monthly
            runs.append((end - start, amount))
        return runs


def in_words(example, product, lang="en", short=False):
    """Return ``example`` as it stands in a message; ``product`` is its name."""
    lang = lang if lang in _WORDS else "en"
    words = _WORDS[lang] | (_SHORT[lang] if short else {})
    facts = _facts(example, product, words, lang, short)
    if example.max_apr:
        parts = ("at", "heloc", "tax", "changes")
    else:
        parts = ("at", "loan", "price", "repay")
        parts += ("mi",) if example.mi_monthly and example.mi_months else ()
        parts += ("arm_note",) if example.fixed_months else ()
        parts += ("taxes", "changes")
    return " ".join(words[part].format(**facts) for part in parts if words[part])


def _facts(example, product, words, lang, short):
    down = example.down_payment
    percent = down * 100 / example.value if example.value else Decimal(0)
    form = "M/d/yyyy" if short else "M/d/yyyy h:mm a zzz"
    runs = (
        words["run"].format(count=count, amount=money(amount))
        for count, amount in example.payments
    )
    low, high = money(example.charges), money(example.most_charges)
    told_down = words["down"].format(down=money(down), percent=_short(percent))
    several = example.most_charges > example.charges
    return {
        "at": format_datetime(
            example.at, form, tzinfo=example.at.tzinfo, locale="en_US"
        ),
        "purpose": _PURPOSES[lang].get(example.purpose, ""),
        "product": product,
        "amount": money(example.amount),
        "value": money(example.value),
        "down": told_down if down > 0 else "",
        "score": example.score,
        "years": example.years,
        "fixed": words["arm" if example.fixed_months else "fixed"],
        "rate": _percent(example.rate),
        "apr": _percent(example.apr),
        "points": _percent(example.points),
        "charges": low,
        "payments": words["then"].join(runs),
        "months": example.fixed_months,
        "max": _percent(example.max_apr),
        "fees": words["between"].format(low=low, high=high) if several else low,
        "later_rate": _percent(example.later_rate),
        "mi_months": example.mi_months,
        "mi_amount": money(example.mi_monthly),
    }


def money(amount):
    """Return dollars as they are written, cents only where there are some."""
    amount = Decimal(amount).quantize(CENT, ROUND_HALF_UP)
    return f"${amount:,.2f}".removesuffix(".00")


def _percent(value):
    return f"{Decimal(value):.3f}"


def _short(value):
    return f"{Decimal(value).quantize(Decimal('0.1'), ROUND_HALF_UP):f}".removesuffix(
        ".0"
    )
