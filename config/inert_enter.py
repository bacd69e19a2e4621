"""Enter in a form whose acts all bind does nothing: its text comes back, to be sent by a button.

A browser sends a form by its first button when somebody presses Enter in a field. Where that
would decide, return or publish, the first button is the one of
templates/components/enter_is_inert.html. With the portal's script the page says so at once; without
it the post arrives here, is not carried out, and its text is shown again.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from config import form_recovery
from config.http import GetResponse

FIELD = "enter"


class InertEnter:
    """Hands a form that was sent by Enter back to its page; no view sees it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    # Here and not above: the token of the form is checked and the person is known.
    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Answer in the view's place; None where a button was pressed."""
        if request.method != "POST" or FIELD not in request.POST:
            return None
        place = form_recovery.keep(request)
        if place is None:
            # Too long to be kept, or no cache.
            rows = form_recovery.written_rows(request.POST)
            return render(request, "entered.html", {"rows": rows}, status=422)
        return redirect(f"{place}&{form_recovery.ENTERED}=1")
