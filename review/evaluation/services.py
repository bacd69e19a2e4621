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
from catalog.policy import PolicyBook
from config.jalali import format_moment
from review.evaluation.errors import AnotherEdition, NeedsReason, TooEarly, Unchanged
from review.evaluation.models import EvaluationEdition
from review.evaluation.periods import Period
from review.evaluation.queries import evaluate
from statistics.errors import NotAllowed


def publishing_office(user: User) -> Organization | None:
    """Return the statistics office for which the person publishes, if there is one."""
    offices = authority_of(user).organizations(Permission.EVALUATE)
    return next((o for o in offices if o.kind == OrganizationKind.STATISTICS), None)


@transaction.atomic
def publish(user: User, period: Period, seen: int, note: str, at: datetime) -> EvaluationEdition:
    """Freeze the evaluation of a period as of `at` (circular 60/133338 §8, directive 5013 §7).

    `seen` is the serial of the latest edition that the person saw, 0 for none. Raises NotAllowed,
    AnotherEdition, TooEarly, NeedsReason, Unchanged.
    """
    office = publishing_office(user)
    if office is None:
        raise NotAllowed("انتشار ارزیابی با دفتر آمار است.")
    Organization.objects.select_for_update().get(pk=office.pk)
    before = editions(period).first()
    if seen != (before.serial if before else 0):
        raise AnotherEdition
    closes = period.closes(PolicyBook.load())
    if at < closes:
        when = format_moment(closes)
        raise TooEarly(f"مهلت ثبت این دوره {when} پایان می‌یابد؛ پس از آن منتشر کنید.")
    if before and not note.strip():
        raise NeedsReason("بنویسید چرا این دوره دوباره منتشر می‌شود.")
    figures = [one.as_json() for one in evaluate(period, at)]
    if before and before.figures == figures:
        raise Unchanged("رقم‌ها همان است که منتشر شده است؛ نسخهٔ تازه‌ای لازم نیست.")
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


def editions(period: Period) -> QuerySet[EvaluationEdition]:
    """Return the editions of a period, the latest first."""
    rows = EvaluationEdition.objects.filter(
        span=period.span, year=period.year, number=period.number
    )
    return rows.select_related("published_by").order_by("-serial")


def digest(
    period: Period, serial: int, as_of: datetime, figures: list[dict[str, Any]], previous: str
) -> str:
    """Return the SHA-256 that ties an edition to its figures and to the edition before."""
    key = [period.span, period.year, period.number, serial, as_of.isoformat()]
    text = json.dumps([*key, figures, previous], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
