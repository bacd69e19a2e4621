"""The sign-in form, in the portal's words."""

from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """User name and password; one answer whether the name is unknown or the password wrong."""

    error_messages = {
        "invalid_login": "نام کاربری یا رمز عبور درست نیست. هر دو را دوباره بنویسید.",
        "inactive": "نام کاربری یا رمز عبور درست نیست. هر دو را دوباره بنویسید.",
    }
