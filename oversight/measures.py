"""What an office is measured by: counts, and the ratios and ranks that follow from them.

Circular 60/133338 §8, directive 5013 §7. Only counts are computed from the database and frozen in
an edition; everything here follows from them, so an old edition is shown as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from typing import Any, Self

from accounts.enums import OrganizationKind
from accounts.models import short_name
from statistics.enums import Timeliness
from statistics.rates import ReviewParts, ratio

# Below this one case moves a share by more than ten points, so that it says little.
FEW = 10


@dataclass
class OfficeCounts:
    """Counts of one office over a period.

    `due` are due months of due units, of which `filed` count as filed: `on_time`, `allowed` or
    `late` by their first filing. `selected` of the due months are of units that were on the list of
    selected ones on the month's last day (directive 5013 §3); of these `selected_filed` count as
    filed and `selected_on_time` were filed on time. Of what left the office's desk people decided
    `people` (of them `bulk` among others and unopened), `within` the stored due instant, and the
    clock moved `lapsed`, which does not hold what nobody there may decide on. `approved` and
    `returned` are those decisions by kind; `overturned` approvals were returned in the same round
    by an office above, not at the unit's request. Of the `returned` ones `corrections` were
    corrected or are overdue, `corrected` before their correction date. `visits` are confirmed
    visits of units in the province, by the day on which they were made; no clause says how many
    there should be, so that no ratio is made of them.
    """

    due: int = 0
    filed: int = 0
    on_time: int = 0
    allowed: int = 0
    late: int = 0
    selected: int = 0
    selected_filed: int = 0
    selected_on_time: int = 0
    people: int = 0
    lapsed: int = 0
    within: int = 0
    approved: int = 0
    returned: int = 0
    overturned: int = 0
    corrections: int = 0
    corrected: int = 0
    bulk: int = 0
    visits: int = 0

    @property
    def reviewed(self) -> ReviewParts:
        """The share of human review in its three parts."""
        return ReviewParts(self.people - self.bulk, self.bulk, self.lapsed)

    def add(self, other: "OfficeCounts") -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def parts(self, kind: str) -> dict[str, tuple[int, int]]:
        """Pair, by key, the part and the whole of which each ratio of the score is made."""
        # Nobody stands above the ministry, so its approvals have no calibration.
        above = kind != OrganizationKind.MINISTRY
        kept = (self.approved - self.overturned, self.approved)
        return {
            "response": (self.filed, self.due),
            "timely": (self.on_time, self.filed),
            "selected": (self.selected_filed, self.selected),
            "within": (self.within, self.people + self.lapsed),
            "corrected": (self.corrected, self.corrections),
            "kept": kept if above else (0, 0),
        }

    def ratios(self, kind: str) -> dict[str, Fraction | None]:
        """Compute the ratios of the score by key; None where nothing was to be done."""
        return {key: ratio(part, whole) for key, (part, whole) in self.parts(kind).items()}


@dataclass
class EvaluatedOffice:
    """One office in an evaluation; a provincial one has a `rank`, 1 is best.

    `lacks` names the counts that a frozen one does not have, being older than they are.
    """

    code: str
    name: str
    kind: str
    counts: OfficeCounts = field(default_factory=OfficeCounts)
    rank: int | None = None
    lacks: frozenset[str] = frozenset()

    @property
    def short(self) -> str:
        return short_name(self.name)

    @property
    def score(self) -> Fraction | None:
        """The plain mean of the ratios that the office has; None when it has none."""
        known = [value for value in self.counts.ratios(self.kind).values() if value is not None]
        # Exact fractions: equals are equal, and share a rank. No weights, which nobody gave.
        return sum(known, Fraction()) / len(known) if known else None

    def as_json(self) -> dict[str, Any]:
        """Write what an edition freezes: names and counts."""
        return {"code": self.code, "name": self.name, "kind": self.kind} | asdict(self.counts)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Read the office of a frozen row; a count that did not exist then is 0 and lacks."""
        names = [one.name for one in fields(OfficeCounts)]
        counts = OfficeCounts(**{name: int(row.get(name, 0)) for name in names})
        lacks = frozenset(name for name in names if name not in row)
        return cls(row["code"], row["name"], row["kind"], counts, lacks=lacks)


