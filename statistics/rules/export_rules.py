"""Soft rules of step 3: production, history, unit value, and the rial of a dollar."""

from decimal import Decimal

from catalog.enums import Direction
from config.persian import format_number
from statistics.figures import ExportFigure, amount
from statistics.rules.outlier_statistics import departs, middle, size_of, stands_out
from statistics.rules.production_rules import direction_of, times
from statistics.rules.subject import Flag, Subject

STOCK, UNIT_VALUE, RATE, CHANGE = "X-21", "X-22", "X-23", "X-24"


def beyond_production(subject: Subject) -> list[Flag]:
    """Flag exports above this month's production.

    What earlier months left over is unknown, as nobody declares sales at home: no stock is assumed
    for the unit, which says so by its reason.
    """
    found, produced = [], subject.figures.produced
    for sent in subject.figures.exports:
        # Step 2 is not written yet: its own save looks here again.
        if sent.quantity is None or not produced or produced.get(sent.code, 0) is None:
            continue
        made = produced.get(sent.code) or Decimal(0)
        if sent.quantity > made:
            found.append(
                Flag(
                    STOCK,
                    f"exports:{sent.code}:quantity",
                    # Both numbers: a reason no longer holds when the production below it changes.
                    f"{_plain(sent.quantity)} {_plain(made)}",
                    f"{sent.name}: صادرات {amount(sent.quantity, sent.measure)}، "
                    "بیش از تولید این ماه.",
                    _made_and_sent(subject, sent, made),
                    "صادرات بیش از تولید",
                )
            )
    return found


def exports_changed(subject: Subject) -> list[Flag]:
    """Flag amounts far from the unit's own exports, and a regular export that stays out."""
    if not subject.active:
        return []
    bounds, found = subject.bounds, []
    now = {sent.code: sent for sent in subject.figures.exports}
    for code, (name, measure) in _known_exports(subject).items():
        sample = _sent_before(subject, code)
        quantity = now[code].quantity if code in now else Decimal(0)
        # An export of now and then may stay out; one of every month of late may not.
        if quantity is None or (code not in now and not _regular(subject, code)):
            continue
        base = departs(quantity, sample, bounds.least_months, bounds.spreads, bounds.export_percent)
        if base is None:
            continue
        words = amount(quantity, measure) if quantity else "صادر نشده است"
        ratio = f"، {times(quantity / base)} ماه‌های پیش" if quantity and base else ""
        way = direction_of(quantity, base)
        found.append(
            Flag(
                CHANGE,
                f"exports:{code}:quantity",
                _plain(quantity),
                f"{name}: {words}{ratio}.",
                _months_words(sample, measure, bounds.least_months),
                "توقف صادرات" if not quantity else f"{Direction(way).label} صادرات",
                way,
                size_of(quantity, base),
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
                    f"میانهٔ {format_number(len(sample))} ماه گذشته: {_whole(middle(sample))} دلار",
                    "ارزش نامعمول هر تن صادرات",
                    size=size_of(value, middle(sample)),
                )
            )
    return found


def dollar_rate(subject: Subject) -> list[Flag]:
    """Flag exports whose rials for a dollar are far from the month's reference rate.

    Where the office gave none for the month, they are held against the unit's other exports.
    """
    found = []
    bounds = subject.bounds
    for sent in subject.figures.exports:
        rate = _rate(sent.value_usd, sent.value_irr)
        if rate is None:
            continue
        other = _other_rate(subject, sent)
        reference = bounds.dollar_rate
        if reference and abs(rate - reference) * 100 > bounds.rate_percent * reference:
            basis = f"نرخ مرجع {subject.month}: {format_number(reference)} ریال"
        elif (
            not reference and other and abs(rate - other[1]) * 100 > bounds.rate_percent * other[1]
        ):
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


def _made_and_sent(subject: Subject, sent: ExportFigure, made: Decimal) -> str:
    """Say this month's production, and beside it what the last month made and sent."""
    words, last = f"تولید این ماه: {amount(made, sent.measure)}", subject.last
    if last is None:
        return words
    before = last.exported.get(sent.code)
    then = amount(last.produced.get(sent.code), sent.measure)
    away = amount(before.quantity if before else Decimal(0), sent.measure)
    return f"{words}؛ {last.month}: تولید {then}، صادرات {away}"


def _known_exports(subject: Subject) -> dict[str, tuple[str, str]]:
    """Name what is or was exported, with its measure."""
    found: dict[str, tuple[str, str]] = {}
    for past in reversed(subject.past):
        found |= {code: (sent.name, sent.measure) for code, sent in past.exported.items()}
    return found | {sent.code: (sent.name, sent.measure) for sent in subject.figures.exports}


def _sent_before(subject: Subject, code: str) -> list[Decimal]:
    """List what was exported of a product in the months that exported it, the latest first."""
    sent = (past.exported.get(code) for past in subject.past)
    return [each.quantity for each in sent if each and each.quantity]


def _regular(subject: Subject, code: str) -> bool:
    """Tell whether a product was exported in each of the last months, enough for a median."""
    recent = subject.past[: subject.bounds.least_months]
    enough = len(recent) == subject.bounds.least_months
    return enough and all(code in past.exported for past in recent)


def _months_words(sample: list[Decimal], measure: str, least: int) -> str:
    words = f"آخرین ماه صادرات: {amount(sample[0], measure)}"
    if len(sample) < least:
        return words
    count = format_number(len(sample))
    return f"{words}، میانهٔ {count} ماه گذشته: {amount(middle(sample), measure)}"


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
