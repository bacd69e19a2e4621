"""Letters to print: a filing's receipt, a return, a warning before inactivity.

They tell what stands in the portal and decide nothing. Figures are in none of them: they go through
many hands.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.http import current_user, row_id
from entitlements.letters import queries
from entitlements.letters.queries import CaseLetter
from entitlements.rules import identity
from entitlements.service_desk.rules import spans
from review.enums import DecisionKind
from statistics.models import Submission
from statistics.obligation.year_calendar import sentence


@require_safe
def receipt(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show the receipt of the last filing of a month, for print."""
    found = queries.receipt_letter(_case(request, tracking))
    return _letter(request, found, "receipt.html")


@require_safe
def returned(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show the notice of the last return of a month, for print."""
    found = queries.return_letter(_case(request, tracking))
    reopened = found is not None and found.decision.kind == DecisionKind.REOPENED
    return _letter(request, found, "return.html", reopened=reopened)


def _case(request: HttpRequest, tracking: str) -> Submission:
    found = queries.case_read_by(current_user(request), tracking)
    if found is None:
        raise Http404
    return found


def _letter(request: HttpRequest, found: CaseLetter | None, page: str, **more: Any) -> HttpResponse:
    if found is None:
        raise Http404
    case = found.submission
    context = {
        "letter": found,
        "case": case,
        "facts": identity(found.licence.unit, found.licence),
        "mine": case.unit.members.filter(user=current_user(request), ended_at=None).exists(),
        **more,
    }
    return render(request, f"entitlements/letters/{page}", context)


@require_safe
def warning(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the warning to a unit that lacks months, for print."""
    unit = queries.unit_read_by(current_user(request), row_id(pk) or 0)
    if unit is None:
        raise Http404
    found = queries.warning_letter(unit, timezone.now())
    context: dict[str, Any] = {"unit": unit, "letter": found}
    if found:
        told = found.found
        late = list(reversed(told.due[: told.passed]))
        context |= {
            "facts": identity(told.unit, told.licence),
            "months": spans(late[: told.status.missed]),
            "words": sentence(told)[0],
            "inactive": told.status.inactive,
        }
    return render(request, "entitlements/letters/warning.html", context)
