"""Soft rules of step 3: stock, unit value, and the rial that a dollar was counted with."""

from decimal import Decimal

from config.persian import format_number
from statistics.figures import ExportFigure, amount
from statistics.rules.outlier_statistics import middle, stands_out
from statistics.rules.subject import Flag, Subject

STOCK, UNIT_VALUE, RATE = "X-21", "X-22", "X-23"


def beyond_stock(subject: Subject) -> list[Flag]:
    """Flag exports above this month's production and what the remembered months left over."""
    found, produced = [], subject.figures.produced
    for sent in subject.figures.exports:
        # Step 2 is not written yet: its own save looks here again.
        if sent.quantity is None or not produced or produced.get(sent.code, 0) is None:
            continue
        made = produced.get(sent.code) or Decimal(0)
        # More sent than made in the past came from an older stock: no debt of this month.
        left = max(Decimal(0), _left_over(subject, sent.code))
        if sent.quantity > made + left:
            basis = f"تولید این ماه: {amount(made, sent.measure)}"
            if subject.past:
                count = format_number(len(subject.past))
                basis += f"، مانده از {count} ماه پیش: {amount(left, sent.measure)}"
            found.append(
                Flag(
                    STOCK,
                    f"exports:{sent.code}:quantity",
                    # Both numbers: a reason no longer holds when the production below it changes.
                    f"{_plain(sent.quantity)} {_plain(made + left)}",
                    f"{sent.name}: صادرات {amount(sent.quantity, sent.measure)}، "
                    "بیش از تولید و موجودی.",
                    basis,
                    "صادرات بیش از تولید و موجودی",
                )
            )
    return found


def unit_value(subject: Subject) -> list[Flag]:
    """Flag exports whose dollars for a tonne lie far from the unit's own months."""
    bounds, found = subject.bounds, []
    for sent in subject.figures.exports:
        value = _per_tonne(sent)
        before = (past.exported.get(sent.code) for past in subject.past)
        sample = [v for e in before if e is not None and (v := _per_tonne(e)) is not None]
        if value is None or len(sample) < bounds.least_months:
            continue
        if stands_out(value, sample, bounds.spreads, bounds.unit_value_percent):
            found.append(
                Flag(
                    UNIT_VALUE,
                    f"exports:{sent.code}:usd",
                    f"{_plain(sent.value_usd)} {_plain(sent.tonnes)}",
                    f"{sent.name}: هر تن {_whole(value)} دلار.",
                    f"میانهٔ {format_number(len(sample))} ماه: {_whole(middle(sample))} دلار",
                    "ارزش نامعمول هر تن صادرات",
                )
            )
    return found


def dollar_rate(subject: Subject) -> list[Flag]:
    """Flag exports whose rials for a dollar leave the band, or differ from other exports."""
    found = []
    bounds = subject.bounds
    for sent in subject.figures.exports:
        rate = _rate(sent.value_usd, sent.value_irr)
        if rate is None:
            continue
        other = _other_rate(subject, sent)
        if not bounds.rate_low <= rate <= bounds.rate_high:
            band = f"{format_number(bounds.rate_low)} تا {format_number(bounds.rate_high)}"
            basis = f"بازهٔ پذیرفتنی: {band} ریال"
        elif other and abs(rate - other[1]) * 100 > bounds.rate_percent * other[1]:
            basis = f"{other[0]}: {_whole(other[1])} ریال"
        else:
            continue
        found.append(
            Flag(
                RATE,
                f"exports:{sent.code}:irr",
                f"{_plain(sent.value_usd)} {_plain(sent.value_irr)}",
                f"{sent.name}: هر دلار {_whole(rate)} ریال حساب شده است.",
                basis,
                "نرخ نامعمول دلار",
            )
        )
    return found


def _left_over(subject: Subject, product: str) -> Decimal:
    left = Decimal(0)
    for past in subject.past:
        sent = past.exported.get(product)
        left += past.produced.get(product) or 0
        left -= (sent.quantity if sent else None) or 0
    return left


def _per_tonne(sent: ExportFigure) -> Decimal | None:
    return sent.value_usd / sent.tonnes if sent.value_usd is not None and sent.tonnes else None


def _rate(usd: Decimal | None, irr: Decimal | None) -> Decimal | None:
    return irr / usd if usd and irr is not None else None


def _other_rate(subject: Subject, sent: ExportFigure) -> tuple[str, Decimal] | None:
    """Find the rate to compare with: the greater rest of the month, else the last month's."""
    rest = [e for e in subject.figures.exports if e.code != sent.code]
    usd, irr = _totals(rest)
    if rate := _rate(usd, irr):
        # Of two rates only the one that carries fewer dollars is asked about.
        return ("صادرات دیگر این ماه", rate) if usd > (sent.value_usd or 0) else None
    for past in subject.past:
        if rate := _rate(*_totals(list(past.exported.values()))):
            return str(past.month), rate
    return None


def _totals(exports: list[ExportFigure]) -> tuple[Decimal, Decimal]:
    # A line without one of the two would shift the rate of all.
    both = [e for e in exports if e.value_usd and e.value_irr is not None]
    usd = sum((e.value_usd or Decimal(0) for e in both), Decimal(0))
    irr = sum((e.value_irr or Decimal(0) for e in both), Decimal(0))
    return usd, irr


def _whole(value: Decimal) -> str:
    return format_number(round(value) if value >= 1 else round(value, 3))


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")
