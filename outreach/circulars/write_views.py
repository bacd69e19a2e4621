"""Circulars to be written: a draft, its issuing, its withdrawal."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from accounts.models import Organization, User
from config import form_recovery
from config.form_recovery import posted_from
from config.http import current_user, row_id, seen_version
from config.jalali import tehran_day
from config.refusals import sent_and_done
from outreach.circulars import annex_services, queries, services
from outreach.circulars.errors import CircularConflictError, CircularFieldError
from outreach.circulars.forms import ALL, CircularForm, WithdrawalForm, written
from outreach.circulars.services import ISSUERS
from outreach.circulars.views import found, one_page
from outreach.models import Circular

issuers_only = OfficeGuard(ISSUERS, Permission.EVALUATE)
NOT_ISSUED = "بخشنامه ابلاغ نشد: نشست شما پایان یافته بود."


@require_http_methods(["GET", "POST"])
@issuers_only
def new(request: HttpRequest) -> HttpResponse:
    """Write a circular, perhaps one that takes the place of an earlier one."""
    user = current_user(request)
    office = _office(user)
    old = _corrected(request, user)
    if old:
        office = old.issuer
    form = _form(request, office, None, old)
    made: list[Circular] = []

    def keep() -> None:
        made.append(_kept(user, office, form, replaces=old))

    if sent_and_done(request, form, keep):
        messages.success(request, "پیش‌نویس ذخیره شد؛ هنوز به کسی ابلاغ نشده است.")
        return redirect("circulars:one", made[0].pk)
    return _page(request, form, {"office": office, "old": old})


@require_http_methods(["GET", "POST"])
@issuers_only
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Rewrite a draft; what a colleague wrote or issued meanwhile is shown (409)."""
    user, made = current_user(request), found(request, pk)
    services.check_issues(user, made.issuer)
    if made.issued_at:
        return one_page(request, made, 409)
    form = _form(request, made.issuer, made, None)
    seen = seen_version(request)
    try:
        if sent_and_done(
            request, form, lambda: _kept(user, made.issuer, form, draft=made, seen=seen)
        ):
            messages.success(request, "پیش‌نویس ذخیره شد؛ هنوز به کسی ابلاغ نشده است.")
            return redirect("circulars:one", made.pk)
    except CircularConflictError:
        return _page(request, form, {"office": made.issuer, "draft": found(request, pk)}, 409)
    return _page(request, form, {"office": made.issuer, "draft": made, "old": made.replaces})


@posted_from("circulars:one", "pk", unsent=NOT_ISSUED)
@issuers_only
def issued(request: HttpRequest, pk: str) -> HttpResponse:
    """Issue a draft as it was seen."""
    made = found(request, pk)
    try:
        services.issue(current_user(request), made.pk, seen_version(request), timezone.now())
    except CircularConflictError:
        return one_page(request, found(request, pk), 409)
    except CircularFieldError as refused:
        return one_page(request, found(request, pk), 422, [("issue", refused.text)])
    messages.success(request, "بخشنامه ابلاغ شد.")
    return redirect("circulars:one", made.pk)


@require_http_methods(["GET", "POST"])
@issuers_only
def withdrawal(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask why, and withdraw a circular."""
    user, made = current_user(request), found(request, pk)
    services.check_issues(user, made.issuer)
    if made.issued_at is None or made.withdrawn_at or made.replaced_by:
        return one_page(request, made, 409)
    form = WithdrawalForm(form_recovery.sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(user, made.pk, form.cleaned_data["reason"], timezone.now())
        except CircularConflictError:
            return one_page(request, found(request, pk), 409)
        messages.success(request, "بخشنامه لغو شد؛ متن آن با همین نشان می‌ماند.")
        return redirect("circulars:one", made.pk)
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    context = {
        "circular": made,
        "form": form,
        "errors": errors,
        "kept": form.is_bound and not posted,
    }
    status = 422 if errors else 200
    return render(request, "outreach/circulars/withdraw.html", context, status=status)


def _office(user: User) -> Organization:
    offices = queries.issuing_offices(user)
    if not offices:
        raise PermissionDenied(ISSUERS)
    return offices[0]


def _corrected(request: HttpRequest, user: User) -> Circular | None:
    """Find the circular that the new one takes the place of; 404 for one that is not theirs."""
    named = request.GET.get("replaces", "")
    if not named:
        return None
    rows = queries.issued_by(queries.issuing_offices(user)).filter(issued_at__isnull=False)
    old: Circular | None = rows.filter(pk=row_id(named) or 0).first()
    if old is None:
        raise Http404
    return old


def _form(
    request: HttpRequest, office: Organization, draft: Circular | None, old: Circular | None
) -> CircularForm:
    today = tehran_day(timezone.now())
    model = draft or old
    first = written(model) if model else {"to": ALL}
    if old and not draft:
        # A letter of its own, of today, with a number of its own.
        first |= {"number": "", "dated_on": today, "due_on": None}
    return CircularForm(
        form_recovery.sent(request),
        request.FILES or None,
        office=office,
        below=[one for _, one in queries.below([office])],
        annexes=list(draft.annexes.order_by("number")) if draft else [],
        today=today,
        initial={"dated_on": today} | first,
    )


def _kept(user: User, office: Organization, form: CircularForm, **more: Any) -> Circular:
    file = form.cleaned_data.get("file")
    # Before the transaction: reading a file may take a while.
    annex = annex_services.read(file.name, file.read()) if file else None
    dropped = [int(number) for number in form.cleaned_data["dropped"]]
    return services.write(
        user, office, form.terms, timezone.now(), annex=annex, dropped=dropped, **more
    )


def _page(
    request: HttpRequest, form: CircularForm, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted and status == 200 else []
    shown = {
        "draft": None,
        "old": None,
        "form": form,
        "errors": errors,
        "kept": form.is_bound and not posted,
        "stale": status == 409,
        **context,
    }
    return render(request, "outreach/circulars/write.html", shown, status=422 if errors else status)
