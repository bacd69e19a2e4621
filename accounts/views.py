"""Signing in and out."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import SignInForm
from config.environment import Profile

DEMO_ACCOUNTS = [
    ("unit", "صاحب دو واحد"),
    ("delegate", "نمایندهٔ صاحب واحد"),
    ("union", "کارشناس اتحادیه"),
    ("county", "ادارهٔ شهرستان"),
    ("province", "کارشناس استان"),
    ("head", "رئیس سازمان استان"),
    ("ministry", "کارشناس وزارت"),
    ("stats", "دفتر آمار"),
    ("import", "بررسی ثبت سفارش"),
    ("admin", "راهبر فنی"),
]


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class SignIn(LoginView):
    """Two fields; in the demonstration the accounts stand below them."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demonstration accounts where there are some."""
        demo = DEMO_ACCOUNTS if settings.PROFILE is Profile.DEMO else []
        return super().get_context_data(**kwargs) | {"demo_accounts": demo}
