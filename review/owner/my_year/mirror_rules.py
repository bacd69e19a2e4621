"""A unit's own figures beside the middle of its group: words and a small chart; never a rank."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from config.jalali import JalaliMonth
from config.persian import format_number
from review.owner.my_year.queries import OwnMonth
from statistics.enums import EditionKind, MirrorFigure
from statistics.indicators.rules import compare
from statistics.models import Edition
from statistics.peers.rules import plain
from statistics.publication.mirror.queries import MirrorKey, ToldGroup
from statistics.publication.mirror.rules import told_figure

# How many halves of the group the rail is longer than its middle, to either side.
_BEYOND = Decimal("1.5")
# So many lines stand on a page: more would not go over a slow line.
SHOWN = 8
# In percent of the rail: how near to an end the own mark may come.
_INSET = Decimal(4)


@dataclass(frozen=True)
class Rail:
    """Places on the rail in percent of its box, from right to left as Persian is read."""

    half: str
    half_width: str
    middle: str
    own: str


@dataclass(frozen=True)
class MirrorLine:
    """One figure of one product beside its group; `own` is in what the group is told in."""

    figure: MirrorFigure
    product: str
    measure: str
    own: Decimal
    group: ToldGroup

    @property
    def growth(self) -> bool:
        return self.figure == MirrorFigure.GROWTH

    @property
    def own_words(self) -> str:
        return self._said(self.own) if self.growth else plain(self.own)

    @property
    def middle_words(self) -> str:
        return self._said(self.group.middle)

    @property
    def span_words(self) -> str:
        """Say the middle half of the group."""
        if self.growth:
            return f"از {self._said(self.group.low)} تا {self._said(self.group.high)}"
        return f"{self._said(self.group.low)} تا {self._said(self.group.high)}"

    @property
    def verdict(self) -> str:
        """Say how the unit stands to the middle of its group."""
        # As finely as the group is told: beyond that nobody knows which is more.
        own = told_figure(self.figure)(Fraction(self.own))
        if own == self.group.middle:
            middle = "نزدیک میانهٔ هم‌صنفان"
        else:
            middle = f"از میانهٔ هم‌صنفان {'بیشتر' if own > self.group.middle else 'کمتر'}"
        if self.own > self.group.high:
            return f"{middle}؛ بالاتر از نیمهٔ میانی"
        if self.own < self.group.low:
            return f"{middle}؛ پایین‌تر از نیمهٔ میانی"
        return f"{middle}؛ در نیمهٔ میانی"

    @property
    def where(self) -> str:
        """Say who the group is."""
        place = self.group.place.name if self.group.place else "کل کشور"
        return f"{place}؛ حدود {format_number(self.group.holders)} دارنده"

    @property
    def label(self) -> str:
        """Say the chart."""
        return (
            f"شما: {self.own_words}؛ میانهٔ گروه: {self.middle_words}؛ "
            f"نیمهٔ میانی گروه: {self.span_words}"
        )

    @property
    def rail(self) -> Rail:
        low, high = self.group.low, self.group.high
        half = high - low or high / 10 or Decimal(1)
        first = max(low - _BEYOND * half, Decimal(0))
        length = high + _BEYOND * half - first

        def at(value: Decimal) -> Decimal:
            return 100 - (value - first) * 100 / length

        own = min(max(at(self.own), _INSET), 100 - _INSET)
        width = max(at(low) - at(high), Decimal(1))
        places = (at(high), width, at(self.group.middle), own)
        return Rail(*(f"{place.quantize(Decimal('0.01'))}%" for place in places))

    def _said(self, value: Decimal) -> str:
        return compare(value, Decimal(1)).words if self.growth else format_number(value)


@dataclass(frozen=True)
class Mirror:
    """A month beside its group: lines, and the products of which none is told.

    Without a month `why` says why there is none. `page` is the part of the lines that is shown.
    """

    month: JalaliMonth | None = None
    kind: EditionKind | None = None
    lines: tuple[MirrorLine, ...] = ()
    untold: tuple[str, ...] = ()
    least: int = 0
    why: str = ""
    page: int = 1

    @property
    def shown(self) -> tuple[MirrorLine, ...]:
        return self.lines[(self.page - 1) * SHOWN : self.page * SHOWN]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.lines) // SHOWN))

    @property
    def part(self) -> str:
        """Say which of the lines are shown; nothing where it is all of them."""
        if self.pages == 1:
            return ""
        first = (self.page - 1) * SHOWN + 1
        numbers = (first, first + len(self.shown) - 1, len(self.lines))
        return "{} تا {} از {} رقم".format(*map(format_number, numbers))

    @property
    def before(self) -> JalaliMonth | None:
        return self.month - 1 if self.month else None


INACTIVE = Mirror(
    why="این واحد غیرفعال است. پس از ثبت ماه‌های معوق و فعال شدن واحد، مقایسه نشان داده می‌شود."
)
UNPUBLISHED = Mirror(
    why="آمار این ماه‌ها هنوز منتشر نشده است. مقایسه پس از انتشار آمار هر ماه می‌آید."
)
NOT_FINAL = Mirror(
    why="در ماه‌هایی که آمارشان منتشر شده، آمار نهایی‌شده‌ای از این واحد نیست. مقایسه پس از نهایی "
    "شدن آمار شما می‌آید."
)


def mirrored(
    found: Mapping[JalaliMonth, OwnMonth], editions: Mapping[JalaliMonth, Edition]
) -> OwnMonth | None:
    """Find the latest month that is published and final for the unit."""
    months = (month for month in found if month in editions and found[month].final)
    return found[latest] if (latest := max(months, default=None)) else None


def own_values(own: OwnMonth, before: OwnMonth | None) -> dict[MirrorKey, Decimal]:
    """Reckon what can be held against a group: for each person, and against the month before."""
    past = {
        (made.code, made.measure_code): made.quantity
        for made in (before.figures.production if before and before.final else ())
    }
    values = {}
    for made in own.figures.production:
        if not made.quantity:
            continue
        key = (made.code, made.measure_code)
        if people := own.figures.employees:
            values[MirrorKey(MirrorFigure.PER_PERSON, *key)] = made.quantity / people
        if earlier := past.get(key):
            values[MirrorKey(MirrorFigure.GROWTH, *key)] = made.quantity / earlier
    return values


def mirror_of(
    own: OwnMonth,
    edition: Edition,
    values: Mapping[MirrorKey, Decimal],
    told: Mapping[MirrorKey, ToldGroup],
    least: int,
) -> Mirror:
    """Put a month's figures beside the groups that are told, in the order of its products."""
    lines = tuple(_lines(own, values, told))
    with_line: Collection[str] = {line.product for line in lines}
    names = [made.name for made in own.figures.production if made.quantity]
    untold = tuple(name for name in names if name not in with_line)
    return Mirror(own.month, EditionKind(edition.kind), lines, untold, least)


def _lines(
    own: OwnMonth, values: Mapping[MirrorKey, Decimal], told: Mapping[MirrorKey, ToldGroup]
) -> Iterator[MirrorLine]:
    for made in own.figures.production:
        for figure in MirrorFigure:
            key = MirrorKey(figure, made.code, made.measure_code)
            if key in values and key in told:
                yield MirrorLine(figure, made.name, made.measure, values[key], told[key])
