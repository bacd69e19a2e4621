"""Matches and estimates of a month reckoned from rows, as somebody with a spreadsheet would.

Nothing of the code under test is used: versions that stand are read one by one, and every column
of a cell comes of plain loops over units.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.models import Product
from config.jalali import JalaliMonth
from statistics.models import Submission
from units.models import Licence

Key: TypeAlias = tuple[int, str]
Cell: TypeAlias = tuple[int | None, int, str]
Row: TypeAlias = tuple[Any, ...]
SILENT = 3
MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True)
class Version:
    """What stands of a unit for a month; `part` is one product's share of its people."""

    office: int
    holder: str
    made: dict[Key, Decimal]
    part: Decimal


@dataclass(frozen=True)
class Rows:
    """`standing` by month and unit; `due` are office, trade and first month owed of each unit."""

    standing: dict[JalaliMonth, dict[int, Version]]
    due: dict[int, tuple[int, str, JalaliMonth]]
    classes: dict[int, str]


def read() -> Rows:
    """Read a country in which no licence is suspended, ended or moved to another office."""
    products = {p.code: p for p in Product.objects.order_by("pk")}
    standing: dict[JalaliMonth, dict[int, Version]] = defaultdict(dict)
    cases = Submission.objects.exclude(standing=None).select_related("standing", "unit")
    for case in cases.order_by("pk"):
        assert case.standing
        figures = case.standing.figures
        made = {}
        for line in figures["production"]:
            product = products[line["code"]]
            measure = line["measure_code"] or product.measure_id
            made[product.pk, measure] = Decimal(line["quantity"])
        people = sum(figures[kind] or 0 for kind in ("official", "contract", "contractor"))
        part = Decimal(people) / len(made) if made else Decimal()
        standing[case.period][case.unit_id] = Version(
            case.standing.organization_id,
            case.unit.holder_id,
            made,
            part.quantize(MILLIONTH, ROUND_HALF_UP),
        )
    return Rows(dict(standing), _due(), {p.pk: p.isic_class_id for p in products.values()})


def _due() -> dict[int, tuple[int, str, JalaliMonth]]:
    offices = dict(
        Organization.objects.filter(kind=OrganizationKind.PROVINCE).values_list("code", "pk")
    )
    found = {}
    for licence in Licence.objects.select_related("county", "unit").order_by("pk"):
        assert licence.unit.guild_id
        issued = JalaliMonth.containing(licence.issued_on)
        # Three months of grace, then the first whole month.
        first = issued + 3 + (licence.issued_on != issued.first_day)
        office = offices[licence.county.organization_code]
        found[licence.unit_id] = (office, licence.trade_id, first)
    return found


# ── Units that stand for both months ──


def matches(rows: Rows, month: JalaliMonth, lag: int) -> dict[Cell, Row]:
    """Give holders, now, before, base, workers, units, outliers, up and down of each cell."""
    now, then = rows.standing.get(month, {}), rows.standing.get(month - lag, {})
    base: dict[Cell, Decimal] = defaultdict(Decimal)
    for unit, version in then.items():
        office = now[unit].office if unit in now else version.office
        for key, quantity in version.made.items():
            base[(office, *key)] += quantity
            base[(None, *key)] += quantity
    pairs: dict[Cell, list[Row]] = defaultdict(list)
    for unit in now.keys() & then.keys():
        for key, made, was, part in _compared(now[unit], then[unit]):
            for place in (now[unit].office, None):
                pairs[(place, *key)].append((now[unit].holder, made, was, part))
    return {cell: _row(found, base[cell]) for cell, found in pairs.items()}


def _compared(now: Version, then: Version) -> Iterator[tuple[Key, Decimal, Decimal, Decimal]]:
    for key in now.made.keys() | then.made.keys():
        measures = {m for version in (now, then) for p, m in version.made if p == key[0]}
        made, was = now.made.get(key, Decimal()), then.made.get(key, Decimal())
        if len(measures) == 1 and (made or was):
            yield key, made, was, (then if key in then.made else now).part


def _row(pairs: list[Row], base: Decimal) -> Row:
    kept = [pair for pair in pairs if not _wild(pair[1], pair[2], base)]
    return (
        len({holder for holder, *_ in kept}),
        sum((made for _, made, _, _ in kept), Decimal()),
        sum((was for _, _, was, _ in kept), Decimal()),
        base,
        sum((part for *_, part in kept), Decimal()),
        len(pairs),
        len(pairs) - len(kept),
        sum(made > was for _, made, was, _ in pairs),
        sum(made < was for _, made, was, _ in pairs),
    )


