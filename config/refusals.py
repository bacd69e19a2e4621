"""The one translation of a refusal that its view did not answer itself."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.errors import ConflictError, InvalidError, InvalidFieldError


class AnswerRefusals:
    """Answer a refused command with its status and its sentence.

    403 and 404 are Django's own pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ConflictError | InvalidError):
            return None
        return render(request, "refused.html", {"refusal": exception}, status=exception.status)


def sent_and_done(request: HttpRequest, form: Any, act: Callable[[], object]) -> bool:
    """Carry out a posted, valid form; where the act is refused say so at the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except InvalidFieldError as refusal:
        refusal.add_to(form)
        return False
    return True
