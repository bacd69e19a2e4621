"""One unit of a workbook through the same forms and services as its pages: form, service, row.

Nothing here writes a month: `statistics.filing` does. What a form or a service refuses comes back
as faults of the rows it was typed in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from config.jalali import JalaliMonth
from config.persian import quoted
from config.uploads.tables.cells import CellFault
from config.uploads.tables.columns import heading_key
from review.owner.workbook.column_rules import COLUMNS, Part
from statistics.enums import ActivityState, Step, StepStatus
from statistics.errors import StateConflictError
from statistics.filing import month_service, services
from statistics.filing.export_weights import remembered_factors
from statistics.filing.forms import (
    EmploymentForm,
    ExportLines,
    HasExportsForm,
    Lines,
    PeriodForm,
    ProductionLines,
)
from statistics.filing.month_service import Month
from statistics.filing.reason_boxes import ReasonBox, asked_boxes
from statistics.filing.services import IncompleteError
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers, PostedLines
from statistics.models import Submission
from statistics.rules.services import GivenReason, Reasons, ReasonsRequired
from units.models import Licence

MADE, SENT = "made", "sent"
PEOPLE = ("official", "contract", "contractor", "remarks")
NUMBERS = ("quantity", "tonnes", "value_usd", "value_irr", "tonnes_reason")
REMEDY = "این خانه را درست کنید و فایل را دوباره ارسال کنید."
NO_UNIT_ROW = "این واحد یک سطر «واحد» لازم دارد، نه بیشتر و نه کمتر."
COPY_IT = "سطر «واحد» را از فایل دریافتی کپی کنید و تنها یک بار بنویسید."
NOT_EXPORTED = "نوشته‌اید صادرات نداشته‌اید، ولی این سطر رقم دارد."
NOTHING_MADE = "ماه غیرفعال تولید و صادرات ندارد، ولی این سطر رقم دارد."
CHOOSE_PART = "رقم را پاک کنید، یا پاسخ سطر «واحد» را درست کنید."
ALREADY_SENT = "آمار این ماه در این میان ارسال شده است و دست نخورد."


@dataclass(frozen=True)
class BookRow:
    """One line of a workbook, as its cells were read."""

    line: int
    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        """Write a value as a form takes it; '' for an empty one."""
        value = self.values.get(key)
        if value is None:
            return ""
        return f"{Decimal(value):f}" if isinstance(value, int | Decimal) else str(value)

    def fault(self, key: str, words: str, remedy: str = REMEDY) -> CellFault:
        return CellFault(self.line, HEADINGS.get(key, ""), self.text(key), words, remedy)

    @property
    def numbered(self) -> bool:
        return any(self.text(name) for name in NUMBERS)


HEADINGS: Mapping[str, str] = {column.key: column.heading for column in COLUMNS}


class RowsRefusedError(Exception):
    """The rows of a unit cannot be filed; `faults` are cells, `words` are about the whole unit."""

    def __init__(self, faults: Sequence[CellFault] = (), words: Sequence[str] = ()) -> None:
        super().__init__(str(words))
        self.faults, self.words = list(faults), list(words)


class ReasonsMissingError(Exception):
    """Soft rules ask; `faults` name the rows whose column «علت» is wanted."""

    def __init__(self, faults: Sequence[CellFault], words: Sequence[str]) -> None:
        super().__init__(str(words))
        self.faults, self.words = list(faults), list(words)


@dataclass(frozen=True)
class WrittenMonth:
    """A month whose four steps are green, and the warnings that its reasons answer."""

    submission: Submission
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class UnitRows:
    """The rows of one unit, by what they are about."""

    licence: Licence
    month: JalaliMonth
    unit: BookRow
    made: Sequence[BookRow]
    sent: Sequence[BookRow]

    @classmethod
    def of(cls, licence: Licence, month: JalaliMonth, rows: Iterable[BookRow]) -> "UnitRows":
        """Part the rows. Raises RowsRefusedError where the unit's own row is not there once."""
        by_part: dict[str, list[BookRow]] = {part: [] for part in Part}
        for row in rows:
            by_part[row.values["part"]].append(row)
        own = by_part[Part.UNIT]
        if len(own) != 1:
            faults = [row.fault("part", NO_UNIT_ROW, COPY_IT) for row in own[1:]]
            raise RowsRefusedError(faults, [NO_UNIT_ROW])
        return cls(licence, month, own[0], by_part[Part.MADE], by_part[Part.SENT])

    @property
    def active(self) -> bool:
        return self.unit.values.get("activity") != ActivityState.INACTIVE


