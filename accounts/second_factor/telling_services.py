"""What the person and the trail are told of a second factor."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import trail
from accounts.enums import AccessKind, NoticeKind
from accounts.models import User
from accounts.notices.services import notify
from accounts.signin_lockout import Limit

# What happened, as the person reads it and as the trail keeps it.
TOLD = {
    "on": ("رمز دوم حساب شما روشن شد", "رمز دوم روشن شد"),
    "off": ("رمز دوم حساب شما خاموش شد", "رمز دوم خاموش شد"),
    "codes": ("برای حساب شما کدهای بازیابی جدید ساخته شد", "کدهای بازیابی جدید ساخته شد"),
    "recovered": ("با یک کد بازیابی وارد حساب شما شدند", "ورود با کد بازیابی"),
    "reset": ("رمز دوم حساب شما برداشته شد", "رمز دوم برداشته شد"),
}
NOT_YOU = "اگر شما نبوده‌اید، رمز عبور خود را تغییر دهید و به سازمان خود خبر دهید."
GUESSED = "رمز عبور شما درست وارد شد، ولی رمز دوم چند بار نادرست بود"


def tell(request: HttpRequest | None, user: User, what: str, by: User | None = None) -> None:
    """Tell the person, and write the line; `by` is who did it to somebody else."""
    title, detail = TOLD[what]
    notify([user.pk], NoticeKind.SECURITY, title, NOT_YOU, _page(), timezone.now())
    # Without a request a command did it: nobody of the portal's people.
    actor = by or (user if request else None)
    name, path = actor.username if actor else "", request.path if request else ""
    about = None if actor == user else user
    trail.record(AccessKind.FACTOR, request, name, actor, path, about=about, detail=detail)


def wrong_code(request: HttpRequest, user: User) -> None:
    """Write a wrong code down; when they are many, somebody has the password: the person hears."""
    trail.record(AccessKind.FACTOR_WRONG, request, user.username, user)
    at, key = timezone.now(), trail.key_of(user.username)
    if Limit(*settings.FACTOR_LIMITS[0]).until(AccessKind.FACTOR_WRONG, key, at):
        notify([user.pk], NoticeKind.SECURITY, GUESSED, NOT_YOU, _page(), at)


def _page() -> str:
    return reverse("accounts:sessions")
