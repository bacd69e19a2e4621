"""Several cases of the inbox approved by one button."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config.form_recovery import posted_from
from config.http import current_user
from config.keyset import PAGE
from config.persian import format_number, quoted
from review.inbox.bulk import Left, approve_all
from review.inbox.choices import read_choices
from review.inbox.narrowing import narrowing_of
from review.inbox.views import inbox_page, list_url
from statistics.models import Submission

NOT_APPROVED = (
    "تأیید گروهی انجام نشد و هیچ پرونده‌ای تغییر نکرد: نشست شما پایان یافته بود. "
    "انتخاب‌ها را بازبینی کنید و دوباره تأیید کنید."
)
deciders_only = OfficeGuard("تأیید پرونده‌ها با کارشناسان بررسی است.", Permission.DECIDE)


@posted_from("review:inbox", unsent=NOT_APPROVED)
@deciders_only
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve the ticked cases; who is left behind is said by name.

    404 and nothing done when one is not there for the person, 409 when none could be approved.
    """
    user = current_user(request)
    ticked = request.POST.getlist("case")
    # A page shows no more: nobody ticks what they cannot see (decision 0018).
    if not 0 < len(ticked) <= PAGE:
        few = "پرونده‌ای انتخاب نکرده‌اید؛ در ستون نخست پرونده‌های بی‌هشدار را انتخاب کنید."
        most = f"یک‌باره تا {format_number(PAGE)} پرونده را می‌توان تأیید کرد."
        return inbox_page(request, 422, [most if ticked else few])
    try:
        unseen = request.POST.get("only") == "unseen"
        bulk = approve_all(user, read_choices(ticked), timezone.now(), unseen)
    except (ValueError, Submission.DoesNotExist):
        raise Http404 from None
    left = f"تأیید نشد: {_told(bulk.left)}." if bulk.left else ""
    if not bulk.approved:
        return inbox_page(request, 409, [left])
    names = "؛ ".join(f"{quoted(case.unit.name)}، {case.period}" for case in bulk.approved)
    messages.success(request, f"{format_number(len(bulk.approved))} پرونده تأیید شد: {names}.")
    if left:
        messages.warning(request, left)
    chosen = narrowing_of(request.POST, timezone.now())
    return redirect(list_url(request.POST.get("only", ""), chosen))


def _told(left: Iterable[Left]) -> str:
    return "؛ ".join(
        f"{quoted(a.submission.unit.name)}، {a.submission.period}: {a.why}" for a in left
    )
