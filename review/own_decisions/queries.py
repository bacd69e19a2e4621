"""Reading a person's own decisions, the latest first."""

from dataclasses import dataclass

from accounts.models import User
from config.jalali import JalaliMonth
from config.keyset import Page, older, page_of, pk_cursor
from review.models import Decision
from statistics.models import Submission


@dataclass(frozen=True)
class OwnDecision:
    """A decision and whether its case may still be opened by this person."""

    decision: Decision
    opens: bool


def read_decisions(
    user: User, kind: str = "", month: JalaliMonth | None = None, cursor: str = ""
) -> Page[OwnDecision]:
    """Read a page of what the person decided; `month` is the one that the case is about."""
    rows = Decision.objects.filter(actor=user, organization__isnull=False)
    if kind:
        rows = rows.filter(kind=kind)
    if month:
        rows = rows.filter(submission__year=month.year, submission__month=month.month)
    rows = older(rows, cursor).select_related("submission__unit", "organization", "instead_of")
    page = page_of(rows.order_by("-pk"), pk_cursor)
    cases = Submission.objects.in_reach_of(user)
    ids = [row.submission_id for row in page.rows]
    open_ = set(cases.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    found = [OwnDecision(row, row.submission_id in open_) for row in page.rows]
    return Page(found, page.cursor)
