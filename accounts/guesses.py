"""Wrong passwords as the person hears of them: at once when many, else at the next sign-in."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import trail
from accounts.enums import AccessKind, NoticeKind
from accounts.models import AccessEvent, User
from accounts.notices.services import notify
from config.broker import hand_over
from config.http import client_address
from config.persian import format_number

TITLE = "تلاش‌های ناموفق برای ورود به حساب شما"
BODY = (
    "در یک ساعت گذشته {count} بار با نام کاربری شما رمز نادرست وارد شده است. اگر شما نبوده‌اید، "
    "رمز خود را تغییر دهید و نشست‌های خود را بررسی کنید."
)
# So many mistakes of one's own are no news.
OWN_MISTAKES = 2


def count(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Note a wrong password (receiver of `user_login_failed`); when they are many, have it told."""
    name = str(credentials.get("username") or "")
    trail.record(AccessKind.FAILED, request, name)
    if _of_the_hour(name) in settings.GUESSES_TOLD:
        # For an unknown name too, so that it takes the same time. The name stays here: what
        # somebody types there may be a national id, and a broker's queue is read by many.
        try:
            hand_over("accounts.tasks.tell_of_guesses", [User.objects.id_of(name)])
        except OperationalError:
            return


def tell(user_id: int) -> None:
    """Tell a person, if it is one, how often their password was guessed."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    body = BODY.format(count=format_number(_of_the_hour(user.username)))
    url = reverse("accounts:sessions")
    notify([user.pk], NoticeKind.SECURITY, TITLE, body, url, timezone.now())


def tell_at_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Say at the sign-in what was tried since the last one (receiver of `user_logged_in`)."""
    wrong, elsewhere = trail.failures_since_sign_in(user, client_address(request))
    # A sign-in without a page, as by a command or a test, has nowhere to say it.
    if (elsewhere or wrong > OWN_MISTAKES) and hasattr(request, "_messages"):
        words = f"از آخرین ورود شما {format_number(wrong)} بار رمز نادرست وارد شده است"
        words += f"، {format_number(elsewhere)} بار از جای دیگر." if elsewhere else "."
        messages.warning(request, f"{words} اگر شما نبوده‌اید، رمز خود را تغییر دهید.")


def _of_the_hour(name: str) -> int:
    since = timezone.now() - timedelta(hours=1)
    rows = AccessEvent.objects.filter(name_key=trail.key_of(name), kind=AccessKind.FAILED)
    return rows.filter(at__gt=since).count()
