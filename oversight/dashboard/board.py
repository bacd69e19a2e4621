"""The dashboard of a province or the country: bars by place, and the pace of each level."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from accounts.enums import OrganizationKind
from accounts.models import Organization, short_name
from catalog.causes.queries import CauseBook
from catalog.enums import Direction
from catalog.fields import alphabet_key
from catalog.models import County
from config.charts import Bar, bar
from config.jalali import tehran_day
from oversight.evaluation.queries import Findings
from oversight.measures import OfficeCounts
from review.deadlines import Clocks
from review.enums import LEVELS
from statistics.enums import IN_REVIEW, State
from statistics.models import RaisedFlag
from statistics.rates import ReviewParts, percent, ratio
from statistics.rules.reason_rules import reason_label

TENTH = Decimal("0.1")


@dataclass
class PlaceBars:
    """One line of bars: a union, a county or a province with its duties.

    `office` is the code by which its list or its own dashboard is found; '' for a county. `reach`
    is what the list of its unfiled is narrowed by, as an address says it.
    """

    name: str
    office: str = ""
    reach: str = ""
    counts: OfficeCounts = field(default_factory=OfficeCounts)

    @property
    def response(self) -> Decimal | None:
        return percent(ratio(self.counts.filed, self.counts.due))

    @property
    def timely(self) -> Decimal | None:
        """In percent, how much of what was filed was on time."""
        return percent(ratio(self.counts.on_time, self.counts.filed))

    @property
    def bars(self) -> tuple[Bar, Bar]:
        """What was filed of the due months, and over it what was filed on time."""
        punctual = percent(ratio(self.counts.on_time, self.counts.due))
        return bar(self.response, weak=True), bar(punctual)


@dataclass(frozen=True)
class LevelRow:
    """One level: who decided, and how long half and nine of ten of the cases stayed, in days."""

    state: State
    name: str
    counts: OfficeCounts
    median: Decimal
    p90: Decimal
    days: int | None

    @property
    def reviewed(self) -> ReviewParts:
        return self.counts.reviewed

    @property
    def bars(self) -> tuple[Bar]:
        return (bar(self.reviewed.opened_share),)


def total(counts: Iterable[OfficeCounts]) -> OfficeCounts:
    """Add all counts together, into a new one."""
    found = OfficeCounts()
    for one in counts:
        found.add(one)
    return found


def by_union(duties: Mapping[tuple[str, int], OfficeCounts]) -> list[PlaceBars]:
    """Draw a line for each union, the lowest response first."""
    ids = {union for _, union in duties}
    unions = Organization.objects.filter(pk__in=ids).order_by("pk")
    places = {u.pk: PlaceBars(u.name, u.code, f"union={u.pk}") for u in unions}
    for (_, union), counts in duties.items():
        places[union].counts.add(counts)
    return lowest_first(places.values())


def by_county(duties: Mapping[tuple[str, int], OfficeCounts]) -> list[PlaceBars]:
    """Draw a line for each county, the lowest response first."""
    codes = {county for county, _ in duties}
    counties = County.objects.filter(code__in=codes).order_by("code")
    places = {c.code: PlaceBars(c.name, reach=f"county={c.code}") for c in counties}
    for (county, _), counts in duties.items():
        places[county].counts.add(counts)
    return lowest_first(places.values())


def by_province(duties: Mapping[tuple[str, int], OfficeCounts]) -> list[PlaceBars]:
    """Draw a line for each provincial organization, the lowest response first."""
    provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    places = {
        o.code: PlaceBars(short_name(o.name), o.code, f"province={o.code}") for o in provinces
    }
    # By organization, not by province: the south of Kerman has its own (32 for 31 provinces).
    codes = dict(County.objects.order_by("code").values_list("code", "organization_code"))
    for (county, _), counts in duties.items():
        # `organization_code` is no foreign key: it may name an office that is not there.
        if codes[county] in places:
            places[codes[county]].counts.add(counts)
    return lowest_first(places.values())


def lowest_first(places: Iterable[PlaceBars]) -> list[PlaceBars]:
    """Order the places by response rate, those that owe nothing last."""
    return sorted(
        places,
        key=lambda place: (place.response is None, place.response or 0, alphabet_key(place.name)),
    )


def levels(found: Findings, province: str | None, at: datetime) -> list[LevelRow]:
    """List the levels that decided something, beside the days they have today."""
    book, today = Clocks.load().book, tehran_day(at)
    rows = []
    for state in IN_REVIEW:
        if state in found.levels:
            pace, level = found.paces[state], LEVELS[state]
            rows.append(
                LevelRow(
                    state,
                    level.kind.label,
                    found.levels[state],
                    Decimal(pace.median).quantize(TENTH),
                    Decimal(pace.p90).quantize(TENTH),
                    book.value(level.days, today, province),
                )
            )
    return rows


@dataclass(frozen=True)
class CauseCount:
    """A cause in words, and of how many figures that rose, fell or went no way it was given."""

    words: str
    rises: int
    falls: int
    others: int

    @property
    def total(self) -> int:
        return self.rises + self.falls + self.others


@dataclass(frozen=True)
class ExplainedChange:
    """A figure that the unit explained, with its cause in words."""

    flag: RaisedFlag
    words: str


def cause_counts(found: Iterable[tuple[str, str, int]], causes: CauseBook) -> list[CauseCount]:
    """Put counts by reason and way together, the most frequent first."""
    ways: dict[str, Counter[str]] = {}
    for reason, way, count in found:
        ways.setdefault(reason, Counter())[way] += count
    rows = [
        CauseCount(reason_label(reason, causes), way[Direction.RISE], way[Direction.FALL], way[""])
        for reason, way in ways.items()
    ]
    return sorted(rows, key=lambda row: (-row.total, row.words))


def explained_changes(flags: Iterable[RaisedFlag], causes: CauseBook) -> list[ExplainedChange]:
    return [ExplainedChange(flag, reason_label(flag.reason, causes)) for flag in flags]
