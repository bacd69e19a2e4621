"""Which account of the portal an account of the provider's opens: the one linked, no other.

Never by e-mail: who can have an address written at the provider is not the person.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.authority import read_authority
from accounts.enums import NoticeKind
from accounts.identity_provider.client_services import Identity
from accounts.identity_provider.errors import NotLinkableError
from accounts.models import ProviderAccount, User
from accounts.notices.services import notify
from config.persian import fold_user_name

ANOTHERS = "این حساب پیش از این به شخص دیگری در سامانه پیوند خورده است."
ANOTHER = "شما حساب دیگری از همین مرجع را پیوند داده‌اید؛ نخست پیوند آن را بردارید."
LINKED = "ورود با حساب {name} برای شما فعال شد"
UNLINKED = "ورود با حساب {name} برای شما غیرفعال شد"
NOT_YOU = "اگر شما نبوده‌اید، رمز عبور خود را تغییر دهید و این پیوند را بردارید."


def provider_name() -> str:
    """Name the provider as people know it; '' where none is configured."""
    provider = settings.IDENTITY_PROVIDER
    return provider.name if provider else ""


def _issuer() -> str:
    provider = settings.IDENTITY_PROVIDER
    return provider.issuer if provider else ""


def account_of(user: User) -> ProviderAccount | None:
    """Find the person's account at the provider that is configured now."""
    rows = ProviderAccount.objects.filter(user=user, issuer=_issuer())
    return rows.first()


def person_of(identity: Identity) -> User | None:
    """Find whom an account of the provider's was linked to."""
    rows = ProviderAccount.objects.select_related("user")
    row = rows.filter(issuer=identity.issuer, subject=identity.subject).first()
    return row.user if row and row.user.is_active else None


@transaction.atomic
def link(user: User, identity: Identity, at: datetime) -> bool:
    """Let an account of the provider's sign the person in; False where it does already.

    Raises NotLinkableError.
    """
    User.objects.select_for_update().get(pk=user.pk)
    mine = ProviderAccount.objects.filter(user=user, issuer=identity.issuer).first()
    if mine is not None and mine.subject != identity.subject:
        raise NotLinkableError(ANOTHER)
    key = {"issuer": identity.issuer, "subject": identity.subject}
    made, new = ProviderAccount.objects.get_or_create(
        **key, defaults={"user": user, "linked_at": at}
    )
    if made.user_id != user.pk:
        raise NotLinkableError(ANOTHERS)
    if new:
        _tell(user, LINKED, at)
    return new


@transaction.atomic
def adopt(identity: Identity, at: datetime) -> User | None:
    """Link by the national id that the provider vouches for; None where that leads to nobody.

    Only to an account of that name which holds no post: officers link their own, signed in.
    """
    name = fold_user_name(identity.holder_id)
    if not name or ProviderAccount.objects.filter(issuer=identity.issuer, subject=identity.subject):
        return None
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None or read_authority(user).roles:
        return None
    try:
        link(user, identity, at)
    except NotLinkableError:
        return None
    return user


@transaction.atomic
def unlink(user: User, at: datetime) -> bool:
    """Let the provider's account open nothing any more; False where none was linked."""
    rows = ProviderAccount.objects.filter(user=user, issuer=_issuer())
    gone = bool(rows.delete()[0])
    if gone:
        _tell(user, UNLINKED, at)
    return gone


def _tell(user: User, title: str, at: datetime) -> None:
    words = title.format(name=provider_name())
    notify([user.pk], NoticeKind.SECURITY, words, NOT_YOU, reverse("provider:account"), at)