def ranked(offices: Iterable[EvaluatedOffice], least: int = 0) -> list[EvaluatedOffice]:
    """Rank the provincial offices and list them behind the ministry's; equals share a rank.

    One with fewer than `least` due months has none and takes none from the others: a single month
    would carry it to the head or the end of the row.
    """
    found = list(offices)
    provinces = [o for o in found if o.kind == OrganizationKind.PROVINCE]
    enough = [o for o in provinces if o.counts.due >= least]
    scores = sorted((o.score for o in enough if o.score is not None), reverse=True)
    for office in provinces:
        score = office.score if office.counts.due >= least else None
        # The place of the first equal: after two first ones comes the third.
        office.rank = scores.index(score) + 1 if score is not None else None
    last = len(found) + 1
    return sorted(
        found,
        key=lambda o: (o.kind == OrganizationKind.PROVINCE, o.rank or last, o.code),
    )


@dataclass(frozen=True)
class EvaluationMeasure:
    """One column of the evaluation in words: how it is computed, and which clause asks for it."""

    key: str
    title: str
    formula: str
    clause: str


MEASURES = (
    EvaluationMeasure(
        "response",
        "نرخ پاسخ",
        "ماه‌های ثبت‌شده ÷ ماه‌هایی که واحدهای مشمول باید ثبت می‌کردند. مخرج، همهٔ واحدهای مشمول است، "
        "نه فقط آنها که ثبت کرده‌اند. ماه بازگردانی‌شده تا مهلت اصلاحش ثبت‌شده شمرده می‌شود.",
        "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بندهای ۱ و ۸",
    ),
    EvaluationMeasure(
        "timely",
        Timeliness.ON_TIME.label,
        "ماه‌هایی که نخستین ثبتشان تا پایان مهلت بوده ÷ ماه‌های ثبت‌شده. "
        f"«{Timeliness.ALLOWED.label}» و «{Timeliness.LATE.label}» جدا شمرده می‌شوند.",
        "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بند ۲",
    ),
    EvaluationMeasure(
        "selected",
        "پوشش منتخب‌ها",
        "ماه‌های ثبت‌شدهٔ واحدهای منتخب ÷ ماه‌هایی که همین واحدها باید ثبت می‌کردند. واحد منتخب آن "
        "است که در روز پایانی ماه در فهرست دفتر آمار بوده است. محصول منتخب در این شاخص نیست: از "
        "ماهی که ثبت نشده، دانسته نیست چه تولید شده است.",
        "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۸؛ دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بندهای ۳ و ۷",
    ),
    EvaluationMeasure(
        "within",
        "بررسی در مهلت",
        "پرونده‌هایی که کارشناس همین دفتر پیش از لحظهٔ پایان مهلتِ ثبت‌شده در پرونده تصمیم گرفته ÷ "
        "همهٔ پرونده‌هایی که از میز این دفتر گذشته، با تصمیم یا با گذشت مهلت؛ جز آنها که هیچ "
        "کارشناسی در این دفتر مجاز به تصمیم دربارهٔ آنها نبوده است.",
        "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بندهای ۴ تا ۶",
    ),
    EvaluationMeasure(
        "corrected",
        "اصلاح در مهلت",
        "بازگشت‌هایی که واحد پیش از پایان مهلت اصلاح دوباره ارسال کرده ÷ بازگشت‌هایی که اصلاح "
        "شده‌اند یا مهلت اصلاحشان گذشته است.",
        "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بندهای ۴ و ۵",
    ),
    EvaluationMeasure(
        "kept",
        "تأییدهای نقض‌نشده",
        "تأییدهایی که مرحلهٔ بالاتر در همان دور برنگردانده ÷ همهٔ تأییدها. بازگشت به درخواست "
        "خود واحد شمرده نمی‌شود.",
        "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۴",
    ),
)
