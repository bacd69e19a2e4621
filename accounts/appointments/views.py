"""The pages of posts: who serves where, what waits, one appointment and the acts about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import trail
from accounts.appointments import ending_services, forms, invitation_services, services
from accounts.appointments.enums import PostAct
from accounts.appointments.errors import NotYourSignatureError, StaleAppointmentError
from accounts.appointments.queries import (
    Signers,
    acts_for,
    desks_of,
    offices_of,
    open_at,
    past_at,
    read,
    roles_to_begin,
    serving,
    waiting_for,
)
from accounts.appointments.rules import RULES
from accounts.appointments.way_queries import CHIPS, turn_words, way_of
from accounts.enums import (
    ROLE_KIND,
    AccessKind,
    AppointmentState,
    InvitationWay,
    OrganizationKind,
    Permission,
)
from accounts.forms import faults
from accounts.guards import OfficeGuard
from accounts.models import Appointment, Organization, User
from catalog.fields import alphabetical
from config import form_recovery
from config.errors import InvalidError, InvalidFieldError
from config.http import current_user, row_id, seen_version
from config.numbered_pages import numbered
from config.refusals import sent_and_done

WITH_POSTS = sorted({kind.value for kind in ROLE_KIND.values()})
appoints = OfficeGuard("همکاران را کسی می‌بیند که پستی برای انتصاب دارد.", Permission.APPOINT)
NOT_SENT = "دعوت ثبت شد ولی اکنون ارسال نمی‌شود؛ کمی بعد «ارسال دوبارهٔ دعوت» را بزنید."


@require_GET
@appoints
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, and the offices whose people they keep."""
    user, at = current_user(request), timezone.now()
    asked = request.GET.get("q", "")[:100]
    rows = offices_of(user, at).filter(kind__in=WITH_POSTS)
    reach = set(rows.values_list("kind", flat=True))
    if asked:
        rows = rows.filter(name__icontains=asked)
    found = list(rows.order_by(alphabetical("name"), "pk")[:2000])
    # The nearest first: the ministry has fewer offices than the provinces have unions.
    kinds = [kind.value for kind in OrganizationKind]
    own = {desk.pk for desk in desks_of(user, at)}
    found.sort(key=lambda office: (office.pk not in own, -kinds.index(office.kind)))
    query = {"q": asked} if asked else {}
    context = {
        "waiting": waiting_for(user, at),
        "page": numbered(found, request.GET.get("page", ""), "سازمان", query),
        "asked": asked,
        # A search among one office finds nothing new; one without a hit can be typed anew.
        "searches": bool(asked) or len(found) > 1,
        "rules": [(role, RULES[role]) for role in RULES if ROLE_KIND[role] in reach],
    }
    return render(request, "accounts/appointments/index.html", context)


