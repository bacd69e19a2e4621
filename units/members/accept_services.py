"""An invited person opens the link once, proves the mobile, and becomes a delegate."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from accounts import trail
from accounts.codes import services as codes
from accounts.codes.services import CodeRequest
from accounts.enums import AccessKind, CodePurpose, NoticeKind
from accounts.models import AccessEvent, User
from accounts.notices.services import notify
from config.errors import ConflictError
from config.http import client_address
from config.persian import quoted
from units.enums import MemberRole
from units.members.queries import owned_units
from units.members.services import digest_of
from units.models import DelegateInvitation, Unit, UnitMember

UNKNOWN = (
    "این پیوند دعوتی را باز نمی‌کند؛ شاید دعوت دوباره ارسال شده باشد: جدیدترین پیامک را باز کنید."
)
REVOKED = "دارندهٔ پروانه این دعوت را پس گرفته است."
ACCEPTED = "این دعوت پیش از این پذیرفته شده است؛ با حساب خود وارد شوید."
EXPIRED = "وقت این دعوت گذشته است؛ از دارندهٔ پروانه بخواهید دوباره ارسال کند."
OPENED = (
    "این پیوند پیش از این باز شده است. اگر خودتان باز کرده‌اید، در همان مرورگر ادامه دهید؛ وگرنه از "
    "دارندهٔ پروانه بخواهید دوباره ارسال کند."
)
OWN = "این دعوت را خودتان ارسال کرده‌اید؛ نماینده باید آن را در مرورگر خود باز کند."
NO_UNIT = "دارندهٔ پروانه دیگر برای این واحدها دعوت نمی‌کند."
TAKEN = "با این شماره پیش از این حسابی ساخته شده است؛ با همان وارد شوید."
# So long an opened invitation waits in its browser.
OPEN_FOR = timedelta(hours=2)
_HELD, _DONE = "delegate_invitation", "delegate_accepted"


class InvitationError(ConflictError):
    """The invitation opens nothing (any more); a sentence."""


@dataclass(frozen=True)
class Opened:
    """An invitation that this browser has opened, and whether its mobile was proved there."""

    invitation: DelegateInvitation
    proved: bool


def look(link: str, at: datetime) -> DelegateInvitation:
    """Find the invitation of a link. Raises InvitationError with what keeps it."""
    found = DelegateInvitation.objects.filter(digest=digest_of(link)).first() if link else None
    return _alive(found, at)


def opened_before(link: str) -> bool:
    key = trail.key_of(link)
    return AccessEvent.objects.filter(kind=AccessKind.LINK_OPENED, address_key=key).exists()


@transaction.atomic
def spend(request: HttpRequest, link: str, at: datetime) -> None:
    """Let this browser go on with the invitation, and no other. Raises InvitationError."""
    found = look(link, at)
    DelegateInvitation.objects.select_for_update().get(pk=found.pk)
    if opened_before(link):
        raise InvitationError(OPENED)
    trail.record(AccessKind.LINK_OPENED, request, key=link)
    request.session.cycle_key()
    request.session.pop(_DONE, None)
    until = (at + OPEN_FOR).isoformat()
    held = {"pk": found.pk, "digest": found.digest, "until": until, "proved": False}
    request.session[_HELD] = held


def holds(request: HttpRequest, link: str) -> bool:
    """Tell whether this browser has opened the link."""
    held = request.session.get(_HELD)
    return bool(held and held["digest"] == digest_of(link))


def opened_by(request: HttpRequest, at: datetime) -> Opened:
    """Find the invitation that this browser has opened. Raises InvitationError."""
    held = request.session.get(_HELD)
    until = parse_datetime(held["until"]) if held else None
    if held is None or until is None or until < at:
        raise InvitationError(UNKNOWN)
    # A link sent again has another digest: what was opened by the earlier one ends.
    found = DelegateInvitation.objects.filter(pk=held["pk"], digest=held["digest"]).first()
    return Opened(_alive(found, at), held["proved"])


def ask_code(request: HttpRequest, invitation: DelegateInvitation, at: datetime) -> None:
    """Have a code sent to the invited mobile. Raises CodeRefusedError."""
    keys = trail.keys_of_address(client_address(request))
    wanted = CodeRequest(CodePurpose.SIGN_UP, _subject(invitation), invitation.mobile, None, **keys)
    codes.ask(wanted, at)


def prove(request: HttpRequest, invitation: DelegateInvitation, typed: str, at: datetime) -> None:
    """Take the code. Raises CodeRefusedError."""
    codes.prove(CodePurpose.SIGN_UP, _subject(invitation), typed, at)
    request.session[_HELD] = request.session[_HELD] | {"proved": True}


def code_sent(invitation: DelegateInvitation) -> bool:
    return codes.next_ask(CodePurpose.SIGN_UP, _subject(invitation)) is not None


def finish(request: HttpRequest, invitation: DelegateInvitation) -> None:
    """Let the browser accept this one no more; a repeat of its post is answered with success."""
    request.session.pop(_HELD, None)
    request.session[_DONE] = invitation.digest


def done(request: HttpRequest, link: str = "") -> bool:
    """Tell whether the browser has accepted an invitation: the one of this link, or any."""
    made = request.session.get(_DONE, "")
    return bool(made) and (not link or made == digest_of(link))


def units_of(invitation: DelegateInvitation) -> list[Unit]:
    """List the units of an invitation that are the inviting person's still."""
    mine = owned_units(invitation.invited_by).values("pk")
    return list(invitation.units.filter(pk__in=mine).order_by("pk"))


