"""What a row of the inbox says of its case besides its figures: flags and talk, in a few words."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.expressions import BaseExpression

from review.enums import RequestOutcome
from review.models import Answer, CorrectionRequest, Question
from statistics.models import ExportLine, RaisedFlag

_TALK: dict[bool | None, list[str]] = {None: [], True: ["پاسخ رسید"], False: ["پرسش بی‌پاسخ"]}


def marks() -> dict[str, BaseExpression]:
    """Build the annotations that the words below need, for the query of a page of cases."""
    raised = RaisedFlag.objects.filter(submission=OuterRef("pk")).order_by("rule", "key")
    # Few cases have flags, and each says how many: the others are not looked up.
    short = Case(When(flags__gt=0, then=ArraySubquery(raised.values("short"))), default=None)
    wants = CorrectionRequest.objects.filter(submission=OuterRef("pk"), outcome=RequestOutcome.OPEN)
    latest = Question.objects.filter(submission=OuterRef("pk")).order_by("-asked_at", "-pk")
    done = latest.annotate(done=Exists(Answer.objects.filter(question=OuterRef("pk"))))
    apart = ExportLine.objects.filter(submission=OuterRef("pk")).exclude(tonnes_reason="")
    return {
        "short": short,
        # With flags a case is looked at anyway.
        "explained": Case(When(flags=0, then=_one(apart)), default=None),
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


def why_alone(case: Any) -> str:
    """Say why a case read with `marks` is not approved among others; '' when it may be.

    Many at once are only those about which there is nothing to read but the figures.
    """
    reasons = (
        (case.flags, "هشدار دارد"),
        (case.explained, "تناژ با توضیح دارد"),
        (case.wants, "درخواست اصلاح دارد"),
        (case.answered is not None, "پرسش دارد"),
    )
    return next((words for holds, words in reasons if holds), "")