@transaction.atomic
def write(user: User, rows: UnitRows, at: datetime) -> WrittenMonth:
    """Write the month and bring its four steps to green, or write nothing at all.

    Raises RowsRefusedError, ReasonsMissingError, and what the services of filing raise.
    """
    submission = _opened(user, rows, at)
    number = submission.tracking_number
    month, faults = _read(submission, rows)
    if faults:
        raise RowsRefusedError(faults)
    seen = {Step(state.step): state.version for state in submission.steps.all()}
    try:
        try:
            saved = month_service.save_month(user, number, seen, month, True, at)
            return WrittenMonth(saved)
        except ReasonsRequired as asked:
            boxes = asked_boxes(submission.period, asked.flags, asked.faults)
        return _with_reasons(user, submission, seen, month, rows, boxes, at)
    except IncompleteError as refusal:
        raise RowsRefusedError(words=refusal.faults) from None


def _with_reasons(
    user: User,
    submission: Submission,
    seen: Mapping[Step, int],
    month: Month,
    rows: UnitRows,
    boxes: Sequence[ReasonBox],
    at: datetime,
) -> WrittenMonth:
    """Answer the soft rules with the column «علت» of their rows; some ask once others are told."""
    answers: dict[tuple[str, str], GivenReason] = {}
    told: dict[tuple[str, str], str] = {}
    # One round for production, one for the people whom its reason may explain.
    for _ in range(len(Step)):
        answers |= _reasons(rows, boxes)
        told |= {(box.flag.rule, box.flag.key): box.flag.text for box in boxes}
        try:
            number = submission.tracking_number
            saved = month_service.save_month(user, number, seen, month, True, at, answers)
            return WrittenMonth(saved, list(told.values()))
        except ReasonsRequired as again:
            boxes = asked_boxes(submission.period, again.flags, again.faults)
            lacking = [box for box in boxes if box.fault]
            if any((box.flag.rule, box.flag.key) in answers for box in lacking):
                raise _asked(rows, lacking) from None
            boxes = [box for box in boxes if (box.flag.rule, box.flag.key) not in answers]
    raise _asked(rows, boxes)


def _reasons(rows: UnitRows, boxes: Iterable[ReasonBox]) -> Reasons:
    """Read what the rows answer; a word that a rule does not offer is passed on as it is."""
    found: dict[tuple[str, str], GivenReason] = {}
    for box in boxes:
        row = _row_of(rows, box)
        # Folded as headings are: in any spelling, and without what stands in brackets.
        given = heading_key(row.text("reason"))
        offered = {heading_key(label): value for value, label in box.options}
        reason = offered.get(given, "") if given else ""
        found[box.flag.rule, box.flag.key] = GivenReason(reason, row.text("note"))
    return found


def _asked(rows: UnitRows, boxes: Iterable[ReasonBox]) -> ReasonsMissingError:
    faults, words = [], []
    for box in boxes:
        offered = "، ".join(quoted(label) for _, label in box.options)
        remedy = f"در ستون «علت» همین سطر یکی را بنویسید: {offered}"
        faults.append(_row_of(rows, box).fault("reason", box.flag.text, remedy))
        words.append(box.flag.text)
    return ReasonsMissingError(faults, words)


def _row_of(rows: UnitRows, box: ReasonBox) -> BookRow:
    """Find the row in which a flag is answered: its product's, else the unit's own."""
    for step, listed in ((Step.PRODUCTION, rows.made), (Step.EXPORTS, rows.sent)):
        for row in listed:
            if box.stands_at(step, row.text("product")):
                return row
    return rows.unit


