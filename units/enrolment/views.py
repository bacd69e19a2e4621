"""Sign-up of owners, one question a page: two ids, the licence, the code, the password."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import trail
from accounts.codes import services as codes
from accounts.codes.forms import OpenCodeForm
from accounts.codes.rules import masked_mobile
from accounts.codes.services import CodeRefusedError
from accounts.enums import AccessKind, CodePurpose
from accounts.forms import FirstPasswordForm, faults
from accounts.models import User
from config.errors import ConflictError
from config.http import client_address, open_to_all
from config.repeated_posts import signs_in
from units.enrolment import journey as way
from units.enrolment import queries, services
from units.enrolment.forms import BeginForm, PairForm
from units.enrolment.journey import Journey
from units.enrolment.rules import masked_holder, masked_name
from units.models import Unit

BACKEND = "django.contrib.auth.backends.ModelBackend"
Step = Callable[[HttpRequest, Journey, Unit], HttpResponse]


def _open_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let everybody open a page that no browser keeps, and no report of an error quotes."""
    guarded = require_http_methods(["GET", "POST"])(sensitive_post_parameters()(view))
    return open_to_all(never_cache(guarded))


def _step(proved: bool) -> Callable[[Step], Callable[..., HttpResponseBase]]:
    """Let a page be opened by who has come so far; a form of another journey does nothing."""

    def decorate(view: Step) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def stepped(request: HttpRequest) -> HttpResponse:
            found = way.under_way(request, timezone.now())
            rows = Unit.objects.filter(pk=found.unit if found else 0, closed_on=None)
            unit = rows.first()
            stale = found and request.method == "POST" and not way.is_of(request, found)
            if found is None or unit is None or stale:
                return _page(request, "over", None, {"under_way": bool(stale)}, 410)
            # Back after the code: what was proved stands.
            if bool(found.mobile) != proved:
                return redirect("sign_up:units" if found.mobile else "sign_up:licence")
            return view(request, found, unit)

        return signs_in(way.led_to)(_open_page(stepped))

    return decorate


