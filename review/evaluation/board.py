"""An evaluation as it is shown: percentages, bars, and what differs from an edition."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from accounts.enums import OrganizationKind
from review.evaluation.measures import MEASURES, Counts, Office
from review.human import human_share, percent

COUNT_WORDS = {
    "due": "ماه‌های مشمول",
    "filed": "ثبت‌شده",
    "on_time": "به‌موقع",
    "allowed": "با تأخیر مجاز",
    "late": "دیرهنگام",
    "people": "تصمیم کارشناس",
    "lapsed": "گذشت مهلت",
    "within": "تصمیم در مهلت",
    "approved": "تایید",
    "returned": "بازگشت",
    "overturned": "تاییدی که بالاتر برگشت",
    "corrections": "بازگشتِ سررسیده",
    "corrected": "اصلاح در مهلت",
}


@dataclass(frozen=True)
class Share:
    """A ratio in percent with what it was made of; `width` is that of its bar."""

    title: str
    value: Decimal | None
    part: int
    whole: int

    @property
    def width(self) -> int:
        """Return the length of the bar of 100."""
        return int(self.value or 0)

    @property
    def begin(self) -> int:
        """Return where the bar begins: bars grow from the right."""
        return 100 - self.width


@dataclass(frozen=True)
class Row:
    """One office of the board."""

    office: Office
    counts: Counts
    shares: list[Share]
    human: Decimal | None
    score: Decimal | None
    bar: Share


@dataclass(frozen=True)
class Difference:
    """A count that is no longer what was published."""

    office: str
    count: str
    published: int
    now: int


def row_of(office: Office) -> Row:
    """Return an office with all that its line shows."""
    counts, ratios = office.counts, office.counts.ratios(office.kind)
    parts = {
        "response": (counts.filed, counts.due),
        "timely": (counts.on_time, counts.filed),
        "within": (counts.within, counts.people + counts.lapsed),
        "corrected": (counts.corrected, counts.corrections),
        "kept": (counts.approved - counts.overturned, counts.approved),
    }
    shares = [
        Share(measure.title, percent(ratios[measure.key]), *parts[measure.key])
        for measure in MEASURES
    ]
    score = percent(office.score)
    human = human_share(counts.people, counts.lapsed)
    return Row(office, counts, shares, human, score, Share("امتیاز", score, 0, 0))


def split(offices: Sequence[Office]) -> tuple[list[Row], list[Row]]:
    """Return the lines of the ministry's offices and of the provincial organizations."""
    rows = [row_of(office) for office in offices]
    ministry = [row for row in rows if row.office.kind == OrganizationKind.MINISTRY]
    provinces = [row for row in rows if row.office.kind == OrganizationKind.PROVINCE]
    return ministry, provinces


def differences(published: Sequence[Office], now: Sequence[Office]) -> list[Difference]:
    """Return every count that has changed since an edition, office by office."""
    before = {office.code: office.counts for office in published}
    found = []
    for office in now:
        then = before.get(office.code, Counts())
        for one in fields(Counts):
            old, new = getattr(then, one.name), getattr(office.counts, one.name)
            if old != new:
                found.append(Difference(office.name, COUNT_WORDS[one.name], old, new))
    return found