def _opened(user: User, rows: UnitRows, at: datetime) -> Submission:
    """Open the month, or take the draft that is there, with step 1 as the rows have it."""
    unit, month = rows.licence.unit_id, rows.month
    standing = Submission.objects.of(user).of_month(unit, month).first()
    if standing and not standing.editable:
        raise StateConflictError(standing, [ALREADY_SENT])
    activity = rows.unit.text("activity")
    if standing is None:
        form = PeriodForm(
            {
                "licence": rows.licence.number,
                "year": month.year,
                "month": month.month,
                "activity": activity,
            },
            licences=[rows.licence],
            at=at,
            confirming=True,
        )
        if not form.is_valid():
            raise RowsRefusedError(list(_of_form(form, rows.unit)))
        return services.open_month(user, form.period, True, at)
    first = standing.steps.get(step=Step.PERIOD)
    if standing.activity != activity or first.status != StepStatus.CONFIRMED:
        if not activity:
            fault = rows.unit.fault("activity", "وضعیت فعالیت را بنویسید.")
            raise RowsRefusedError([fault])
        period = PeriodAnswers(standing.licence, month, activity)
        number = standing.tracking_number
        return services.save_period(user, number, first.version, period, True, at)
    return standing


def _read(submission: Submission, rows: UnitRows) -> tuple[Month, list[CellFault]]:
    """Put the rows to the forms of steps 2 to 4, confirming; give what they say, and faults."""
    people = EmploymentForm({name: rows.unit.text(name) for name in PEOPLE}, confirming=True)
    faults = list(_of_form(people, rows.unit))
    staff = people.people if people.is_valid() else EmploymentAnswers(None, None, None)
    if not rows.active:
        wrong = [row for row in (*rows.made, *rows.sent) if row.numbered]
        faults += [row.fault("quantity", NOTHING_MADE, CHOOSE_PART) for row in wrong]
        return Month(PostedLines({}), False, PostedLines({}), staff), faults
    made = ProductionLines(
        _formset(MADE, rows.made, ("quantity",)),
        prefix=MADE,
        form_kwargs={"confirming": True},
        month=submission.period,
    )
    faults += _of_lines(made, rows.made, rows.unit)
    answer = HasExportsForm({"has_exports": rows.unit.text("has_exports")}, confirming=True)
    faults += _of_form(answer, rows.unit)
    has_exports = answer.answer if answer.is_valid() else None
    listed = rows.sent if has_exports else ()
    if has_exports is False:
        wrong = [row for row in rows.sent if row.numbered]
        faults += [row.fault("quantity", NOT_EXPORTED, CHOOSE_PART) for row in wrong]
    sent = ExportLines(
        _formset(SENT, listed, NUMBERS),
        prefix=SENT,
        form_kwargs={"confirming": True},
        month=submission.period,
        factors=lambda products: remembered_factors(submission, products),
    )
    faults += _of_lines(sent, listed, rows.unit)
    if faults:
        return Month(PostedLines({}), has_exports, PostedLines({}), staff), faults
    # What the workbook does not list was taken off in it.
    gone = _codes(submission.production) - {row.text("product") for row in rows.made}
    lost = _codes(submission.export_lines) - {row.text("product") for row in listed}
    posted = PostedLines(made.listing().values, frozenset(gone), settled=True)
    exported = PostedLines(sent.listing().values, frozenset(lost), settled=True)
    return Month(posted, has_exports, exported, staff), []


def _codes(lines: Any) -> set[str]:
    return set(lines.order_by().values_list("product__code", flat=True))


def _formset(prefix: str, rows: Sequence[BookRow], names: Sequence[str]) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        for name in ("product", *names):
            data[f"{prefix}-{number}-{name}"] = row.text(name)
    return data


def _of_form(form: Any, row: BookRow) -> Iterator[CellFault]:
    for name, texts in form.errors.items():
        yield from (row.fault(name, str(text)) for text in texts)


def _of_lines(lines: Lines[Any], rows: Sequence[BookRow], unit: BookRow) -> list[CellFault]:
    # Behind it the rows are held against the catalogue, and against each other.
    lines.is_valid()
    found = [
        fault for form, row in zip(lines.rows, rows, strict=False) for fault in _of_form(form, row)
    ]
    # An empty row is none to a page; here a product was deleted from it.
    empty = [row for row in rows if not row.text("product")]
    found += [row.fault("product", "کد محصول این سطر خالی است.") for row in empty]
    return found + [unit.fault("part", str(text)) for text in lines.non_form_errors()]
