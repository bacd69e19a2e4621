"""The figures of one submission as a value: what is read back, kept, compared and shown.

`collect` reads them from the lines, `as_json` and `from_json` carry them through a revision,
`differences` says what changed between two, in the words of the form.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any

from config.persian import format_number, to_persian_digits
from statistics.enums import ActivityState
from statistics.models import ExportLine, ProductionLine, RaisedFlag, Submission
from statistics.models.lines import all_people, with_measures

EMPTY = "—"
# Version 1 knew no flags, 2 no direction, 3 no size, 4 no code of the measure; up to 4 a month
# without flags was written as version 1, without a number.
VERSION = 5


@dataclass(frozen=True)
class ProductFigure:
    """Quantity produced of one product, in `measure`, whose name the office may change later."""

    code: str
    name: str
    measure: str
    goods_id: str
    goods_description: str
    quantity: Decimal | None
    measure_code: str = ""


@dataclass(frozen=True)
class ExportFigure:
    """Export of one product: `quantity` in `measure`, tonnes, USD and rial."""

    code: str
    name: str
    measure: str
    quantity: Decimal | None
    tonnes: Decimal | None
    tonnes_reason: str
    value_usd: Decimal | None
    value_irr: Decimal | None
    measure_code: str = ""


@dataclass(frozen=True)
class FlagFigure:
    """What a soft edit rule said of one figure, and the unit's reason (empty when none is given).

    `key` names the `FigureText` it stands at, `value` is the figure that was explained,
    `direction` which way it went (`catalog.enums.Direction`), empty where it went none, `size` how
    far from what it was compared with (0 to 1), None where it was compared with nothing.
    """

    rule: str
    key: str
    value: str
    text: str
    basis: str
    short: str
    reason: str = ""
    note: str = ""
    direction: str = ""
    size: Decimal | None = None


@dataclass(frozen=True)
class Figures:
    """Everything a unit declares for a month."""

    year: int
    month: int
    licence: str
    activity: str
    has_exports: bool | None
    official: int | None
    contract: int | None
    contractor: int | None
    remarks: str
    production: tuple[ProductFigure, ...] = field(default_factory=tuple)
    exports: tuple[ExportFigure, ...] = field(default_factory=tuple)
    flags: tuple[FlagFigure, ...] = field(default_factory=tuple)

    @property
    def employees(self) -> int | None:
        """The number of all people, None while a kind is empty."""
        return all_people(self.official, self.contract, self.contractor)

    @property
    def idle(self) -> bool:
        """Whether it declares no activity: the month inactive, or no production and no people."""
        # Zero with people at work is activity (our reading).
        return self.activity == ActivityState.INACTIVE or not (
            self.employees or any(self.produced.values())
        )

    @property
    def produced(self) -> dict[str, Decimal | None]:
        return {p.code: p.quantity for p in self.production}


@dataclass(frozen=True)
class FigureText:
    """One figure in words: `key` names it for good."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class FigureDifference:
    """One figure that is not the same in two versions; «—» where it was not there."""

    key: str
    label: str
    before: str
    after: str


def collect(submission: Submission) -> Figures:
    """Read the figures as they stand in the lines now (five queries).

    Lines that an inactive month, or a draft under «خیر», still holds are no figures.
    """
    # A one-to-one without its row raises an AttributeError, so that getattr finds None.
    declaration = getattr(submission, "exports", None)
    employment = getattr(submission, "employment", None)
    month = submission.period
    has_exports = declaration.has_exports if declaration else None
    made, sent = submission.production.all(), submission.export_lines.all()
    inactive = submission.activity == ActivityState.INACTIVE
    made = made.none() if inactive else made
    sent = sent.none() if inactive or has_exports is False else sent
    return Figures(
        year=submission.year,
        month=submission.month,
        licence=submission.licence.number,
        activity=submission.activity,
        has_exports=has_exports,
        official=employment.official if employment else None,
        contract=employment.contract if employment else None,
        contractor=employment.contractor if employment else None,
        remarks=employment.remarks if employment else "",
        production=products(with_measures(made.order_by("position", "pk"), month)),
        exports=exported(with_measures(sent.order_by("position", "pk"), month)),
        flags=tuple(flag_figure(flag) for flag in submission.flagged.order_by("rule", "key")),
    )


def products(lines: Iterable[ProductionLine]) -> tuple[ProductFigure, ...]:
    """Turn lines, read with their products, into figures."""
    return tuple(
        ProductFigure(
            line.product.code,
            line.product.name,
            line.product.measure.name_fa,
            line.product.goods_id,
            line.product.goods_description,
            line.quantity,
            line.product.measure.code,
        )
        for line in lines
    )


def exported(lines: Iterable[ExportLine]) -> tuple[ExportFigure, ...]:
    """Turn export lines, read with their products, into figures."""
    return tuple(
        ExportFigure(
            line.product.code,
            line.product.name,
            line.product.measure.name_fa,
            line.quantity,
            line.tonnes,
            line.tonnes_reason,
            line.value_usd,
            line.value_irr,
            line.product.measure.code,
        )
        for line in lines
    )


