from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "حساب‌ها و پیام‌ها"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.core.checks import Tags, register

        from accounts.checks import roles_in_step
        from accounts.sessions import remember

        register(roles_in_step, Tags.database)
        user_logged_in.connect(remember, dispatch_uid="accounts.remember")
