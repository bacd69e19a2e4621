"""An evaluation as it is shown: percentages, bars, and what differs from an edition."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from accounts.enums import OrganizationKind
from config.charts import Bar, bar
from oversight.measures import FEW, EvaluatedOffice, OfficeCounts
from statistics.enums import Timeliness
from statistics.rates import ReviewParts, percent, ratio

COUNT_WORDS = {
    "due": "ماه‌های مشمول",
    "filed": "ثبت‌شده",
    "on_time": Timeliness.ON_TIME.label,
    "allowed": Timeliness.ALLOWED.label,
    "late": Timeliness.LATE.label,
    "selected": "ماه‌های مشمول منتخب‌ها",
    "selected_filed": "ثبت‌شدهٔ منتخب‌ها",
    "selected_on_time": f"{Timeliness.ON_TIME.label}ِ منتخب‌ها",
    "people": "تصمیم کارشناس",
    "lapsed": "گذشت مهلت",
    "within": "تصمیم در مهلت",
    "approved": "تأیید",
    "returned": "بازگشت",
    "overturned": "تأیید نقض‌شده",
    "corrections": "بازگشتِ سررسیده",
    "corrected": "اصلاح در مهلت",
    "bulk": "تأیید گروهی",
    "visits": "بازدید تأییدشده",
}

# What the shares are made of, in two tables that fit a sheet of paper.
COUNT_TABLES = {
    "تعداد ماه‌ها": (
        "due",
        "filed",
        "on_time",
        "allowed",
        "late",
        "selected",
        "selected_filed",
        "selected_on_time",
    ),
    "تعداد تصمیم‌ها و بازدیدها": (
        "people",
        "bulk",
        "lapsed",
        "within",
        "approved",
        "overturned",
        "returned",
        "corrections",
        "corrected",
        "visits",
    ),
}


@dataclass(frozen=True)
class Share:
    """A ratio in percent with what it was made of."""

    value: Decimal | None
    part: int = 0
    whole: int = 0

    @property
    def few(self) -> bool:
        return 0 < self.whole < FEW


@dataclass(frozen=True)
class EvaluationRow:
    """One office of the board; `shares` are by the keys of the measures.

    `reviewed` is empty in an edition of old, which did not tell what was ticked among others.
    """

    office: EvaluatedOffice
    counts: OfficeCounts
    shares: dict[str, Share]
    reviewed: ReviewParts
    score: Decimal | None
    bars: tuple[Bar]


@dataclass(frozen=True)
class CountCell:
    """One count of an office; None where an edition of old did not count it."""

    label: str
    count: int | None


@dataclass(frozen=True)
class CountRow:
    """The counts of one office."""

    office: str
    cells: tuple[CountCell, ...]


@dataclass(frozen=True)
class CountTable:
    """Some counts of all offices, one in each cell."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[CountRow, ...]


@dataclass(frozen=True)
class EditionDifference:
    """A count that is no longer what was published."""

    office: str
    count: str
    published: int
    now: int


def row_of(office: EvaluatedOffice) -> EvaluationRow:
    """Reckon all that the line of an office shows."""
    counts = office.counts
    shares = {
        key: Share(percent(ratio(part, whole)), part, whole)
        for key, (part, whole) in counts.parts(office.kind).items()
    }
    score = percent(office.score)
    reviewed = ReviewParts() if "bulk" in office.lacks else counts.reviewed
    return EvaluationRow(office, counts, shares, reviewed, score, (bar(score),))


def split(offices: Sequence[EvaluatedOffice]) -> tuple[list[EvaluationRow], list[EvaluationRow]]:
    rows = [row_of(office) for office in offices]
    ministry = [row for row in rows if row.office.kind == OrganizationKind.MINISTRY]
    provinces = [row for row in rows if row.office.kind == OrganizationKind.PROVINCE]
    return ministry, provinces


def count_tables(rows: Sequence[EvaluationRow]) -> list[CountTable]:
    """Set out what the shares of these offices are made of."""
    return [
        CountTable(
            title,
            tuple(COUNT_WORDS[name] for name in names),
            tuple(
                CountRow(row.office.short, tuple(_count(row.office, name) for name in names))
                for row in rows
            ),
        )
        for title, names in COUNT_TABLES.items()
    ]


def _count(office: EvaluatedOffice, name: str) -> CountCell:
    count = None if name in office.lacks else getattr(office.counts, name)
    return CountCell(COUNT_WORDS[name], count)


def differences(
    published: Sequence[EvaluatedOffice], now: Sequence[EvaluatedOffice]
) -> list[EditionDifference]:
    """List every count that has changed since an edition, office by office."""
    before = {office.code: office for office in published}
    found = []
    for office in now:
        # An office that is newer than the edition had nothing then.
        then = before.get(office.code, EvaluatedOffice(office.code, office.name, office.kind))
        for one in fields(OfficeCounts):
            old, new = getattr(then.counts, one.name), getattr(office.counts, one.name)
            # What the edition did not count yet has not changed.
            if old != new and one.name not in then.lacks:
                found.append(EditionDifference(office.name, COUNT_WORDS[one.name], old, new))
    return found
