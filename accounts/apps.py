from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "حساب‌ها و پیام‌ها"

    def ready(self) -> None:
        from django.contrib.auth.signals import (
            user_logged_in,
            user_logged_out,
            user_login_failed,
        )
        from django.core.checks import Tags, register

        from accounts import guesses, trail
        from accounts.checks import roles_in_step
        from accounts.second_factor.pending import mark
        from accounts.sessions import remember

        register(roles_in_step, Tags.database)
        # Told before the sign-in is noted, as the tries since the last one are counted.
        user_logged_in.connect(guesses.tell_at_sign_in, dispatch_uid="accounts.guesses.told")
        user_logged_in.connect(remember, dispatch_uid="accounts.remember")
        user_logged_in.connect(mark, dispatch_uid="accounts.second_factor.mark")
        user_logged_in.connect(trail.came, dispatch_uid="accounts.trail.came")
        user_logged_out.connect(trail.went, dispatch_uid="accounts.trail.went")
        user_login_failed.connect(guesses.count, dispatch_uid="accounts.guesses.count")
