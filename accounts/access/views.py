"""The pages of unions' access: the list of an office, one request, the acts beside, the letters."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import trail
from accounts.access import page_services as pages
from accounts.access.errors import AccessMovedError, AccessRefusedError, NotFirstError
from accounts.access.forms import (
    AccessReasonForm,
    LetterForm,
    SignatureForm,
    TakeBackForm,
    WithdrawalForm,
)
from accounts.access.join_services import UnionTakenError, join_again
from accounts.access.letter_services import kind_of
from accounts.access.queries import desks_of, visible_to
from accounts.access.rules import WITH_LETTER, move_of
from accounts.access.services import Step, may, move
from accounts.enums import AccessAct, AccessKind
from accounts.forms import faults
from accounts.models import AccessHop, AccessRequest
from config import form_recovery
from config.form_recovery import posted_from, says_unsent
from config.http import current_user, row_id, seen_version
from config.jalali import tehran_day
from config.refusals import sent_and_done
from config.uploads import storage
from config.uploads.enums import MEDIA_TYPES

OFFICES = "این صفحه برای اداراتی است که به دسترسی اتحادیه‌ها رسیدگی می‌کنند."
NOT_SENT = "نامه ثبت نشد: نشست شما پایان یافته بود."
DONE = {
    AccessAct.SENT: "نامهٔ اتحادیه ثبت و ارسال شد.",
    AccessAct.FORWARDED: "نامه ثبت شد و درخواست به سازمان استان ارسال شد.",
    AccessAct.INTRODUCED: "نامه ثبت شد و درخواست به دفتر آمار ارسال شد.",
    AccessAct.SIGNED: "تأیید نخست ثبت شد؛ تأیید دوم با همکار دیگری است.",
    AccessAct.GRANTED: "دسترسی داده شد و به اتحادیه اعلان شد.",
    AccessAct.RETURNED: "درخواست برگردانده شد.",
    AccessAct.REFUSED: "درخواست رد شد و به اتحادیه اعلان شد.",
    AccessAct.WITHDRAWN: "درخواست پس گرفته شد.",
    AccessAct.TAKEN_BACK: "دسترسی پس گرفته شد؛ کارشناسان اتحادیه دیگر وارد کارتابل آن نمی‌شوند.",
}
FORMS: dict[str, Any] = {
    "return": AccessReasonForm,
    "refuse": AccessReasonForm,
    "withdraw": WithdrawalForm,
    "take-back": TakeBackForm,
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show an office what waits for it and all of its reach; a union its own request."""
    user, at = current_user(request), timezone.now()
    if not desks_of(user).any:
        own = AccessRequest.objects.filter(applicant=user).order_by("-pk").first()
        if own is None:
            raise PermissionDenied(OFFICES)
        return redirect("access:one", own.pk)
    context = pages.list_page(user, request.GET.get("after", ""), at)
    return render(request, "accounts/access/index.html", context)


