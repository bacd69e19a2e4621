"""The four steps read back in words, beside the month before: to check, to send, to review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeAlias

from django.urls import reverse

from config.persian import format_number, format_percent, to_persian_digits
from statistics.enums import ActivityState, Step
from statistics.figures import Figures, activity_label, amount, cells, yes_no
from statistics.filing.reason_boxes import causes_for, reason_words
from statistics.filing.web.context import STEP_URLS
from statistics.rules.employment_rules import KEY

# Reasons in words, by the key of the figure.
Given: TypeAlias = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class SummaryLine:
    """One line: what, the value, a note given for it, and the month before."""

    term: str
    value: str
    prev: str = ""
    note: str = ""


@dataclass(frozen=True)
class Section:
    """One step with its answers and the address to edit it (empty when it cannot be)."""

    title: str
    answers: list[SummaryLine] = field(default_factory=list)
    edit_url: str = ""


def sections(
    figures: Figures, last: Figures | None, last_month: str, tracking_number: str = ""
) -> list[Section]:
    """Read the four steps back; with a tracking number each section leads to its step."""
    given = _given(figures)
    return [
        Section(step.label, answers, _url(step, tracking_number))
        for step, answers in (
            (Step.PERIOD, _period(figures, last, last_month)),
            (Step.PRODUCTION, _production(figures, last, last_month, given)),
            (Step.EXPORTS, _exports(figures, last, last_month, given)),
            (Step.EMPLOYMENT, _employment(figures, last, last_month, given)),
        )
    ]


def change_words(now: Decimal | int | None, before: Decimal | int | None) -> str:
    """Put the change in words, never with a sign: «۸٪ بیشتر», «۳٫۱ برابر», «صفر شد»."""
    if now is None or before is None or now == before:
        return "برابر" if now is not None and now == before else ""
    # No ratio to zero.
    if before == 0:
        return "پیش از این صفر"
    if now == 0:
        return "صفر شد"
    ratio = Decimal(now) / Decimal(before)
    # From twice on a percent is harder to read than a factor.
    if ratio >= 2:
        return f"{format_number(round(ratio, 1))} برابر"
    percent = round(abs(ratio - 1) * 100)
    # Rounded to nothing, yet not equal: «۰٪ بیشتر» would be odd.
    if percent == 0:
        return "نزدیک به برابر"
    return f"{format_percent(percent)} {'بیشتر' if ratio > 1 else 'کمتر'}"


def summary_of(figures: Figures | None) -> list[tuple[str, str]]:
    """Sum a month up for its receipt: activity, what was made and exported, people."""
    if figures is None:
        return []
    rows = [("وضعیت فعالیت واحد", activity_label(figures.activity))]
    rows += [(p.name, amount(p.quantity, p.measure)) for p in figures.production]
    rows.append(("صادرات در این دوره", yes_no(figures.has_exports)))
    rows += [(f"صادرات {e.name}", amount(e.quantity, e.measure)) for e in figures.exports]
    return [*rows, ("تعداد کل کارکنان", amount(figures.employees, "نفر"))]


def _url(step: Step, tracking_number: str) -> str:
    return reverse(STEP_URLS[step], args=[tracking_number]) if tracking_number else ""


def _prev(month: str, text: str, change: str = "") -> str:
    return f"{month}: {text}" + (f" ({change})" if change else "")


def _period(figures: Figures, last: Figures | None, month: str) -> list[SummaryLine]:
    activity = activity_label(figures.activity)
    before = _prev(month, ActivityState(last.activity).label) if last and last.activity else ""
    return [
        SummaryLine("پروانه", to_persian_digits(figures.licence)),
        SummaryLine("وضعیت فعالیت واحد", activity, before),
    ]


def _production(
    figures: Figures, last: Figures | None, month: str, given: Given
) -> list[SummaryLine]:
    before = last.produced if last else {}
    rows = []
    for p in figures.production:
        old = before.get(p.code)
        prev = (
            _prev(month, amount(old, ""), change_words(p.quantity, old)) if p.code in before else ""
        )
        note = _reasons(given, f"production:{p.code}")
        rows.append(SummaryLine(p.name, amount(p.quantity, p.measure), prev, note))
    rows = rows or [SummaryLine("محصول", "بدون تولید در این ماه")]
    return rows + _missing(figures, "production:", given)


def _exports(figures: Figures, last: Figures | None, month: str, given: Given) -> list[SummaryLine]:
    before = _prev(month, yes_no(last.has_exports)) if last else ""
    rows = [SummaryLine("صادرات در این دوره", yes_no(figures.has_exports), before)]
    for e in figures.exports:
        asked = _reasons(given, f"exports:{e.code}:quantity")
        tonnes = f"علت تفاوت تناژ: {e.tonnes_reason}" if e.tonnes_reason else ""
        rows += [
            SummaryLine(
                e.name,
                f"{amount(e.quantity, e.measure)}، {amount(e.tonnes, 'تن')}",
                note="؛ ".join(filter(None, (tonnes, asked))),
            ),
            SummaryLine(
                "ارزش",
                f"{amount(e.value_usd, 'دلار')}، {amount(e.value_irr, 'ریال')}",
                note=_reasons(given, f"exports:{e.code}:usd", f"exports:{e.code}:irr"),
            ),
        ]
    return rows + _missing(figures, "exports:", given)


def _given(figures: Figures) -> Given:
    """Put the reasons that the unit gave in words, by the key of the figure."""
    causes = causes_for(figures)
    found: dict[str, list[str]] = {}
    for flag in figures.flags:
        found.setdefault(flag.key, []).append(reason_words(flag, causes))
    return found


def _missing(figures: Figures, step: str, given: Given) -> list[SummaryLine]:
    """Tell of products that the month does not list and the unit was asked about."""
    listed = {cell.key for cell in cells(figures)}
    return [
        SummaryLine("خارج از فهرست این ماه", flag.text, note=_reasons(given, flag.key))
        for flag in figures.flags
        if flag.reason and flag.key.startswith(step) and flag.key not in listed
    ]


def _reasons(given: Given, *keys: str) -> str:
    """Join the reasons that the unit gave for some fields, by their keys."""
    words = "؛ ".join(filter(None, (each for key in keys for each in given.get(key, ()))))
    return f"علت: {words}" if words else ""


def _employment(
    figures: Figures, last: Figures | None, month: str, given: Given
) -> list[SummaryLine]:
    def row(term: str, name: str) -> SummaryLine:
        before = _prev(month, amount(getattr(last, name), "")) if last else ""
        return SummaryLine(term, amount(getattr(figures, name), "نفر"), before)

    rows = [
        row("رسمی", "official"),
        row("قراردادی", "contract"),
        row("پیمانکاری", "contractor"),
        row("تعداد کل کارکنان", "employees"),
    ]
    # The rules of people ask at one key; the page tells it at the total.
    note = _reasons(given, KEY)
    rows[-1] = replace(rows[-1], note=note)
    return [*rows, SummaryLine("توضیحات", figures.remarks)] if figures.remarks else rows