@transaction.atomic
def accept(user: User, invitation_id: int, at: datetime) -> list[Unit]:
    """Make the person delegate of the units, once. Raises InvitationError."""
    held = DelegateInvitation.objects.select_for_update(of=("self",))
    invitation = held.select_related("invited_by").get(pk=invitation_id)
    if invitation.accepted_by_id == user.pk:
        return units_of(invitation)
    _alive(invitation, at)
    if invitation.invited_by_id == user.pk:
        raise InvitationError(OWN)
    wanted = [unit.pk for unit in units_of(invitation)]
    # Held, so that two invitations of one person for one unit make one membership.
    units = list(Unit.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if not units:
        raise InvitationError(NO_UNIT)
    there = set(
        user.memberships.filter(unit__in=units, ended_at=None).values_list("unit", flat=True)
    )
    UnitMember.objects.bulk_create(
        UnitMember(unit=unit, user=user, role=MemberRole.DELEGATE)
        for unit in units
        if unit.pk not in there
    )
    invitation.accepted_by, invitation.accepted_at = user, at
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    names = "، ".join(quoted(unit.name) for unit in units)
    notify(
        [invitation.invited_by_id],
        NoticeKind.SECURITY,
        f"{user.full_name} نمایندگی {names} را پذیرفت",
        "اگر این دعوت از شما نیست، نمایندگی را پایان دهید و رمز خود را تغییر دهید.",
        reverse("units:people"),
        at,
    )
    return units


@transaction.atomic
def accept_with_new_account(
    invitation_id: int, name: str, password: str, at: datetime
) -> tuple[User, list[Unit]]:
    """Make an account under the proved mobile and accept with it. Raises InvitationError."""
    invitation = DelegateInvitation.objects.select_for_update().get(pk=invitation_id)
    _alive(invitation, at)
    if User.objects.filter(username=invitation.mobile).exists():
        raise InvitationError(TAKEN)
    user = User.objects.create_user(
        invitation.mobile,
        password,
        full_name=name,
        mobile=invitation.mobile,
        mobile_proved=True,
    )
    return user, accept(user, invitation_id, at)


def _alive(found: DelegateInvitation | None, at: datetime) -> DelegateInvitation:
    if found is None:
        raise InvitationError(UNKNOWN)
    if found.revoked_at:
        raise InvitationError(REVOKED)
    if found.accepted_at:
        raise InvitationError(ACCEPTED)
    if found.until <= at:
        raise InvitationError(EXPIRED)
    return found


def _subject(invitation: DelegateInvitation) -> str:
    # With the digest: a code of an earlier link fits no later one.
    return f"delegate:{invitation.pk}:{invitation.digest[:16]}"
