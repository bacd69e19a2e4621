"""A new mail address: it counts once a link sent to it was opened, and the old one is told.

The link names the person, the old address and the new one, so that it serves once: with the change
the old one is another.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from kombu.exceptions import OperationalError

from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices.services import notify
from accounts.passwords import LinksNotSentError
from accounts.trail import starred
from config.broker import hand_over

_SALT = "accounts.contact_change"
TITLE = "راه‌های ارتباطی حساب شما تغییر کرد"
BODY = "اگر شما این تغییر را نداده‌اید، رمز خود را تغییر دهید و نشست‌های خود را بررسی کنید."

# Apps above say on which page a person's mobile is changed instead of the profile; '' for none.
_pages: list[Callable[[User], str]] = []


class DeadLinkError(Exception):
    """The link is old, was used, or is somebody else's."""


def keep_mobile(page_of: Callable[[User], str]) -> None:
    """Register who names the page on which some people's mobile is changed."""
    _pages.append(page_of)


def mobile_page(user: User) -> str:
    """Name the page on which this person's mobile is changed; '' for the profile itself."""
    return next(filter(None, (page_of(user) for page_of in _pages)), "")


def number_page(user: User) -> str:
    """Name the page on which this person's mobile is proved and changed by codes."""
    return mobile_page(user) or reverse("accounts:mobile")


def ask(user: User, email: str) -> None:
    """Have a link sent to the new address. Raises LinksNotSentError when no worker answers."""
    try:
        hand_over("accounts.tasks.send_address_link", [user.pk, email])
    except OperationalError as fault:
        raise LinksNotSentError from fault


def send_link(user_id: int, email: str) -> None:
    """Send the link to the new address."""
    user = User.objects.get(pk=user_id)
    link = signing.dumps([user.pk, user.email, email], salt=_SALT)
    page = reverse("accounts:address_confirm")
    context = {"user": user, "link": f"{settings.SITE_URL}{page}?link={link}"}
    text = render_to_string("accounts/address_letter.txt", context)
    send_mail("تأیید نشانی ایمیل در سامانهٔ آمار تولید اصناف", text, None, [email])


def read_link(user: User, link: str) -> str:
    """Find the new address that a link confirms for this person. Raises DeadLinkError."""
    try:
        owner, old, new = signing.loads(link, salt=_SALT, max_age=settings.PASSWORD_RESET_TIMEOUT)
    except (signing.BadSignature, ValueError) as fault:
        raise DeadLinkError from fault
    if owner != user.pk or old != user.email:
        raise DeadLinkError
    return str(new)


@transaction.atomic
def confirm(user: User, link: str, at: datetime) -> None:
    """Let the new address count from now on. Raises DeadLinkError."""
    held = User.objects.select_for_update().get(pk=user.pk)
    new = read_link(held, link)
    change(held, new, held.mobile, at)


@transaction.atomic
def change(user: User, email: str, mobile: str, at: datetime, proved: bool = False) -> None:
    """Store how a person is reached, and tell them: the old address too.

    Another mobile that is not `proved` to be theirs gets notices, and no code for the account.
    """
    old = user.email
    user.mobile_proved = proved or (user.mobile_proved and user.mobile == mobile)
    user.email, user.mobile = email, mobile
    user.save(update_fields=["email", "mobile", "mobile_proved"])
    notify([user.pk], NoticeKind.SECURITY, TITLE, BODY, reverse("accounts:profile"), at)
    if old and old != email:
        transaction.on_commit(lambda: _tell(user.pk, old), robust=True)


def tell_old_address(user_id: int, old: str) -> None:
    """Tell the address that counts no longer, as nothing else will reach it."""
    user = User.objects.get(pk=user_id)
    new = starred(user.email) if user.email else "—"
    text = render_to_string("accounts/address_changed_letter.txt", {"user": user, "new": new})
    send_mail(TITLE, text, None, [old])


def _tell(user_id: int, old: str) -> None:
    hand_over("accounts.tasks.tell_old_address", [user_id, old])