@_open_page
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the two ids; whatever of a pair is wrong, the answer is one."""
    form, at, missed = PairForm(_sent(request)), timezone.now(), False
    if request.method == "POST" and form.is_valid():
        pair = form.cleaned_data
        try:
            unit = services.look_for(request, pair["holder_id"], pair["guild_id"], at)
        except services.TooManyTriesError as many:
            answer = _page(request, "locked", None, {"until": many.until}, 429)
            answer.headers["Retry-After"] = str(max(1, int((many.until - at).total_seconds())))
            return answer
        if unit is not None:
            way.begin(request, unit, at)
            return redirect("sign_up:licence")
        missed = True
        form.mark_both()
    return _page(request, "start", form, {"missed": missed}, 422 if missed else 200)


@_step(proved=False)
def licence(request: HttpRequest, journey: Journey, unit: Unit) -> HttpResponse:
    """Show the first letters of what was found, and send the code to the registered mobile."""
    at, refusal = timezone.now(), ""
    wanted = _wanted(request, unit, journey)
    if request.method == "POST":
        try:
            services.ask_code(wanted, at)
            return redirect("sign_up:code")
        except CodeRefusedError as refused:
            # A code of this journey is on its way: it is asked for on the next page.
            if codes.last_asked(CodePurpose.SIGN_UP, journey.subject):
                return redirect("sign_up:code")
            refusal = refused.words
    shown = {
        "unit_name": masked_name(unit.name),
        "holder_name": masked_holder(unit.holder_name),
        "mobile": masked_mobile(wanted.mobile) if wanted.mobile else "",
        "licence": queries.last_licence(unit),
        "serves_from": queries.mobile_serves_from(unit, at),
        "keepers": queries.mobile_keepers(unit),
        "available": codes.available(),
    }
    context = {"journey": journey, "refusal": refusal, **shown}
    return _page(request, "licence", None, context, 422 if refusal else 200)


@_step(proved=False)
def code(request: HttpRequest, journey: Journey, unit: Unit) -> HttpResponse:
    """Take the code, or have another one sent."""
    at, refusal, sends = timezone.now(), "", "send" in request.POST
    wanted = _wanted(request, unit, journey)
    form = OpenCodeForm(None if sends else _sent(request))
    try:
        if request.method == "POST" and sends:
            services.ask_code(wanted, at)
            return redirect("sign_up:code")
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data["code"]
            mobile = services.prove(unit, journey.subject, typed, at)
            way.prove(request, journey, mobile, at)
            return redirect("sign_up:units")
    except CodeRefusedError as refused:
        refusal = refused.words
        if not sends:
            trail.record(AccessKind.CODE_WRONG, request, unit.holder_id)
            form.add_error("code", ValidationError(refusal))
    last = codes.last_asked(CodePurpose.SIGN_UP, journey.subject)
    if last is None:
        return redirect("sign_up:licence")
    context = {
        "journey": journey,
        "refusal": refusal if sends else "",
        "mobile": masked_mobile(last.mobile),
        "until": last.until,
        "next_ask": codes.next_ask(CodePurpose.SIGN_UP, journey.subject),
        "left": codes.asks_left(wanted, at),
    }
    return _page(request, "code", form, context, 422 if refusal else 200)


@_step(proved=True)
def units(request: HttpRequest, journey: Journey, unit: Unit) -> HttpResponse:
    """Tell name, address and licences, and what fails of them; ask with which to begin."""
    at, user = timezone.now(), _signed_in(request)
    if refused := _refused(request, journey, unit, user):
        return refused
    joined = queries.without_owner(queries.units_to_join(unit, journey.mobile, at))
    told = queries.licences_to_tell(joined, at)
    form = BeginForm(_sent(request), licences=told, begins=journey.begins)
    if request.method == "POST" and form.is_valid():
        chosen = way.choose(request, journey, form.unit, at)
        return _added(request, chosen, user) if user else redirect("sign_up:password")
    context = {
        "journey": journey,
        "unit": unit,
        "licences": told,
        "apart": queries.units_apart(unit, journey.mobile, at),
        "adds": user is not None,
    }
    return _page(request, "units", form, context)


@_step(proved=True)
def password(request: HttpRequest, journey: Journey, unit: Unit) -> HttpResponse:
    """Take the password, make the account, and sign its person in."""
    at, user = timezone.now(), _signed_in(request)
    if user is not None:
        return redirect("sign_up:units")
    if refused := _refused(request, journey, unit, None):
        return refused
    form = FirstPasswordForm(services.candidate(unit, journey.mobile), _sent(request))
    if form.is_valid():
        proof = services.Proof(unit.pk, journey.mobile)
        try:
            made = services.sign_up(proof, form.cleaned_data["new_password1"], at)
        except services.HasAccountError:
            return _page(request, "taken", None, {"unit": unit}, 409)
        trail.record(AccessKind.SIGNED_UP, request, made.username, made)
        login(request, made, backend=BACKEND)
        way.finish(request, journey)
        return redirect("signed_up")
    return _page(request, "password", form, {"journey": journey, "unit": unit})


def _refused(
    request: HttpRequest, journey: Journey, unit: Unit, user: User | None
) -> HttpResponse | None:
    """Answer a proved holder who has an account, or is signed in to somebody else's."""
    status = 409 if request.method == "POST" else 200
    if user and not queries.is_holder(user, unit.holder_id):
        return _page(request, "other", None, {"unit": unit}, status)
    joined = queries.units_to_join(unit, journey.mobile, timezone.now())
    mine = queries.without_owner(joined)
    taken = not mine.filter(pk=unit.pk).exists()
    if taken or (user is None and queries.account_of(unit.holder_id)):
        return _page(request, "taken", None, {"unit": unit}, status)
    return None


def _added(request: HttpRequest, journey: Journey, user: User) -> HttpResponse:
    proof = services.Proof(journey.unit, journey.mobile)
    try:
        services.add_units(user, proof, timezone.now())
    except ConflictError as refused:
        return render(request, "refused.html", {"refusal": refused}, status=refused.status)
    trail.record(AccessKind.SIGNED_UP, request, user.username, user)
    way.finish(request, journey)
    return redirect("signed_up")


def _wanted(request: HttpRequest, unit: Unit, journey: Journey) -> codes.CodeRequest:
    address, user = client_address(request), _signed_in(request)
    return services.request_for(unit, journey.subject, user, address, timezone.now())


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _signed_in(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _page(
    request: HttpRequest, name: str, form: Any, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    errors = faults(form) if form is not None and form.is_bound else []
    shown = {"form": form, "errors": errors, **context}
    template = f"units/enrolment/{name}.html"
    return render(request, template, shown, status=422 if errors and status == 200 else status)
