"""The figures of a case beside the unit's own earlier months, and each product's line over time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import F, Q

from config.charts import Number, Spark, spark
from config.jalali import JalaliMonth
from config.persian import format_percent, to_persian_digits
from statistics.enums import ActivityState
from statistics.figures import (
    EMPTY,
    ExportFigure,
    Figures,
    activity_label,
    amount,
    from_json,
    yes_no,
)
from statistics.filing.web.check_answers import change_words
from statistics.models import Revision, Submission
from statistics.rules.subject import MonthlyCapacity

# The farthest month compared is the same one last year.
MONTHS = 12

GONE = "این ماه نیامده"

PastFigures = Mapping[JalaliMonth, Figures]


@dataclass(frozen=True)
class ComparedRow:
    """One figure: now, last month, the same month last year, the change in words.

    `series` are the values of the latest filed months in words, the oldest first, by which `spark`
    is drawn; both are empty where a figure has no line. `odd`: an edit rule said something of it.
    """

    name: str
    sub: str
    now: str
    last: str
    year_ago: str
    change: str
    spark: Spark | None = None
    series: list[str] = field(default_factory=list)
    odd: bool = False


def months_before(submission: Submission) -> dict[JalaliMonth, Figures]:
    """Read the unit's last twelve filed months before this one, the newest first (one query).

    The same month last year is among them when it was filed: at most eleven lie between.
    """
    year, month = submission.year, submission.month
    rows = (
        Revision.objects.filter(
            Q(submission__year=year, submission__month__lt=month) | Q(submission__year__lt=year),
            submission__unit=submission.unit_id,
            # The round sent last, whatever the unit types since.
            round=F("submission__round"),
        )
        .order_by("-submission__year", "-submission__month")
        .values_list("submission__year", "submission__month", "figures")
    )
    return {JalaliMonth(y, m): from_json(figures) for y, m, figures in rows[:MONTHS]}


def drawn_months(month: JalaliMonth, past: PastFigures) -> list[JalaliMonth]:
    """List the filed months that lines are drawn of, this one the last."""
    return [month, *list(past)[: MONTHS - 1]][::-1]


def figure_rows(
    month: JalaliMonth,
    figures: Figures,
    past: PastFigures,
    capacities: Mapping[str, MonthlyCapacity] | None = None,
) -> list[ComparedRow]:
    """Make the rows; `capacities` are what the unit can make in the month, by product."""
    return list(_rows(_Compared(month, figures, past, capacities or {})))


@dataclass(frozen=True)
class _Compared:
    """A month, and the months that its figures are compared with."""

    month: JalaliMonth
    now: Figures
    past: PastFigures
    capacities: Mapping[str, MonthlyCapacity]

    @property
    def last(self) -> Figures | None:
        return self.past.get(self.month - 1)

    @property
    def ago(self) -> Figures | None:
        return self.past.get(self.month - MONTHS)

    def row(
        self,
        name: str,
        measure: str,
        read: Callable[[Figures], Number],
        sub: str = "",
        drawn: bool = False,
        key: str = "",
    ) -> ComparedRow:
        """Make the row of a number; `drawn` with its line, `key` as flags name it."""
        now, last, ago = (read(f) if f else None for f in (self.now, self.last, self.ago))
        filed = {**self.past, self.month: self.now}
        months = drawn_months(self.month, self.past) if drawn else []
        values = {month: read(filed[month]) for month in months}
        return ComparedRow(
            name,
            sub,
            amount(now, measure),
            amount(last, ""),
            amount(ago, ""),
            change_words(now, last),
            spark(values),
            [amount(value, "") for value in values.values()],
            odd=bool(key) and any(flag.key.startswith(key) for flag in self.now.flags),
        )


def _rows(beside: _Compared) -> Iterator[ComparedRow]:
    yield _activity(beside)
    yield from _production(beside)
    answers = [yes_no(f.has_exports) if f else EMPTY for f in (beside.now, beside.last, beside.ago)]
    yield ComparedRow("صادرات", "", answers[0], answers[1], answers[2], "")
    yield from _exports(beside)
    yield beside.row("کارکنان", "نفر", lambda f: f.employees, drawn=True, key="employment:")
    yield beside.row("کارکنان رسمی", "نفر", lambda f: f.official, key="employment:official")
    yield beside.row("کارکنان قراردادی", "نفر", lambda f: f.contract, key="employment:contract")
    yield beside.row(
        "کارکنان پیمانکاری", "نفر", lambda f: f.contractor, key="employment:contractor"
    )


def _activity(beside: _Compared) -> ComparedRow:
    """Make the row of the declared activity: an inactive month lacks its figures on purpose."""
    inactive = beside.now.activity == ActivityState.INACTIVE
    about = "تولیدی در این ماه نیست" if inactive else ""
    words = [
        activity_label(f.activity) if f else EMPTY for f in (beside.now, beside.last, beside.ago)
    ]
    return ComparedRow("وضعیت فعالیت واحد", about, words[0], words[1], words[2], "")


def _production(beside: _Compared) -> Iterator[ComparedRow]:
    for made in beside.now.production:
        code, measure = made.code, made.measure

        # Bound as defaults: a closure would read the last product of the loop.
        def read(figures: Figures, code: str = code, measure: str = measure) -> Number:
            # In another measure it is another quantity and is not compared.
            same = (p for p in figures.production if (p.code, p.measure) == (code, measure))
            return next((p.quantity for p in same), None)

        sub, key = to_persian_digits(code), f"production:{code}"
        capacity = beside.capacities.get(code)
        if capacity and made.quantity and measure == capacity.measure:
            sub = f"{sub}، {format_percent(capacity.percent_of(made.quantity))} ظرفیت"
        yield beside.row(made.name, measure, read, sub, drawn=True, key=key)
    named = beside.now.produced
    # What was made last month and is missing now gets a row: nobody looks for what is not there.
    for gone in beside.last.production if beside.last else ():
        if gone.code not in named:
            ago = beside.ago.produced.get(gone.code) if beside.ago else None
            last, year = amount(gone.quantity, gone.measure), amount(ago, "")
            yield ComparedRow(gone.name, to_persian_digits(gone.code), EMPTY, last, year, GONE)


def _exports(beside: _Compared) -> Iterator[ComparedRow]:
    for sent in beside.now.exports:
        kinds: list[tuple[str, str, str, Callable[[ExportFigure], Number]]] = [
            ("quantity", "مقدار", sent.measure, lambda e: e.quantity),
            ("tonnes", "به تن", "تن", lambda e: e.tonnes),
            ("usd", "ارزش دلاری", "دلار", lambda e: e.value_usd),
            ("irr", "ارزش ریالی", "ریال", lambda e: e.value_irr),
        ]
        # Measured in tonnes already: one row says both.
        if sent.tonnes == sent.quantity:
            del kinds[1]
        for name, kind, measure, pick in kinds:

            def read(
                figures: Figures,
                code: str = sent.code,
                pick: Callable[[ExportFigure], Number] = pick,
            ) -> Number:
                return next((pick(e) for e in figures.exports if e.code == code), None)

            key = f"exports:{sent.code}:{name}"
            yield beside.row(f"صادرات {sent.name}", measure, read, kind, key=key)