@require_GET
@appoints
def office(request: HttpRequest, pk: str) -> HttpResponse:
    """Show who serves at an office, and which appointments are on their way."""
    user, at = current_user(request), timezone.now()
    found = _office(user, pk, at)
    context = {
        "office": found,
        "people": serving(found, at),
        "open": [(row, CHIPS[AppointmentState(row.state)]) for row in open_at(found)],
        "past": [(row, CHIPS[AppointmentState(row.state)]) for row in past_at(found)],
        "begins": roles_to_begin(user, found, at),
        "rules": [(role, RULES[role]) for role in RULES if ROLE_KIND[role] == found.kind],
    }
    return render(request, "accounts/appointments/office.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@appoints
def begin(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask for a post at an office, or sign it first."""
    user, at = current_user(request), timezone.now()
    found = _office(user, pk, at)
    roles = roles_to_begin(user, found, at)
    if not roles:
        raise NotYourSignatureError("انتصاب در این سازمان با شما آغاز نمی‌شود.")
    sent = form_recovery.sent(request)
    form = forms.BeginForm(sent, request=request, office=found, roles=roles, at=at)
    made: list[Appointment] = []
    if sent_and_done(request, form, lambda: made.append(services.begin(user, form.terms, at))):
        messages.success(request, "ثبت شد؛ به کسی که نوبت اوست خبر داده شد.")
        return redirect("appointments:one", made[0].pk)
    errors = faults(form) if request.method == "POST" else []
    context = {
        "office": found,
        "form": form,
        "errors": errors,
        "kept": sent is not None and request.method != "POST",
        "asks": bool(Signers(at).askers(roles[0], found)),
    }
    status = 422 if errors else 200
    return render(request, "accounts/appointments/begin.html", context, status=status)


@require_GET
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show an appointment with its way and what this person may do."""
    return _page(request, _found(request, pk))


@dataclass(frozen=True)
class _ActForm:
    """How an act is asked and done: what it is for in words, its fields, its service."""

    lead: str
    fields: Callable[[Any, HttpRequest, Appointment], Any] | None
    do: Callable[[User, int, int, Any, datetime], Appointment]
    done: str
    danger: bool = False


def _confirmed(sent: Any, request: HttpRequest, row: Appointment) -> forms.ConfirmedForm:
    return forms.ConfirmedForm(sent, request=request)


def _second(sent: Any, request: HttpRequest, row: Appointment) -> forms.SecondForm:
    return forms.SecondForm(sent, request=request, row=row)


def _reasoned(sent: Any, request: HttpRequest, row: Appointment) -> forms.ReasonedForm:
    return forms.ReasonedForm(sent)


def _ending(sent: Any, request: HttpRequest, row: Appointment) -> forms.EndForm:
    return forms.EndForm(sent, request=request)


ACTS: dict[PostAct, _ActForm] = {
    PostAct.SIGN: _ActForm(
        "شما نفر نخست هستید؛ پس از شما نفر دیگری هم تأیید می‌کند و سپس شخص دعوت می‌شود.",
        _confirmed,
        lambda by, pk, seen, data, at: services.sign_first(by, pk, seen, at),
        "تأیید شما ثبت شد؛ نوبت نفر دوم است.",
    ),
    PostAct.SECOND: _ActForm(
        "با تأیید شما شخص دعوت می‌شود و با پذیرش دعوت، دسترسی این پست را دارد.",
        _second,
        lambda by, pk, seen, data, at: invitation_services.sign_and_invite(
            by, pk, seen, InvitationWay(data["way"]), at
        ),
        "تأیید شما ثبت شد و شخص دعوت می‌شود.",
    ),
    PostAct.INVITE: _ActForm(
        "کد پیشین دیگر باز نمی‌شود و کد جدیدی ساخته می‌شود.",
        None,
        lambda by, pk, seen, data, at: invitation_services.invite(by, pk, seen, at),
        "دعوت دوباره ساخته شد.",
    ),
    PostAct.REVIEW: _ActForm(
        "می‌گویید این شخص همچنان در این سمت است. بازبینی بعدی یک سال دیگر است.",
        None,
        lambda by, pk, seen, data, at: ending_services.review(by, pk, seen, at),
        "بازبینی ثبت شد.",
    ),
    PostAct.REFUSE: _ActForm(
        "به کسی که این انتصاب را خواسته یا تأیید کرده است خبر داده می‌شود.",
        _reasoned,
        lambda by, pk, seen, data, at: services.refuse(by, pk, seen, data["reason"], at),
        "رد شد و خبر داده شد.",
        danger=True,
    ),
    PostAct.WITHDRAW: _ActForm(
        "اگر دعوتی ارسال شده باشد، کد آن دیگر باز نمی‌شود.",
        _reasoned,
        lambda by, pk, seen, data, at: services.withdraw(by, pk, seen, data["reason"], at),
        "پس گرفته شد.",
        danger=True,
    ),
    PostAct.END: _ActForm(
        "دسترسی همین حالا پایان می‌یابد و شخص از سامانه خارج می‌شود. "
        "آنچه روی میز است با همان سازمان می‌ماند.",
        _ending,
        lambda by, pk, seen, data, at: ending_services.end_post(by, pk, seen, data["reason"], at),
        "این سمت پایان یافت.",
        danger=True,
    ),
}
_TRAILED = {
    PostAct.SECOND: AccessKind.INVITED,
    PostAct.INVITE: AccessKind.INVITED,
    PostAct.END: AccessKind.POST_ENDED,
}


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: str, act: str) -> HttpResponse:
    """Do one act about an appointment."""
    row, user, at = _found(request, pk), current_user(request), timezone.now()
    if act not in PostAct.values:
        raise Http404
    kind, posted = PostAct(act), request.method == "POST"
    how = ACTS[kind]
    if not posted and kind not in acts_for(user, row, at):
        raise NotYourSignatureError(services.NOT_YOURS)
    sent = form_recovery.sent(request)
    form = how.fields(sent, request, row) if how.fields else None
    try:
        if posted and (form is None or form.is_valid()):
            data = form.cleaned_data if form else {}
            return _answer(request, kind, how.do(user, row.pk, seen_version(request), data, at))
    except StaleAppointmentError as stale:
        return _page(request, _found(request, pk), stale.words, 409)
    except InvalidFieldError as refusal:
        refusal.add_to(form)
    except InvalidError as refusal:
        assert form is not None
        form.add_error(None, refusal.words)
    errors = faults(form) if posted and form else []
    context = {
        "row": row,
        "kind": kind,
        "how": how,
        "form": form,
        "errors": errors,
        "kept": sent is not None and not posted,
        # Who was refused sends the version they saw, not one that came meanwhile.
        "version": seen_version(request) if posted else row.version,
    }
    status = 422 if errors else 200
    return render(request, "accounts/appointments/act.html", context, status=status)


@require_GET
def letter(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the letter with its code to who signed second, for the minutes after it was made."""
    row, user = _found(request, pk), current_user(request)
    code = invitation_services.code_for_letter(user, row, timezone.now())
    if not code:
        return _page(request, row, "نامه تنها چند دقیقه پس از ساختن کد نشان داده می‌شود.", 409)
    context = {"row": row, "code": code}
    return render(request, "accounts/appointments/letter.html", context)


def _answer(request: HttpRequest, kind: PostAct, row: Appointment) -> HttpResponse:
    """Lead on after an act that was done, the trail written."""
    user, done = current_user(request), ACTS[kind].done
    if kind in _TRAILED:
        detail = f"{row.get_role_display()}، {row.organization.name}"
        trail.record(_TRAILED[kind], request, user.username, user, about=row.user, detail=detail)
    if kind in (PostAct.SECOND, PostAct.INVITE):
        if row.way == InvitationWay.LETTER:
            messages.success(request, done)
            return redirect("appointments:letter", row.pk)
        if not invitation_services.send_out(row):
            messages.warning(request, NOT_SENT)
            return redirect("appointments:one", row.pk)
    if kind == PostAct.END and row.user_id == user.pk:
        logout(request)
        return redirect("accounts:login")
    messages.success(request, done)
    return redirect("appointments:one", row.pk)


def _page(
    request: HttpRequest, row: Appointment, refusal: str = "", status: int = 200
) -> HttpResponse:
    user, at = current_user(request), timezone.now()
    signers = Signers(at)
    turn = signers.of(row)
    waits = row.state in (AppointmentState.ASKED, AppointmentState.SIGNED)
    keeps = offices_of(user, at).filter(pk=row.organization_id).exists()
    acts = acts_for(user, row, at)
    context = {
        "row": row,
        "keeps": keeps,
        "chip": CHIPS[AppointmentState(row.state)],
        "steps": way_of(row, at),
        "acts": [(act, ACTS[act].danger, _label(act, row)) for act in acts],
        "reviews": PostAct.REVIEW in acts,
        "mine": user.pk in turn.people,
        "turn": turn_words(turn) if waits else "",
        "refusal": refusal,
    }
    return render(request, "accounts/appointments/one.html", context, status=status)


def _label(act: PostAct, row: Appointment) -> str:
    if act == PostAct.INVITE and row.way == InvitationWay.LETTER:
        return "چاپ نامه با کد جدید"
    return str(act.label)


def _found(request: HttpRequest, pk: str) -> Appointment:
    row = read(current_user(request), row_id(pk) or 0, timezone.now())
    if row is None:
        raise Http404
    return row


def _office(user: User, pk: str, at: datetime) -> Organization:
    rows = offices_of(user, at).filter(kind__in=WITH_POSTS)
    found = rows.select_related("parent__parent").filter(pk=row_id(pk) or 0).first()
    if found is None:
        raise Http404
    return found
