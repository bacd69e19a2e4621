"""What a report says beside what the unit wrote, and what follows from it; asks nothing of anybody.

Directive 5013 §1 wants what describes a unit and its place kept up to date; letter 60/227210 §5
that the quantity be confirmed by visits. Which answer leads to which proposal is our reading.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from config.jalali import JalaliMonth
from config.persian import format_number, quoted
from review.models import Visit, VisitQuestion
from review.visit_enums import (
    AnswerKind,
    ProposalKind,
    QuestionMeaning,
    VisitFinding,
    VisitReason,
    VisitSection,
)

YES, NO = "yes", "no"
YES_NO = ((YES, "بله"), (NO, "خیر"))
NOT_KNOWN = "در سامانه نیست"
_NOT_FILED = "ثبت نشده است"
# How much each reason weighs in the plan. No clause gives weights: flags and lists come before
# silence, and never having been visited decides among equals (decision 0101).
POINTS = {
    VisitReason.SELECTED: 4,
    VisitReason.PRODUCT: 3,
    VisitReason.UNFILED: 3,
    VisitReason.NEVER: 1,
}
MOST_FLAGS = 3


@dataclass(frozen=True)
class Known:
    """What the portal knows of a unit and its month, for what stands beside each question.

    `people` and `production` are of the month the visit is about, as it was filed; `capacity` is
    what holds for the product seen, with its words.
    """

    address: str = ""
    licence: str = ""
    pointed: bool = False
    people: int | None = None
    production: str = ""
    capacity: Decimal | None = None
    capacity_words: str = ""

    def beside(self, meaning: str) -> str:
        """Write what the unit said, '' for a question that nothing is known of."""
        match QuestionMeaning(meaning):
            case QuestionMeaning.ADDRESS:
                return self.address or NOT_KNOWN
            case QuestionMeaning.LICENCE:
                return self.licence or NOT_KNOWN
            case QuestionMeaning.PEOPLE:
                return _NOT_FILED if self.people is None else f"{format_number(self.people)} نفر"
            case QuestionMeaning.PRODUCTION:
                return self.production or _NOT_FILED
            case QuestionMeaning.CAPACITY:
                return self.capacity_words or NOT_KNOWN
            case _:
                return ""


@dataclass(frozen=True)
class ReportLine:
    """One question of a report: what the unit said, what was seen, and how the two compare."""

    text: str
    said: str
    seen: str
    chip: str = ""
    word: str = ""


@dataclass(frozen=True)
class ReportSection:
    """The lines of one part of the form."""

    title: str
    lines: list[ReportLine]


def shown(question: VisitQuestion, value: str) -> str:
    """Write an answer as a page shows it."""
    if not value:
        return "—"
    match AnswerKind(question.kind):
        case AnswerKind.YES_NO:
            return dict(YES_NO).get(value, "—")
        case AnswerKind.COUNT | AnswerKind.AMOUNT:
            return f"{format_number(Decimal(value))} {question.measure}".strip()
        case _:
            return value


def report(
    questions: Iterable[VisitQuestion], answers: Mapping[int, str], known: Known
) -> list[ReportSection]:
    """Lay what was seen beside what the unit wrote, part by part."""
    found: dict[str, list[ReportLine]] = {}
    for question in questions:
        value = answers.get(question.pk, "")
        chip, word = _compared(question, value, known)
        line = ReportLine(
            question.text, known.beside(question.meaning), shown(question, value), chip, word
        )
        found.setdefault(question.section, []).append(line)
    return [
        ReportSection(str(section.label), found[section])
        for section in VisitSection
        if section in found
    ]


def _compared(question: VisitQuestion, value: str, known: Known) -> tuple[str, str]:
    """Say in a chip how an answer compares; nothing of a question without a meaning."""
    if not value:
        return "", ""
    match QuestionMeaning(question.meaning):
        case QuestionMeaning.ADDRESS | QuestionMeaning.LICENCE:
            return ("done", "مطابق") if value == YES else ("flag", "مطابق نیست")
        case QuestionMeaning.WORKING:
            return ("done", "کار می‌کند") if value == YES else ("flag", "کار نمی‌کند")
        case QuestionMeaning.PRODUCTION:
            return ("done", "پذیرفتنی") if value == YES else ("flag", "تردید هست")
        case QuestionMeaning.PEOPLE:
            return _people(int(value), known.people)
        case QuestionMeaning.CAPACITY:
            same = known.capacity == Decimal(value)
            return ("done", "همان") if same else ("first", "جدید")
        case _:
            return "", ""


def _people(seen: int, said: int | None) -> tuple[str, str]:
    if said is None:
        return "", ""
    if seen == said:
        return "done", "مطابق"
    more = "بیشتر" if seen > said else "کمتر"
    return "flag", f"{format_number(abs(seen - said))} نفر {more}"


def answer(visit: Visit, sections: Iterable[ReportSection]) -> list[tuple[str, bool]]:
    """Say a report in one sentence: its parts, each with whether it is what matters."""
    finding = VisitFinding(visit.finding)
    if finding == VisitFinding.SHUT:
        return [(str(finding.label), True)]
    odd = [line for part in sections for line in part.lines if line.chip == "flag"]
    if not odd:
        parts = [("آنچه دیده شد با اعلام واحد یکی است", False)]
    else:
        parts = [(f"{line.text}: {line.word}", True) for line in odd[:3]]
    return [*parts, (f"نظر بازدیدکننده: {finding.label}", True)]


def proposals(
    visit: Visit, questions: Iterable[VisitQuestion], answers: Mapping[int, str], known: Known
) -> list[tuple[ProposalKind, str]]:
    """List what a report proposes to change in the registry, with its words."""
    by_meaning = {q.meaning: answers.get(q.pk, "") for q in questions if q.meaning}
    found: list[tuple[ProposalKind, str]] = []
    if by_meaning.get(QuestionMeaning.ADDRESS) == NO:
        words = f"نشانی پروانه {quoted(known.address)} با محل مطابقت نداشت."
        found.append((ProposalKind.ADDRESS, words[:300]))
    if visit.latitude is not None and not known.pointed:
        words = f"مختصات محل کسب: {visit.latitude}، {visit.longitude}"
        found.append((ProposalKind.POINT, words))
    capacity = by_meaning.get(QuestionMeaning.CAPACITY, "")
    if capacity and visit.product and Decimal(capacity) not in (known.capacity, Decimal(0)):
        amount = f"{format_number(Decimal(capacity))} {visit.product.measure.name_fa}"
        found.append((ProposalKind.CAPACITY, f"{visit.product.name}: {amount} در ماه"[:300]))
    if by_meaning.get(QuestionMeaning.WORKING) == NO:
        found.append((ProposalKind.STATE, "هنگام بازدید، کارگاه کار نمی‌کرد."))
    return found


@dataclass(frozen=True)
class RiskOfUnit:
    """What speaks for visiting a unit: its reasons with their words, and how much they weigh.

    `flags` of the latest months that were filed, each named shortly.
    """

    unit_id: int
    flags: tuple[str, ...] = ()
    flagged_month: JalaliMonth | None = None
    selected: bool = False
    product: bool = False
    missed: int = 0
    never: bool = False

    @property
    def points(self) -> int:
        held = {
            VisitReason.SELECTED: self.selected,
            VisitReason.PRODUCT: self.product,
            VisitReason.UNFILED: self.missed > 0,
            VisitReason.NEVER: self.never,
        }
        weighed = sum(POINTS[reason] for reason, holds in held.items() if holds)
        # Every flag and every month left out counts, up to so many.
        return (
            weighed
            + 2 * min(len(self.flags), MOST_FLAGS)
            + min(max(self.missed - 1, 0), MOST_FLAGS)
        )

    @property
    def reason(self) -> VisitReason:
        """The first that holds, in the order in which they are said."""
        held = (
            (self.flags, VisitReason.FLAGGED),
            (self.selected, VisitReason.SELECTED),
            (self.product, VisitReason.PRODUCT),
            (self.missed, VisitReason.UNFILED),
        )
        return next((reason for holds, reason in held if holds), VisitReason.NEVER)

    @property
    def words(self) -> str:
        """Say why this unit: all that holds."""
        parts = []
        if self.flags:
            parts.append(f"{self.flagged_month}: {'، '.join(self.flags[:MOST_FLAGS])}")
        if self.selected:
            parts.append("واحد منتخب")
        if self.product:
            parts.append("محصول منتخب")
        if self.missed:
            parts.append(f"{format_number(self.missed)} ماه ثبت‌نشده")
        if self.never:
            parts.append("تاکنون بازدید نشده")
        return "؛ ".join(parts)[:200]


def ranked(found: Iterable[RiskOfUnit]) -> list[RiskOfUnit]:
    """Order units by what speaks for visiting them, equals by their ids."""
    return sorted(found, key=lambda one: (-one.points, one.unit_id))
