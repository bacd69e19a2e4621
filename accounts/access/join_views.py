"""The open pages on which a union signs up: its place and name, the code, the account.

What was said stands in the session until the account is made; nothing of it in an address.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import trail
from accounts.access.join_forms import JoinAccountForm, JoinForm
from accounts.access.join_services import Applicant, UnionTakenError, ask_code, join, prove
from accounts.access.queries import joinable
from accounts.codes.forms import SmsCodeForm
from accounts.codes.services import CodeRefusedError
from accounts.enums import AccessKind
from accounts.forms import faults
from accounts.models import Organization, User
from accounts.signin_lockout import Limit
from catalog.models import County, Province
from config.http import client_address, open_to_all
from config.jalali import format_time
from config.refusals import sent_and_done

_KEY = "union_joining"
# In the place of a county: unions of the whole province.
WHOLE = "all"
TOO_OFTEN = "نام‌های کاربری زیادی امتحان شد؛ از ساعت {time} دوباره تلاش کنید."


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose the place, then the union; who signs up gets a code on their mobile."""
    province, county = _place(request)
    unions = _unions(province, county)
    form = JoinForm(request.POST if request.method == "POST" else None, unions=unions)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        applicant = form.applicant
        try:
            ask_code(applicant, client_address(request), timezone.now())
        except (CodeRefusedError, UnionTakenError) as refused:
            refusal = refused.words
        else:
            request.session[_KEY] = vars(applicant) | {"proved": False}
            return redirect("access:join_code")
    context = {
        "provinces": Province.objects.order_by("code"),
        "province": province,
        "counties": County.objects.filter(province=province).order_by("code") if province else [],
        "county": county,
        "there": unions.exists() if county else False,
        "refusal": refusal,
    }
    return _page(request, "join", form, context, 422 if refusal else 200)


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code, or have another one sent."""
    applicant = _applicant(request)
    if applicant is None:
        return _gone(request)
    sends, at = "send" in request.POST, timezone.now()
    form = SmsCodeForm(request.POST if request.method == "POST" and not sends else None)
    refusal = ""
    try:
        if sends:
            ask_code(applicant, client_address(request), at)
            return redirect("access:join_code")
        if request.method == "POST" and form.is_valid():
            prove(applicant, form.cleaned_data["code"], at)
            request.session[_KEY] = vars(applicant) | {"proved": True}
            return redirect("access:join_account")
    except CodeRefusedError as refused:
        refusal = refused.words
        if not sends:
            trail.record(AccessKind.CODE_WRONG, request)
    except UnionTakenError as refused:
        refusal = refused.words
    context = {"mobile": applicant.mobile, "union": _union(applicant), "refusal": refusal}
    return _page(request, "join_code", form, context, 422 if refusal else 200)


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Make the account and the request of who has proved their mobile."""
    if "joined" in request.session:
        return redirect("access:join_done")
    applicant = _applicant(request)
    if applicant is None or not request.session[_KEY]["proved"]:
        return _gone(request)
    form = JoinAccountForm(applicant, request.POST if request.method == "POST" else None)
    until = _tried_too_often(request) if request.method == "POST" else None
    if until:
        shut = {"union": _union(applicant), "refusal": TOO_OFTEN.format(time=format_time(until))}
        return _page(request, "join_account", JoinAccountForm(applicant), shut, 429)

    def make() -> object:
        said = form.cleaned_data
        return join(applicant, said["username"], said["new_password1"], timezone.now())

    try:
        if sent_and_done(request, form, make):
            return _joined(request, form.cleaned_data["username"])
    except UnionTakenError as refused:
        context = {"union": _union(applicant), "refusal": refused.words}
        return _page(request, "join_account", form, context, 409)
    if request.method == "POST" and "username" in form.errors:
        # Names are tried here too: of one line so many an hour.
        trail.record(AccessKind.SIGN_UP_TRY, request)
    return _page(request, "join_account", form, {"union": _union(applicant), "refusal": ""})


@open_to_all
@never_cache
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """Name the user name that the union's letter must have."""
    name = request.session.get("joined")
    if name is None:
        return _gone(request)
    return render(request, "accounts/access/join_done.html", {"name": name})


def _joined(request: HttpRequest, name: str) -> HttpResponse:
    user = User.objects.get(username=name)
    trail.record(AccessKind.SIGNED_UP, request, name, user, request.path)
    del request.session[_KEY]
    request.session["joined"] = name
    return redirect("access:join_done")


def _place(request: HttpRequest) -> tuple[Province | None, str]:
    """Read the chosen province and county, WHOLE for the whole province; unknown ones are none."""
    province = Province.objects.filter(pk=request.GET.get("province", "")[:3]).first()
    county = request.GET.get("county", "")[:5]
    known = County.objects.filter(pk=county, province=province).exists()
    return province, county if province and (county == WHOLE or known) else ""


def _unions(province: Province | None, county: str) -> Any:
    rows = joinable()
    if not province or not county:
        return rows.none()
    rows = rows.filter(province=province)
    return rows.filter(county=None) if county == WHOLE else rows.filter(county=county)


def _applicant(request: HttpRequest) -> Applicant | None:
    said = request.session.get(_KEY)
    names = ("union", "full_name", "title", "mobile")
    return Applicant(**{name: said[name] for name in names}) if said else None


def _union(applicant: Applicant) -> Organization | None:
    return Organization.objects.filter(pk=applicant.union).first()


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/access/join_gone.html", status=410)


def _tried_too_often(request: HttpRequest) -> datetime | None:
    """Tell until when no user name is tried from this line any more."""
    now, keys = timezone.now(), trail.keys_of_address(client_address(request))
    for field, most, minutes in settings.SIGN_UP_LIMITS:
        key = keys.get(field, "")
        until = Limit(field, most, minutes).until(AccessKind.SIGN_UP_TRY, key, now)
        if until:
            return until
    return None


def _page(
    request: HttpRequest, name: str, form: Any, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    errors = faults(form) if request.method == "POST" and form.is_bound and status == 200 else []
    template = f"accounts/access/{name}.html"
    shown = {"form": form, "errors": errors, **context}
    return render(request, template, shown, status=422 if errors else status)
