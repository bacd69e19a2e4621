"""A page that met a plan of before an upgrade inside a transaction is made once more."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from config.http import GetResponse
from config.postgresql.base import StalePlanError
from config.refusals import AnswerRefusals


def _commits() -> int:
    engine: Any = connection
    return int(engine.commits)


class AskAgain:
    """Run a view once more when its transaction met a stale plan and nothing stayed of it.

    The connection was closed by then (`config.postgresql`), so the second time all plans are new.
    A view that had committed something already is not run twice: it answers 503.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        request.META["portal.commits"] = _commits()

    def process_exception(self, request: HttpRequest, exception: Exception) -> Any:
        before = request.META.pop("portal.commits", None)
        if not isinstance(exception, StalePlanError) or before != _commits():
            return None
        for _, files in request.FILES.lists():
            for file in files:
                file.seek(0)
        match = request.resolver_match
        assert match, "a view ran, so its address was found"
        try:
            return match.func(request, *match.args, **match.kwargs)
        except Exception as refusal:
            # Nobody else is asked about what is raised here.
            answer = AnswerRefusals(self.get_response).process_exception(request, refusal)
            if answer is None:
                raise
            return answer
