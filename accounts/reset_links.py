"""The link of a letter for a new password: opened once, and then the browser holds it.

A link that was opened is spent, also where the password was never written: what stands in a mail
box or a history afterwards opens nothing.
"""

from datetime import timedelta

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts import trail
from accounts.enums import AccessKind
from accounts.models import AccessEvent, User

_OPENED, _DONE = "reset_opened", "reset_done"
# So long somebody may think of a password.
OPEN_FOR = timedelta(minutes=30)


def link_for(user: User) -> str:
    """Make the link's secret: whose it is, and the token."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return f"{uid}.{default_token_generator.make_token(user)}"


def holder(link: str) -> User | None:
    """Find whose link it is; None when it is old, was used or opened, or is none."""
    uid, _, token = link.partition(".")
    user = _named(uid)
    if user is None or not default_token_generator.check_token(user, token):
        return None
    return None if _spent(link).exists() else user


@transaction.atomic
def spend(request: HttpRequest, user: User, link: str) -> bool:
    """Let this browser write the password; False when another was quicker."""
    User.objects.select_for_update().get(pk=user.pk)
    if _spent(link).exists():
        return False
    trail.record(AccessKind.LINK_OPENED, request, user.username, user, key=link)
    _hold(request, link)
    return True


def open_for(request: HttpRequest, user: User) -> None:
    """Let this browser write the password of who proved the account's mobile by a code."""
    link = link_for(user)
    trail.record(AccessKind.LINK_OPENED, request, user.username, user, key=link)
    _hold(request, link)


def opened_by(request: HttpRequest) -> User | None:
    """Find whose password this browser may write now."""
    held = request.session.get(_OPENED)
    if not held or held["until"] < timezone.now().isoformat():
        return None
    uid, _, token = held["link"].partition(".")
    user = _named(uid)
    # Asked again: a password chosen elsewhere meanwhile ends it.
    return user if user and default_token_generator.check_token(user, token) else None


def finish(request: HttpRequest) -> None:
    """Let the browser write no more; a repeat of its post is answered with the success."""
    del request.session[_OPENED]
    request.session[_DONE] = True


def done(request: HttpRequest) -> bool:
    return bool(request.session.get(_DONE))


def _hold(request: HttpRequest, link: str) -> None:
    request.session.cycle_key()
    request.session.pop(_DONE, None)
    until = (timezone.now() + OPEN_FOR).isoformat()
    request.session[_OPENED] = {"link": link, "until": until}


def _named(uid: str) -> User | None:
    try:
        pk = int(urlsafe_base64_decode(uid).decode())
    except (ValueError, UnicodeDecodeError, OverflowError):
        return None
    return User.objects.filter(pk=pk, is_active=True).first() if 0 < pk < 2**63 else None


def _spent(link: str) -> QuerySet[AccessEvent]:
    key = trail.key_of(link)
    return AccessEvent.objects.filter(kind=AccessKind.LINK_OPENED, address_key=key)
