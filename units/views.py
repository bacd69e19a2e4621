"""The owner's own units and their licences."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from config.http import current_user
from config.jalali import current_month
from config.numbered_pages import numbered
from units.eligibility import refusal
from units.enums import MemberRole
from units.members.queries import people_of
from units.queries import own_licences


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show own units, a page of them, each with its licences and whether it may file now."""
    # The month that is to be filed now.
    month = current_month(timezone.now()) - 1
    licences = own_licences(current_user(request)).select_related("trade")
    units = [
        {
            "unit": unit,
            "licences": [{"licence": x, "refusal": refusal(x, month)} for x in found],
        }
        for unit, found in groupby(licences, key=lambda licence: licence.unit)
    ]
    page = numbered(units, request.GET.get("page", ""), "واحد")
    people = people_of(row["unit"].pk for row in page.rows)
    for row in page.rows:
        row["people"] = people.get(row["unit"].pk, [])
    owns = any(
        member.user_id == request.user.pk and member.role == MemberRole.OWNER
        for members in people.values()
        for member in members
    )
    context = {"page": page, "month": month, "owns": owns}
    return render(request, "units/mine.html", context)
