"""What a list says of a case besides its figures: flags, talk, and the levels behind it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.expressions import BaseExpression

from review.enums import LEVELS, Mark, RequestOutcome
from review.models import Answer, CorrectionRequest, Decision, Question
from statistics.enums import IN_REVIEW, LEVEL_BITS, State
from statistics.models import (
    ExportLine,
    InfluentialFigure,
    RaisedFlag,
    Submission,
    SubmissionQuerySet,
)

_TALK: dict[bool | None, list[str]] = {None: [], True: ["پاسخ رسید"], False: ["پرسش بی‌پاسخ"]}


UNSEEN = "تاکنون کسی ندیده"
INFLUENTIAL = "اثر زیاد بر جمع کشور"
SEVERAL_IDLE = "اعلام یک‌جای چند ماه غیرفعال"
# Where the label of the skip was not read with the case.
_SKIPPED = "ارسال بدون مرحلهٔ اتحادیه"
_LEVELS = {State.AT_UNION: "اتحادیه", State.AT_PROVINCE: "استان", State.AT_MINISTRY: "وزارت"}


@dataclass(frozen=True)
class LevelMark:
    """What is said of the levels behind a case: the kind of its chip and its words."""

    kind: str
    words: str


def level_marks(case: Any, given: Collection[str] | None = None) -> list[LevelMark]:
    """List what the levels behind a case did with it.

    Lapses and skips are told for ever, who decided for this round. `given` are the labels of skips
    and lapses, where the case was not read with `given_marks`.
    """
    found = [LevelMark("unseen", UNSEEN)] if case.unseen else []
    given = given or getattr(case, "given", None) or ([_SKIPPED] if case.skipped_union else [])
    labels = [Mark(mark).label if mark in Mark.values else mark for mark in given]
    labels += [level.lapse_words for level in LEVELS.values() if getattr(case, level.lapsed_field)]
    found += [LevelMark("system", words) for words in labels]
    if case.state == State.RETURNED:
        return found
    for level in IN_REVIEW:
        # What this desk did earlier in the round is no level behind the case.
        if case.state == level:
            break
        if case.bulk_levels & LEVEL_BITS[level]:
            found.append(LevelMark("bulk", f"{_LEVELS[level]}: تأیید گروهی"))
        elif case.decided_levels & LEVEL_BITS[level]:
            found.append(LevelMark("done", f"{_LEVELS[level]}: با بررسی کارشناس"))
    return found


def given_marks() -> Case:
    """Build the annotation `given`: the labels under which levels did not decide, of all rounds."""
    said = Decision.objects.filter(submission=OuterRef("pk")).exclude(mark="").order_by("mark")
    # Looked up where a level was passed over; a lapse says what it is by itself, and at many desks
    # most cases have one.
    labels = ArraySubquery(said.values("mark").distinct())
    return Case(When(skipped_union=True, then=labels), default=None)


def declared_together(unit: Any, filed_at: Any) -> SubmissionQuerySet:
    """Find the unit's months without activity that were first filed on one day (Tehran)."""
    months = Submission.objects.filter(unit=unit, idle=True, filed_at__isnull=False)
    return months.alias(day=_tehran_day(F("filed_at"))).filter(day=_tehran_day(filed_at))


def _tehran_day(instant: Any) -> Func:
    # TruncDate wants to know its field, which that of an outer query is not.
    day = "(%(expressions)s AT TIME ZONE 'Asia/Tehran')::date"
    return Func(instant, template=day, output_field=DateField())


def marks() -> dict[str, BaseExpression]:
    """Build the annotations that the words below need, for the query of a page of cases."""
    raised = RaisedFlag.objects.filter(submission=OuterRef("pk")).order_by("rule", "key")
    # Few cases have flags, and each says how many: the others are not looked up.
    short = Case(When(flags__gt=0, then=ArraySubquery(raised.values("short"))), default=None)
    wants = CorrectionRequest.objects.filter(submission=OuterRef("pk"), outcome=RequestOutcome.OPEN)
    latest = Question.objects.filter(submission=OuterRef("pk")).order_by("-asked_at", "-pk")
    done = latest.annotate(done=Exists(Answer.objects.filter(question=OuterRef("pk"))))
    moved = InfluentialFigure.objects.filter(submission=OuterRef("pk"))
    apart = ExportLine.objects.filter(submission=OuterRef("pk")).exclude(tonnes_reason="")
    return {
        "short": short,
        # With flags a case is looked at anyway.
        "explained": Case(When(flags=0, then=_one(apart)), default=None),
        "given": given_marks(),
        "together": Case(
            When(
                idle=True,
                then=_one(
                    declared_together(OuterRef("unit"), OuterRef("filed_at")).exclude(
                        pk=OuterRef("pk")
                    )
                ),
            ),
            default=None,
        ),
        "moves": Case(
            When(influential=True, then=Subquery(moved.values("product__name")[:1])), default=None
        ),
        "wants": _one(wants),
        "answered": Subquery(done.values("done")[:1], output_field=BooleanField(null=True)),
    }


def _one(rows: QuerySet[Any]) -> Subquery:
    """Pick the key of one of the rows, None without."""
    # Sought for each case shown. EXISTS says the same, but PostgreSQL would collect such rows of
    # the whole country first.
    return Subquery(rows.order_by().values("pk")[:1])


def flag_words(case: Any) -> list[str]:
    """List what the edit rules said of a case that was read with `marks`, each word once."""
    return list(dict.fromkeys(case.short or []))


def talk_words(case: Any) -> list[str]:
    """List what is said about a case that was read with `marks` and waits for somebody."""
    return (["درخواست اصلاح"] if case.wants else []) + _TALK[case.answered]


def influence_words(case: Any) -> str:
    """Say of which product a case read with `marks` moves the country's total; '' where of none.

    In words alone: the total is a figure of the country, whatever the reviewer's reach.
    """
    return f"{INFLUENTIAL}: {case.moves}" if case.moves else ""


def why_alone(case: Any) -> str:
    """Say why a case read with `marks` is not approved among others; '' when it may be.

    Many at once are only those about which there is nothing to read but the figures.
    """
    reasons = (
        (case.together, SEVERAL_IDLE),
        (case.influential, f"{INFLUENTIAL} دارد"),
        (case.flags, "هشدار دارد"),
        (case.explained, "تناژ با توضیح دارد"),
        (case.wants, "درخواست اصلاح دارد"),
        (case.answered is not None, "پرسش دارد"),
    )
    return next((words for holds, words in reasons if holds), "")
