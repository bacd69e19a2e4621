"""To the provider and back, and the page on which a person links their account there."""

import logging
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from accounts import trail
from accounts.enums import AccessKind
from accounts.forms import OwnPasswordForm, faults
from accounts.identity_provider import services
from accounts.identity_provider.client_services import Identity, identify
from accounts.identity_provider.errors import NotLinkableError, ProviderFailedError
from accounts.models import User
from accounts.second_factor.pending import enter
from config.form_recovery import openable, posted_from
from config.http import RETRY_SECONDS, current_user, open_to_all

# So long somebody may take at the provider.
OPEN_FOR_SECONDS = 10 * 60
_STATES = "oidc_states"
_LINK, _PLACE = "link", "place"
logger = logging.getLogger(__name__)


@open_to_all
@posted_from("accounts:login", unsent=None)
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the provider, from the sign-in."""
    _configured()
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return _leave(request, {_PLACE: openable(wanted) if ours else ""})


@open_to_all
@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Take what the provider sends back: nothing of it counts but a code for a state of ours."""
    _configured()
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    refused = "error" in request.GET
    held = _take(request, state)
    if held is None:
        # Nobody began it here: as likely a page elsewhere that makes the browser ask.
        return _failed(request, 422, declined=refused)
    linking = _LINK in held
    try:
        if refused or not code:
            raise ProviderFailedError("refused")
        identity = identify(request, code, held["nonce"], held["code_verifier"])
    except ProviderFailedError as fault:
        logger.warning("A sign-in by the identity provider failed: %s.", fault)
        trail.record(AccessKind.FAILED, request, path=request.path, detail=str(fault))
        return _failed(request, fault.status, linking=linking, declined=refused)
    if linking:
        return _linked(request, identity, held[_LINK])
    return _entered(request, identity, held[_PLACE])


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show whether an account is linked; link one or take the link off with the own password."""
    _configured()
    user = current_user(request)
    row = services.account_of(user)
    form = OwnPasswordForm(request.POST if request.method == "POST" else None, request=request)
    if form.is_valid():
        if row is None:
            return _leave(request, {_LINK: user.pk})
        if services.unlink(user, timezone.now()):
            _note(request, user, "پیوند برداشته شد")
        messages.success(request, "پیوند برداشته شد؛ از این پس با رمز عبور خود وارد شوید.")
        return redirect("provider:account")
    errors = faults(form)
    context = {"form": form, "errors": errors, "row": row, "name": services.provider_name()}
    status = 422 if errors else 200
    return render(request, "accounts/identity_provider/account.html", context, status=status)


def _leave(request: HttpRequest, more: dict[str, Any]) -> HttpResponse:
    """Begin at the library's, and lead on by a page of ours.

    A redirect would belong to the form that was sent, which the policy lets go nowhere else.
    """
    leads = OIDCAuthenticationRequestView().get(request)
    (state,) = parse_qs(urlsplit(leads.url).query)["state"]
    request.session[_STATES][state].update(more)
    request.session.modified = True
    context = {"url": leads.url, "name": services.provider_name(), "linking": _LINK in more}
    return render(request, "accounts/identity_provider/leaving.html", context)


def _take(request: HttpRequest, state: str) -> dict[str, Any] | None:
    """Take a state that was begun in this browser of late, once; None for any other."""
    states = dict(request.session.get(_STATES) or {})
    held: dict[str, Any] | None = states.pop(state, None)
    if held is None:
        return None
    request.session[_STATES] = states
    # Kept before the provider is asked: a repeat at the same moment finds it no more.
    request.session.save()
    return held if time.time() - held["added_on"] < OPEN_FOR_SECONDS else None


def _linked(request: HttpRequest, identity: Identity, pk: int) -> HttpResponse:
    """Link the account for the person who asked for it, if it is still they."""
    user = current_user(request)
    if user.pk != pk:
        return _failed(request, 422, linking=True)
    try:
        if services.link(user, identity, timezone.now()):
            _note(request, user, "پیوند داده شد")
    except NotLinkableError as refusal:
        return _failed(request, refusal.status, linking=True, words=refusal.words)
    messages.success(request, "حساب شما پیوند خورد؛ از این پس با آن هم وارد می‌شوید.")
    return redirect("provider:account")


def _entered(request: HttpRequest, identity: Identity, place: str) -> HttpResponse:
    """Sign in whom the account belongs to; who is not known is told how to come by an account."""
    user = services.person_of(identity)
    if user is None:
        user = services.adopt(identity, timezone.now())
        if user is not None:
            _note(request, user, "پیوند با کد ملی تأییدشده")
    if user is None:
        trail.record(AccessKind.FAILED, request, path=request.path, detail="unknown account")
        context = {"name": services.provider_name()}
        return render(request, "accounts/identity_provider/unknown.html", context, status=422)
    return enter(request, user, place)


def _note(request: HttpRequest, user: User, detail: str) -> None:
    trail.record(AccessKind.LINKED, request, user.username, user, request.path, detail=detail)


def _failed(
    request: HttpRequest,
    status: int,
    linking: bool = False,
    declined: bool = False,
    words: str = "",
) -> HttpResponse:
    """Say what came to nothing, a sign-in or a link, and lead back to where it was begun."""
    context = {
        "name": services.provider_name(),
        "away": status == 503,
        "linking": linking,
        "declined": declined,
        "words": words,
    }
    answer = render(request, "accounts/identity_provider/failed.html", context, status=status)
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _configured() -> None:
    if not services.provider_name():
        raise Http404
