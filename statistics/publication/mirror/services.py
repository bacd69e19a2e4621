"""Freezes the mirror of an edition: the groups whose middle may be told, all in its transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from statistics.enums import EditionState, MirrorFigure
from statistics.models import Edition, MirrorGroup, MirrorTrace
from statistics.publication.contribution_queries import ProductMeasure
from statistics.publication.frozen_rows import EditionRows
from statistics.publication.mirror.holder_queries import Group, products, staged
from statistics.publication.mirror.rules import GroupMiddle, GroupRule, changed, middle_of

COUNTRY: Final = None
# The groups of one figure of one product, by organization (id).
Table: TypeAlias = tuple[MirrorFigure, ProductMeasure]


@dataclass(frozen=True)
class EarlierGroup:
    """How an earlier edition of the month has a group; `source` is whose figures it shows."""

    edition: int
    number: int
    told: bool
    source: int | None

    @property
    def shows(self) -> int:
        """The number of the edition whose figures are read in it."""
        return self.source or self.number


Earlier: TypeAlias = Mapping[Table, Mapping[int | None, Sequence[EarlierGroup]]]


@dataclass(frozen=True)
class FrozenGroup:
    """What an edition says of a group: its middle, or nothing; `source` as in its trace."""

    told: bool
    middle: GroupMiddle | None = None
    source: int | None = None
    prints: frozenset[int] = frozenset()


HIDDEN: Final = FrozenGroup(told=False)


@dataclass
class _Mirror:
    edition: Edition
    rule: GroupRule
    rows: EditionRows
    earlier: Earlier
    done: set[Table] = field(default_factory=set)

    def table(self, table: Table, groups: Mapping[int | None, Group]) -> None:
        """Freeze a product: its organizations, then the country, which tells of the others too."""
        self.done.add(table)
        past = self.earlier.get(table, {})
        apart: list[int] = []
        for place in sorted({*groups, *past} - {COUNTRY}, key=str):
            found = self.decided(table, place, groups.get(place), past.get(place, ()))
            self.write(table, place, found)
            if place in groups and not (found and found.told):
                apart.extend(groups[place].values)
        # Whoever reads an organization's middle beside the country's knows who is left.
        whole = not apart or self.rule.scattered(sorted(apart))
        country = self.decided(table, COUNTRY, groups.get(COUNTRY), past.get(COUNTRY, ()), whole)
        self.write(table, COUNTRY, country)

    def decided(
        self,
        table: Table,
        place: int | None,
        group: Group | None,
        past: Sequence[EarlierGroup],
        whole: bool = True,
    ) -> FrozenGroup | None:
        """Choose what is told of a group; None of one that is too small and always was."""
        if not all(each.told for each in past):
            return HIDDEN
        large = group is not None and len(group.values) >= self.rule.least
        new = None
        if group is not None and large and whole and self.rule.allows(group.values):
            new = FrozenGroup(True, middle_of(group.values, table[0]), None, group.prints)
        if not past:
            return new or (HIDDEN if large else None)
        if new and all(self.apart(table, place, new, each) for each in past):
            return new
        return self.held(table, place, past[-1])

    def apart(self, table: Table, place: int | None, new: FrozenGroup, past: EarlierGroup) -> bool:
        """Tell whether nobody, or a group of its own, changed since an earlier edition."""
        if past.source:
            return True
        row = MirrorTrace.objects.get(edition=past.edition, **_key_of(table, place))
        number = changed(new.prints, frozenset(row.prints))
        return number == 0 or number >= self.rule.least

    def held(self, table: Table, place: int | None, past: EarlierGroup) -> FrozenGroup:
        """Let the earlier figures stand."""
        row = MirrorGroup.objects.get(edition=past.edition, **_key_of(table, place))
        return FrozenGroup(
            True, GroupMiddle(row.low, row.middle, row.high, row.holders), past.shows
        )

    def write(self, table: Table, place: int | None, found: FrozenGroup | None) -> None:
        if found is None:
            return
        key = {"edition": self.edition, **_key_of(table, place)}
        prints = sorted(found.prints)
        self.rows.add(MirrorTrace(told=found.told, source=found.source, prints=prints, **key))
        if (middle := found.middle) is None:
            self.rows.count("mirror hidden")
            return
        self.rows.add(
            MirrorGroup(
                low=middle.low,
                middle=middle.middle,
                high=middle.high,
                holders=middle.holders,
                **key,
            )
        )
        self.rows.count("mirror held" if found.source else "mirror shown")


def freeze_mirror(edition: Edition, rows: EditionRows, book: PolicyBook) -> None:
    """Add to the waiting rows of an edition what it tells of groups.

    Inside the transaction that freezes the edition, behind `stage`.
    """
    month = edition.period
    least = book.number(PolicyKey.MIRROR_MIN_HOLDERS, month.first_day, month=month)
    mirror = _Mirror(edition, GroupRule(least, edition.percent), rows, _earlier(edition))
    with staged(month):
        for figure in MirrorFigure:
            for product, groups in products(figure):
                mirror.table((figure, product), groups)
    # Of what stands no more the earlier figures stand on.
    for table in mirror.earlier.keys() - mirror.done:
        mirror.table(table, {})


def _earlier(edition: Edition) -> Earlier:
    found: dict[Table, dict[int | None, list[EarlierGroup]]] = defaultdict(
        lambda: defaultdict(list)
    )
    rows = MirrorTrace.objects.filter(
        edition__year=edition.year,
        edition__month=edition.month,
        edition__state=EditionState.PUBLISHED,
    )
    names = ("figure", "product", "measure", "organization")
    values = ("edition", "edition__number", "told", "source")
    for row in rows.order_by("edition__number", "pk").values_list(*names, *values).iterator():
        figure, product, measure, place, *rest = row
        table = (MirrorFigure(figure), ProductMeasure(product, measure))
        found[table][place].append(EarlierGroup(*rest))
    return found


def _key_of(table: Table, place: int | None) -> dict[str, object]:
    figure, product = table
    return {
        "figure": figure,
        "product_id": product.product,
        "measure_id": product.measure,
        "organization_id": place,
    }
