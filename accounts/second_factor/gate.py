"""Whoever has not shown the code is nobody, whatever the session says of a password."""

import django_otp
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from accounts.authority import authority_of
from accounts.second_factor.pending import is_due
from config.http import GetResponse


class CodeShown:
    """Takes an officer whose session has shown no code for signed out, as after an idle hour.

    So no page has to think of it, a post given while somebody is signed in counts at once, and what
    was being typed waits (`config.form_recovery`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _owes_a_code(request):
            request.user = AnonymousUser()
        return self.get_response(request)


def _owes_a_code(request: HttpRequest) -> bool:
    if is_due(request):
        return True
    if not settings.SECOND_FACTOR_REQUIRED or django_otp.DEVICE_ID_SESSION_KEY in request.session:
        return False
    return bool(authority_of(request.user).roles)
