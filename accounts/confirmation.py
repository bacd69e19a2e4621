"""Before what protects an account is changed, the person says their password once more.

An open desk is not the person: whoever sits down there must not take the account over. Guesses are
bounded as those of the sign-in are.
"""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from accounts import trail
from accounts.enums import AccessKind
from accounts.signin_lockout import Limit
from config.fields import PasswordField
from config.http import current_user

ASKED = "برای این تغییر رمز عبور فعلی خود را وارد کنید."
WRONG = "رمز عبور فعلی درست نیست. دوباره وارد کنید."
SHUT = "رمز عبور چند بار نادرست وارد شد؛ چند دقیقهٔ دیگر دوباره تلاش کنید."


def check_password(request: HttpRequest, typed: str) -> None:
    """Raise ValidationError with the sentence for the person unless this is their password."""
    user = current_user(request)
    if not typed:
        raise ValidationError(ASKED)
    limit = Limit("name_key", *settings.CONFIRM_LIMIT)
    key = trail.key_of(user.username)
    if limit.until(AccessKind.UNCONFIRMED, key, timezone.now()):
        raise ValidationError(SHUT)
    if not user.check_password(typed):
        trail.record(AccessKind.UNCONFIRMED, request, user.username, user, request.path)
        raise ValidationError(WRONG)


class OwnPasswordField(PasswordField):
    """The own password, as it is typed; whether it is wanted, its form knows."""

    def __init__(self, help_text: str = "") -> None:
        super().__init__(
            label="رمز عبور فعلی",
            required=False,
            help_text=help_text,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "ltr"}),
        )
        # Where it is shown it is wanted: no label calls it optional.
        self.needed = True