def _wild(made: Decimal, was: Decimal, base: Decimal) -> bool:
    """Tell whether a unit moved by three tenths of all, or by more than five times its own."""
    if abs(made - was) > base * Decimal("0.3"):
        return True
    return bool(made and was) and not was / 5 <= made <= was * 5


# ── What is imputed to who has not filed ──


class Growths:
    """By how much the silent are taken to have changed: as their cell, the country, the class."""

    def __init__(self, rows: Rows, month: JalaliMonth, holders: int, percent: int) -> None:
        self.rows, self.asked = rows, (holders, percent)
        self.months = {each: self._of(each) for each in (month, month - 1, month - 2)}

    def _of(self, month: JalaliMonth) -> tuple[dict[Cell, Fraction], dict[str, Fraction]]:
        holders, percent = self.asked
        cells, weighed = {}, defaultdict(list)
        for cell, (who, now, before, base, workers, *_) in matches(self.rows, month, 1).items():
            if before and who >= holders and before * 100 >= base * percent:
                cells[cell] = Fraction(now) / Fraction(before)
                if cell[0] is None:
                    weighed[self.rows.classes[cell[1]]].append((Fraction(workers), cells[cell]))
        classes = {
            name: sum((people * growth for people, growth in found), Fraction())
            / sum((people for people, _ in found), Fraction())
            for name, found in weighed.items()
            if any(people for people, _ in found)
        }
        return cells, classes

    def of(self, month: JalaliMonth, office: int, key: Key) -> Fraction:
        cells, classes = self.months[month]
        for cell in ((office, *key), (None, *key)):
            if cell in cells:
                return cells[cell]
        return classes.get(self.rows.classes[key[0]], Fraction(1))


def estimates(rows: Rows, month: JalaliMonth, holders: int, percent: int) -> dict[Cell, Row]:
    """Give of each cell what was reported and imputed, by how many units, the earlier quantities
    of who has filed and of all, and how many units are due and unknown in the product's class.
    """
    growths = Growths(rows, month, holders, percent)
    sums: dict[Cell, list[Fraction]] = defaultdict(lambda: [Fraction()] * 6)

    def add(office: int, key: Key, *values: Fraction | Decimal | int) -> None:
        cell = (office, *key)
        sums[cell] = [
            sum_ + Fraction(value) for sum_, value in zip(sums[cell], values, strict=True)
        ]

    now, before = rows.standing.get(month, {}), rows.standing.get(month - 1, {})
    for unit, version in now.items():
        for key, quantity in version.made.items():
            add(version.office, key, quantity, quantity > 0, 0, 0, 0, 0)
        for key, quantity in before[unit].made.items() if unit in before else ():
            add(version.office, key, 0, 0, 0, 0, quantity, quantity)
    for unit, (office, _, first) in rows.due.items():
        last = _last(rows, unit, month)
        if month < first or unit in now or last is None:
            continue
        for key, quantity in rows.standing[last][unit].made.items():
            if not quantity:
                continue
            earlier, each = Fraction(quantity), last + 1
            while each < month:
                earlier *= growths.of(each, office, key)
                each += 1
            add(office, key, 0, 0, earlier * growths.of(month, office, key), 1, 0, earlier)
    frames = _frames(rows, month)
    return {
        cell: (*found, *frames.get((cell[0], rows.classes[cell[1]]), (0, 0)))
        for cell, found in sums.items()
    }


def _last(rows: Rows, unit: int, month: JalaliMonth) -> JalaliMonth | None:
    """Find the last of the three months before that stands."""
    months = [month - back for back in range(1, SILENT + 1)]
    return next((each for each in months if unit in rows.standing.get(each, {})), None)


def _frames(rows: Rows, month: JalaliMonth) -> dict[tuple[int | None, str], tuple[int, int]]:
    frames: dict[tuple[int | None, str], list[int]] = defaultdict(lambda: [0, 0])
    for unit, (office, trade, first) in rows.due.items():
        if month < first:
            continue
        speaks = unit in rows.standing.get(month, {}) or _last(rows, unit, month) is not None
        once = any(unit in units for each, units in rows.standing.items() if each < month)
        # Who spoke once and is silent for longer has left.
        if speaks or not once:
            frames[office, trade][0] += 1
            frames[office, trade][1] += not speaks
    return {key: (due, unknown) for key, (due, unknown) in frames.items()}
