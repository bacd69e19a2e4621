from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "حساب‌ها و پیام‌ها"

    def ready(self) -> None:
        """Remember every session from its sign-in on."""
        from django.contrib.auth.signals import user_logged_in

        from accounts.sessions import remember

        user_logged_in.connect(remember, dispatch_uid="accounts.remember")
