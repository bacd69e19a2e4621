"""An owner invites a delegate for chosen units, sends the link again, takes it back, ends access.

The secret of a link is made by the worker as it is sent, so that it stands neither in the broker
nor in a log; what is kept is its digest.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.crypto import salted_hmac
from kombu.exceptions import OperationalError

from accounts.enums import Channel, NoticeKind
from accounts.models import User
from accounts.notices.backends import Message, sender
from accounts.notices.services import notify
from config.broker import hand_over
from config.errors import NotFoundError
from config.persian import quoted, to_persian_digits
from units.enums import MemberRole
from units.members.queries import owned_units
from units.models import DelegateInvitation, Unit, UnitMember
from units.registry.errors import NotYourActError, RefusedActError

KEPT = timedelta(days=7)
AGAIN, DAY = timedelta(minutes=10), timedelta(days=1)
# Messages to numbers that an owner types: no way to send them by the hundred, or to one number.
A_DAY, TO_ONE_A_DAY = 10, 5
TEXT = (
    "{owner} شما را برای ثبت آمار تولید واحد خود نماینده کرده است. این پیوند تا ۷ روز و یک بار باز "
    "می‌شود؛ آن را به کسی ندهید."
)
OWNERS_ONLY = "نماینده را دارندهٔ پروانه دعوت می‌کند و پایان می‌دهد."
NO_SMS = "اکنون پیامکی ارسال نمی‌شود؛ چند دقیقهٔ دیگر دوباره تلاش کنید."
NO_UNITS = "دست‌کم یک واحد را انتخاب کنید."
YOURS = "این شمارهٔ خود شماست؛ شمارهٔ نماینده را بنویسید."
TOO_MANY = f"در یک روز بیش از {to_persian_digits(A_DAY)} دعوت ارسال نمی‌شود؛ فردا ادامه دهید."
TOO_MANY_THERE = "امروز به این شماره چند دعوت ارسال شده است؛ فردا ادامه دهید."
WAITS = "دعوتی به این شماره در انتظار است؛ آن را پس بگیرید یا دوباره ارسال کنید."
JUST_SENT = "این دعوت همین حالا ارسال شده است؛ ده دقیقه صبر کنید."
NOT_OPEN = "این دعوت دیگر باز نیست."


@dataclass(frozen=True)
class InvitationTerms:
    """Whom an owner invites, and for which units (ids)."""

    name: str
    mobile: str
    units: Collection[int]


def require_owner(user: User) -> None:
    """Raise NotYourActError unless the person is the holder of some unit."""
    if not owned_units(user).exists():
        raise NotYourActError(OWNERS_ONLY)


def invite(owner: User, terms: InvitationTerms, at: datetime) -> DelegateInvitation:
    """Invite a person by SMS; the very same once more is that invitation.

    Raises NotYourActError, RefusedActError.
    """
    require_owner(owner)
    with transaction.atomic():
        # Two windows of one owner: the second sees the first one's invitation.
        User.objects.select_for_update().get(pk=owner.pk)
        chosen = list(owned_units(owner).filter(pk__in=terms.units).order_by("pk"))
        if not chosen or len(chosen) != len(set(terms.units)):
            raise RefusedActError("units", NO_UNITS)
        if terms.mobile == owner.mobile:
            raise RefusedActError("mobile", YOURS)
        mine = DelegateInvitation.objects.filter(invited_by=owner)
        if waiting := _open(mine, at).filter(mobile=terms.mobile).first():
            same = {unit.pk for unit in waiting.units.all()} == {unit.pk for unit in chosen}
            if same and waiting.name == terms.name:
                return waiting
            raise RefusedActError("mobile", WAITS)
        _refuse_too_many("mobile", owner, terms.mobile, at)
        made = DelegateInvitation.objects.create(
            invited_by=owner, name=terms.name, mobile=terms.mobile, sent_at=at, until=at + KEPT
        )
        made.units.set(chosen)
    try:
        _hand_over(made)
    except OperationalError as fault:
        made.delete()
        raise RefusedActError("mobile", NO_SMS) from fault
    return made


def resend(owner: User, pk: int, at: datetime) -> DelegateInvitation:
    """Send another link, for seven days more; the earlier one opens nothing.

    Raises NotFoundError, RefusedActError.
    """
    with transaction.atomic():
        held = _held(owner, pk)
        if held.accepted_at or held.revoked_at:
            raise RefusedActError("", NOT_OPEN)
        if held.sent_at > at - AGAIN:
            raise RefusedActError("", JUST_SENT)
        _refuse_too_many("", owner, held.mobile, at)
        held.digest, held.sent_at, held.until = "", at, at + KEPT
        held.sends += 1
        held.save(update_fields=["digest", "sent_at", "until", "sends"])
    try:
        _hand_over(held)
    except OperationalError as fault:
        raise RefusedActError("", NO_SMS) from fault
    return held


@transaction.atomic
def revoke(owner: User, pk: int, at: datetime) -> None:
    """Take an invitation back; one that was taken back stays so.

    Raises NotFoundError, RefusedActError for one that was accepted.
    """
    held = _held(owner, pk)
    if held.revoked_at:
        return
    if held.accepted_at:
        raise RefusedActError("", "این دعوت پذیرفته شده است؛ نمایندگی را از «افراد» پایان دهید.")
    held.revoked_at = at
    held.save(update_fields=["revoked_at"])


@transaction.atomic
def keep_units(owner: User, delegate_id: int, kept: Collection[int], at: datetime) -> list[Unit]:
    """Leave a delegate these units of the owner's and end the others; return what has ended.

    Nothing is taken of what was written: a draft is the unit's. Raises NotYourActError,
    NotFoundError.
    """
    require_owner(owner)
    mine = UnitMember.objects.filter(
        user=delegate_id, role=MemberRole.DELEGATE, unit__in=owned_units(owner).values("pk")
    )
    if not mine.exists():
        raise NotFoundError
    live = mine.filter(ended_at=None).exclude(unit__in=kept)
    rows = list(live.select_for_update(of=("self",)).select_related("unit").order_by("unit"))
    for row in rows:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
    if rows:
        names = "، ".join(quoted(row.unit.name) for row in rows)
        notify(
            [delegate_id],
            NoticeKind.SECURITY,
            f"نمایندگی شما برای {names} پایان یافت",
            f"{owner.full_name} دسترسی شما را پایان داد. آنچه ثبت کرده‌اید نزد واحد می‌ماند.",
            reverse("home"),
            at,
        )
    return [row.unit for row in rows]


def send(invitation_id: int, at: datetime) -> None:
    """Make the link of an invitation and send it; not one that is open no more, never one twice."""
    secret = secrets.token_urlsafe(24)
    waiting = DelegateInvitation.objects.filter(pk=invitation_id, digest="")
    # Kept before it leaves: whoever has the message can use it.
    if not _open(waiting, at).update(digest=digest_of(secret)):
        return
    made = DelegateInvitation.objects.select_related("invited_by").get(pk=invitation_id)
    link = f"{settings.SITE_URL}{reverse('units:invitation')}?link={secret}"
    title = TEXT.format(owner=made.invited_by.full_name)
    sender(Channel.SMS).send(Message(made.mobile, title, "", link))


def digest_of(secret: str) -> str:
    return salted_hmac("units.members", secret, algorithm="sha256").hexdigest()


def _held(owner: User, pk: int) -> DelegateInvitation:
    rows = DelegateInvitation.objects.select_for_update(of=("self",))
    found = rows.filter(invited_by=owner, pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def _refuse_too_many(field: str, owner: User, mobile: str, at: datetime) -> None:
    """Bound the messages of a day, those sent again too: of one owner, and to one number."""
    today = DelegateInvitation.objects.filter(sent_at__gt=at - DAY)
    for rows, most, words in (
        (today.filter(invited_by=owner), A_DAY, TOO_MANY),
        (today.filter(mobile=mobile), TO_ONE_A_DAY, TOO_MANY_THERE),
    ):
        if (rows.aggregate(sent=Sum("sends"))["sent"] or 0) >= most:
            raise RefusedActError(field, words)


def _open(rows: QuerySet[DelegateInvitation], at: datetime) -> QuerySet[DelegateInvitation]:
    return rows.filter(accepted_at=None, revoked_at=None, until__gt=at)


def _hand_over(made: DelegateInvitation) -> None:
    if not settings.SMS_SENDER:
        raise OperationalError("this installation sends no SMS")
    hand_over("units.tasks.send_invitation", [made.pk])