@says_unsent(NOT_SENT)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a request; a post takes it on from the desk that has it."""
    row, user = _found(request, pk), current_user(request)
    act = pages.onward(user, row)
    if request.method == "POST" and (act is None or seen_version(request) != row.version):
        if act is None and seen_version(request) == row.version:
            raise PermissionDenied("این کار با دارندهٔ این مرحله است.")
        return _page(request, pk, 409)
    form = _onward_form(request, act)
    if request.method == "GET" or form is None or not form.is_valid():
        return _page(request, pk, 422 if request.method == "POST" else 200, form)
    letter = form.letter if isinstance(form, LetterForm) else None
    return _carried_out(request, pk, form, act, letter)


@says_unsent(NOT_SENT)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: str, slug: str) -> HttpResponse:
    """Ask for the reason, or the letter, of an act beside, and carry it out."""
    if slug not in FORMS:
        raise Http404
    row, kind = _found(request, pk), pages.BESIDE[slug]
    step = move_of(row.state, kind)
    posted = request.method == "POST"
    if step is None or (posted and seen_version(request) != row.version):
        return _page(request, pk, 409, written=request.POST.get("reason", ""))
    # 403 before anything is asked.
    may(current_user(request), row, step)
    form = _beside_form(request, slug)
    if posted and form.is_valid():
        letter = form.letter if isinstance(form, LetterForm) else None
        try:
            return _carried_out(request, pk, form, kind, letter, slug)
        except AccessMovedError:
            return _page(request, pk, 409, written=form.cleaned_data.get("reason", ""))
    return _act_page(request, row, slug, form)


def _carried_out(
    request: HttpRequest, pk: str, form: Any, kind: Any, letter: Any, slug: str = ""
) -> HttpResponse:
    """Do it; a refusal is said on the page from which it came."""
    user, row = current_user(request), _found(request, pk)
    reason = form.cleaned_data.get("reason", "")
    step = Step(row.pk, seen_version(request), kind, letter, reason)
    try:
        if sent_and_done(request, form, lambda: move(user, step, timezone.now())):
            return _done(request, row, kind)
    except (AccessMovedError, NotFirstError):
        return _page(request, pk, 409, written=reason)
    except AccessRefusedError as refused:
        form.add_error(None, refused.words)
    return _act_page(request, row, slug, form) if slug else _page(request, pk, 422, form)


def _done(request: HttpRequest, row: AccessRequest, kind: AccessAct) -> HttpResponse:
    user = current_user(request)
    detail = f"{AccessAct(kind).label}، {row.union.name}"
    trail.record(
        AccessKind.UNION_ACCESS, request, user.username, user, request.path,
        about=row.applicant, detail=detail,
    )  # fmt: skip
    messages.success(request, DONE[kind])
    return redirect("access:one", row.pk)


@posted_from("access:one", "pk", unsent="درخواست جدید ثبت نشد: نشست شما پایان یافته بود.")
def again(request: HttpRequest, pk: str) -> HttpResponse:
    """Open a new request of a union whose last one ended without access."""
    row = _found(request, pk)
    try:
        new = join_again(current_user(request), row.pk, timezone.now())
    except UnionTakenError:
        return _page(request, pk, 409)
    messages.success(request, "درخواست جدید ثبت شد؛ نامهٔ اتحادیه را ثبت کنید.")
    return redirect("access:one", new.pk)


@require_GET
def letter(request: HttpRequest, pk: str) -> HttpResponseBase:
    """Stream a letter to who sees its request; each look is a line of the trail."""
    user = current_user(request)
    hops = AccessHop.objects.filter(request__in=visible_to(user).values("pk")).exclude(stored="")
    hop = hops.filter(pk=row_id(pk) or 0).first()
    if hop is None:
        raise Http404
    try:
        file = storage.path_of(hop.stored).open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    trail.record_download(request, user, hop.sha256)
    return FileResponse(
        file,
        as_attachment=True,
        filename=hop.name,
        content_type=MEDIA_TYPES[kind_of(hop)],
        # A browser that opens it all the same runs nothing of it and gives it no origin.
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


def _found(request: HttpRequest, pk: str) -> AccessRequest:
    rows = visible_to(current_user(request)).filter(pk=row_id(pk) or 0)
    found = rows.select_related("union__parent__liaison", "union__county", "applicant").first()
    if found is None:
        raise Http404
    return found


def _onward_form(request: HttpRequest, kind: AccessAct | None) -> Any:
    sent = form_recovery.sent(request)
    if kind in WITH_LETTER:
        return LetterForm(sent, request.FILES or None, today=tehran_day(timezone.now()))
    return SignatureForm(sent, request=request) if kind else None


def _beside_form(request: HttpRequest, slug: str) -> Any:
    sent = form_recovery.sent(request)
    if slug == "take-back":
        return TakeBackForm(sent, request.FILES or None, today=tehran_day(timezone.now()))
    return FORMS[slug](sent)


def _page(
    request: HttpRequest, pk: str, status: int = 200, form: Any = None, written: str = ""
) -> HttpResponse:
    """Show the request as it stands now."""
    row = _found(request, pk)
    context = pages.request_page(current_user(request), row, timezone.now())
    if form is None and context["act"]:
        form = _onward_form(request, context["act"])
    posted = request.method == "POST"
    context |= {
        "form": form if context["act"] else None,
        "errors": faults(form) if status == 422 and form is not None else [],
        "kept": form is not None and form.is_bound and not posted,
        "stale": status == 409,
        # What was sent was about an earlier state: that kept it, whatever the order is now.
        "changed": posted and seen_version(request) != row.version,
        "lost": posted,
        "written": written,
        "letters": context["act"] in WITH_LETTER,
    }
    return render(request, "accounts/access/request.html", context, status=status)


def _act_page(request: HttpRequest, row: AccessRequest, slug: str, form: Any) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    context = {
        "access": row,
        "union": row.union,
        "slug": slug,
        "heading": pages.WORDS[slug],
        "form": form,
        "letters": isinstance(form, LetterForm),
        "errors": errors,
        "kept": form.is_bound and not posted,
    }
    template = "accounts/access/act.html"
    return render(request, template, context, status=422 if errors else 200)
