"""Many cases like one: each on a unit of its own, with all that hangs below it.

The one is made by the portal's own services; its copies are written in a few statements, so that
thousands of rounds start from cases that look really filed.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, OuterRef, Subquery

from review.models import Decision
from statistics.models import (
    Employment,
    ExportDeclaration,
    ExportLine,
    ProductionLine,
    Revision,
    StepState,
    Submission,
)
from statistics.revisions import digest
from units.models import Licence, Unit, UnitMember

M = TypeVar("M", bound=Model)
# What a draft has not: written after the lines, which the database freezes once a case is filed.
STANDS = (
    *("state", "desk", "entered_at", "due_at", "filed_at", "correction_due", "counts_until"),
    *("route_union", "route_province", "route_ministry", "final_at"),
)
# What each copy has of its own.
OWN = ("unit", "licence", "tracking_number", "created_at", "standing")
BELOW: tuple[type[Model], ...] = (
    StepState,
    ProductionLine,
    ExportDeclaration,
    ExportLine,
    Employment,
)
FIRST_NUMBER = 77_000_000_000


def copies(case: Submission, count: int) -> list[Submission]:
    """Write so many copies of a case as the database has it, in order, each on its own unit."""
    case = Submission.objects.select_related("unit", "licence").get(pk=case.pk)
    licences = _licences(case.licence, count)
    first = FIRST_NUMBER + Submission.objects.count()
    drafts = Submission.objects.bulk_create(
        Submission(
            **_values(case, *OWN, *STANDS),
            unit=licence.unit,
            licence=licence,
            tracking_number=f"{first + number:011d}",
        )
        for number, licence in enumerate(licences)
    )
    for model in BELOW:
        _hang(model, case, drafts)
    _revisions(case, drafts)
    _hang(Decision, case, drafts)
    made = Submission.objects.filter(pk__in=[draft.pk for draft in drafts])
    stands: dict[str, Any] = Submission.objects.values(*STANDS).get(pk=case.pk)
    if case.standing_id:
        filed = Revision.objects.filter(submission=OuterRef("pk")).order_by("-round")
        stands["standing"] = Subquery(filed.values("pk")[:1])
    made.update(**stands)
    return list(made.select_related("unit", "licence").order_by("pk"))


def _licences(licence: Licence, count: int) -> list[Licence]:
    first = 5_000_000_000 + Unit.objects.count()
    units = Unit.objects.bulk_create(
        Unit(**_values(licence.unit, "guild_id"), guild_id=f"{first + number:010d}")
        for number in range(count)
    )
    members = UnitMember.objects.filter(unit=licence.unit, ended_at=None).order_by("pk")
    UnitMember.objects.bulk_create(
        UnitMember(**_values(member, "unit", "since"), unit=unit)
        for member in members
        for unit in units
    )
    return Licence.objects.bulk_create(
        Licence(**_values(licence, "unit", "number"), unit=unit, number=unit.guild_id)
        for unit in units
    )


def _hang(model: type[M], case: Submission, drafts: Sequence[Submission]) -> None:
    rows = list(model._default_manager.filter(submission=case).order_by("pk"))
    model._default_manager.bulk_create(
        model(**_values(row, "submission"), submission=draft) for draft in drafts for row in rows
    )


def _revisions(case: Submission, drafts: Sequence[Submission]) -> None:
    rows = list(Revision.objects.filter(submission=case).order_by("round"))
    made = []
    for draft in drafts:
        link = ""
        for row in rows:
            values = _values(row, "submission", "digest", "previous_digest")
            # The chain names its case, so each copy needs one of its own.
            head = digest(draft.tracking_number, row.round, row.figures, link)
            made.append(Revision(**values, submission=draft, digest=head, previous_digest=link))
            link = head
    Revision.objects.bulk_create(made)


def _values(row: Model, *without: str) -> dict[str, Any]:
    """Read a row's columns, except its id and those named."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in without
    }
