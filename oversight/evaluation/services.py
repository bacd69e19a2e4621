"""Publishing an evaluation: its figures are frozen as they are now."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.policy.book import PolicyBook
from config.jalali import format_moment
from oversight.evaluation.errors import (
    AnotherEditionError,
    NeedsReasonError,
    TooEarlyError,
    UnchangedError,
)
from oversight.evaluation.queries import evaluate
from oversight.models import EvaluationEdition
from oversight.periods import EvaluationPeriod
from statistics.errors import NotAllowedError


def publishing_office(user: User) -> Organization | None:
    """Find the statistics office for which the person publishes; None for anybody else."""
    offices = authority_of(user).organizations(Permission.EVALUATE)
    return next((o for o in offices if o.kind == OrganizationKind.STATISTICS), None)


def check_publishing_office(user: User) -> Organization:
    """Give the office for which the person publishes. Raises NotAllowedError."""
    office = publishing_office(user)
    if office is None:
        raise NotAllowedError("انتشار ارزیابی با دفتر آمار است.")
    return office


@transaction.atomic
def publish(
    user: User, period: EvaluationPeriod, seen: int, note: str, at: datetime
) -> EvaluationEdition:
    """Freeze the evaluation of a period as of `at` (circular 60/133338 §8, directive 5013 §7).

    `seen` is the serial of the latest edition that the person saw, 0 for none. Raises
    NotAllowedError, AnotherEditionError, TooEarlyError, NeedsReasonError, UnchangedError.
    """
    office = check_publishing_office(user)
    # One at a time: a first edition has no row of its own that could be locked.
    Organization.objects.select_for_update().get(pk=office.pk)
    before = editions(period).first()
    if seen != (before.serial if before else 0):
        raise AnotherEditionError
    closes = period.closes(PolicyBook.load())
    if at < closes:
        when = format_moment(closes)
        raise TooEarlyError(f"مهلت ثبت این دوره {when} پایان می‌یابد؛ پس از آن منتشر کنید.")
    if before and not note.strip():
        raise NeedsReasonError("بنویسید چرا این دوره دوباره منتشر می‌شود.")
    # Counted behind the lock, so that no edition comes between figures and serial.
    figures = [one.as_json() for one in evaluate(period, at)]
    if before and before.figures == figures:
        raise UnchangedError("رقم‌ها همان است که منتشر شده است؛ نسخهٔ جدیدی لازم نیست.")
    # A chain: no earlier edition can be changed unseen, even past the trigger.
    link = before.digest if before else ""
    return EvaluationEdition.objects.create(
        span=period.span,
        year=period.year,
        number=period.number,
        serial=seen + 1,
        as_of=at,
        figures=figures,
        previous_digest=link,
        digest=digest(period, seen + 1, at, figures, link),
        note=note.strip(),
        organization=office,
        published_by=user,
    )


def editions(period: EvaluationPeriod) -> QuerySet[EvaluationEdition]:
    rows = EvaluationEdition.objects.filter(
        span=period.span, year=period.year, number=period.number
    )
    return rows.select_related("published_by").order_by("-serial")


def digest(
    period: EvaluationPeriod,
    serial: int,
    as_of: datetime,
    figures: list[dict[str, Any]],
    previous: str,
) -> str:
    """Compute the SHA-256 that ties an edition to its figures and to the edition before."""
    key = [period.span, period.year, period.number, serial, as_of.isoformat()]
    # The order of keys is fixed: the database does not keep that of a JSON object.
    text = json.dumps([*key, figures, previous], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
