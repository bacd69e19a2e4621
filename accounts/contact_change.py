"""A new mail address: it counts once a link sent to it was opened, and the old one is told.

The link names the person, the old address and the new one, so that it serves once: with the change
the old one is another.
"""

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


class DeadLinkError(Exception):
    """The link is old, was used, or is somebody else's."""


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
def change(user: User, email: str, mobile: str, at: datetime) -> None:
    """Store how a person is reached, and tell them: the old address too."""
    old = user.email
    user.email, user.mobile = email, mobile
    user.save(update_fields=["email", "mobile"])
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
