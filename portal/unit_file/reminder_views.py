"""Reminding one unit, from its file or from the list on which it stands."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config.form_recovery import posted_from
from config.http import current_user, row_id
from config.persian import quoted
from portal.unit_list.views import chosen_of, query_of
from review.followup.queries import FollowUp, unit_in_reach
from review.followup.services import NotRemindedError, remind_unit

officers_only = OfficeGuard("یادآوری برای کارشناسان بررسی است.", Permission.VIEW_CASES)


@posted_from("unit_file:file", "pk", unsent="یادآوری ارسال نشد: نشست شما پایان یافته بود.")
@officers_only
def remind(request: HttpRequest, pk: str) -> HttpResponse:
    """Remind a unit of what it owes, at most once a day; who asked goes on where they were."""
    lists = FollowUp(current_user(request), timezone.now())
    home = unit_in_reach(lists, row_id(pk) or 0)
    if home is None:
        raise Http404
    try:
        remind_unit(lists, home)
        messages.success(request, f"به {quoted(home.unit.name)} یادآوری شد.")
    except NotRemindedError as refused:
        messages.info(request, refused.words)
    return redirect(_back(request, home.unit_id))


def _back(request: HttpRequest, unit: int) -> str:
    if "list" not in request.POST:
        return reverse("unit_file:file", args=[unit])
    # Read and written anew: only what names a list is taken from it.
    asked = QueryDict(request.POST["list"][:500]).dict()
    query = query_of(chosen_of(asked), after=str(row_id(asked.get("after", "")) or ""))
    return f"{reverse('unit_list:index')}{'?' if query else ''}{query}"
