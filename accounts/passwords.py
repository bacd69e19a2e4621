"""The letter with the link for a new password."""

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from kombu.exceptions import OperationalError

from config.broker import hand_over


class LinksNotSentError(Exception):
    """The way to the worker is down, so no letter will come."""


def ask_for_reset(email: str, domain: str, https: bool) -> None:
    """Have the links sent to whoever has this address. Raises LinksNotSentError when no worker
    answers.
    """
    # The worker looks the address up, so that the answer to a known and to an unknown one is the
    # same in words and in time.
    try:
        hand_over("accounts.tasks.send_password_reset", [email, domain, https])
    except OperationalError as fault:
        raise LinksNotSentError from fault


def send_reset_link(email: str, domain: str, https: bool) -> None:
    """Send one link to each active account with this address; to nobody where there is none."""
    form = PasswordResetForm({"email": email})
    if form.is_valid():
        form.save(
            domain_override=domain,
            use_https=https,
            subject_template_name="accounts/password_letter_subject.txt",
            email_template_name="accounts/password_letter.txt",
            extra_email_context={"hours": str(settings.PASSWORD_RESET_TIMEOUT // 3600)},
        )