def flag_figure(flag: RaisedFlag) -> FlagFigure:
    return FlagFigure(**{each.name: getattr(flag, each.name) for each in fields(FlagFigure)})


def as_json(figures: Figures) -> dict[str, Any]:
    """Write the figures as JSON values; decimals as exact text."""
    data = {key: _plain(value) for key, value in asdict(figures).items()}
    return data | {"version": VERSION}


def from_json(data: dict[str, Any]) -> Figures:
    """Read the figures that `as_json` wrote, in this version or an earlier one."""
    data = {key: value for key, value in data.items() if key != "version"}
    production = tuple(
        ProductFigure(**(row | {"quantity": _decimal(row["quantity"])}))
        for row in data["production"]
    )
    numbers = ("quantity", "tonnes", "value_usd", "value_irr")
    exports = tuple(
        ExportFigure(**(row | {name: _decimal(row[name]) for name in numbers}))
        for row in data["exports"]
    )
    flags = tuple(
        FlagFigure(**(row | {"size": _decimal(row.get("size"))})) for row in data.get("flags", ())
    )
    return Figures(**(data | {"production": production, "exports": exports, "flags": flags}))


def cells(figures: Figures) -> list[FigureText]:
    """Put every figure in words, in the order of the form."""
    rows = [
        FigureText("period:activity", "وضعیت فعالیت واحد", activity_label(figures.activity)),
        FigureText("period:licence", "پروانه", to_persian_digits(figures.licence)),
    ]
    rows += [
        FigureText(f"production:{p.code}", f"{p.name}: مقدار تولید", amount(p.quantity, p.measure))
        for p in figures.production
    ]
    rows.append(
        FigureText("exports:has_exports", "صادرات در این دوره", yes_no(figures.has_exports))
    )
    for e in figures.exports:
        rows += [
            FigureText(
                f"exports:{e.code}:quantity",
                f"{e.name}: میزان صادرات",
                amount(e.quantity, e.measure),
            ),
            FigureText(
                f"exports:{e.code}:tonnes", f"{e.name}: صادرات به تن", amount(e.tonnes, "تن")
            ),
            FigureText(
                f"exports:{e.code}:usd", f"{e.name}: ارزش دلاری", amount(e.value_usd, "دلار")
            ),
            FigureText(
                f"exports:{e.code}:irr", f"{e.name}: ارزش ریالی", amount(e.value_irr, "ریال")
            ),
        ]
        if e.tonnes_reason:
            why = f"{e.name}: علت تفاوت تناژ"
            rows.append(FigureText(f"exports:{e.code}:reason", why, e.tonnes_reason))
    rows += [
        FigureText("employment:official", "تعداد کارکنان رسمی", amount(figures.official, "نفر")),
        FigureText(
            "employment:contract", "تعداد کارکنان قراردادی", amount(figures.contract, "نفر")
        ),
        FigureText(
            "employment:contractor", "تعداد کارکنان پیمانکاری", amount(figures.contractor, "نفر")
        ),
        FigureText("employment:remarks", "توضیحات", figures.remarks or EMPTY),
    ]
    return rows


def differences(before: Figures, after: Figures) -> list[FigureDifference]:
    """Find what is not the same, each with both texts, in the order of the form."""
    old = {cell.key: cell for cell in cells(before)}
    new = {cell.key: cell for cell in cells(after)}
    return [
        FigureDifference(
            key,
            (new.get(key) or old[key]).label,
            old[key].text if key in old else EMPTY,
            new[key].text if key in new else EMPTY,
        )
        # Each key once, in the new order; what was taken off comes last.
        for key in dict.fromkeys([*new, *old])
        if key not in old or key not in new or old[key].text != new[key].text
    ]


def amount(value: Decimal | int | None, measure: str) -> str:
    """Write «۱٬۲۸۰ جفت», or a dash when nothing was given."""
    return EMPTY if value is None else f"{format_number(value)} {measure}"


def yes_no(value: bool | None) -> str:
    """Say the guide's «بلی» or «خیر», or a dash before the answer."""
    return {True: "بلی", False: "خیر", None: EMPTY}[value]


def activity_label(value: str) -> str:
    """Say the declared activity in words, or a dash where none was."""
    return ActivityState(value).label if value else EMPTY


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        # A float of JSON would lose digits.
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def filed_figures(submission: Submission, round_: int | None = None) -> Figures | None:
    """Read the figures of a round (the latest by default); None when never filed."""
    revisions = submission.revisions.order_by("round")
    if round_ is not None:
        revisions = revisions.filter(round=round_)
    latest = revisions.last()
    return from_json(latest.figures) if latest else None


def final_figures(submission: Submission) -> Figures | None:
    """Read the figures that count for a month: those of the version that became final last.

    None before it was ever final (decision 0025).
    """
    standing = submission.standing
    return from_json(standing.figures) if standing else None
