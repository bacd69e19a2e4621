"""What the edit rules said of a case, on its page, with the unit's reasons."""

from dataclasses import dataclass

from django.db.models import DateTimeField, Value

from catalog.policy.book import PolicyBook
from config.persian import format_number
from review.inbox.labels import SEVERAL_IDLE, declared_together
from statistics.figures import Figures
from statistics.filing.reason_boxes import causes_for, reason_words
from statistics.models import Submission
from statistics.rules.enums import Kind
from statistics.rules.pattern_hints import ALIKE, alike
from statistics.rules.subject import Subject
from statistics.rules.table import BY_ID
from statistics.rules.unit_history import among_members, bounds_of


@dataclass(frozen=True)
class CaseFlag:
    """One flag: what stands out, what it was compared with, and the unit's reason.

    The unit was not `asked` about a hint, so nothing is missing there.
    """

    text: str
    basis: str
    words: str
    asked: bool = True


def case_flags(submission: Submission, figures: Figures | None, book: PolicyBook) -> list[CaseFlag]:
    """Collect what deserves a look in the round that was filed (two queries)."""
    if figures is None:
        return []
    causes = causes_for(figures)
    found = [
        CaseFlag(flag.text, flag.basis, reason_words(flag, causes), _asks(flag.rule))
        for flag in figures.flags
        if flag.rule != ALIKE
    ]
    found += [
        CaseFlag(f"{sent.name}: تناژ با محاسبهٔ سامانه یکی نیست.", "", sent.tonnes_reason)
        for sent in figures.exports
        if sent.tonnes_reason
    ]
    found += _declared_together(submission)
    province = submission.licence.county.province_id
    bounds = bounds_of(book, submission.period, province)
    filed = (flag for flag in figures.flags if flag.rule == ALIKE)
    # Members who filed since are counted too, and what was pointed out at filing stays said.
    now = alike(among_members(submission, Subject(figures, bounds)))
    same = next(iter(now), None) or next(filed, None)
    return [*found, CaseFlag(same.text, same.basis, "", asked=False)] if same else found


def _declared_together(submission: Submission) -> list[CaseFlag]:
    """Point out that several months without activity were declared on one day (our reading)."""
    if not submission.idle:
        return []
    day = Value(submission.filed_at, output_field=DateTimeField())
    others = declared_together(submission.unit_id, day).exclude(pk=submission.pk)
    months = [str(other.period) for other in others.order_by("year", "month")]
    if not months:
        return []
    text = f"{SEVERAL_IDLE}: همان روز {format_number(len(months))} ماه دیگر نیز اعلام شده است."
    return [CaseFlag(text, "، ".join(months), "", asked=False)]


def _asks(rule: str) -> bool:
    # A flag is kept for ever; its rule may have left the table.
    return rule in BY_ID and BY_ID[rule].kind == Kind.SOFT
