"""The guard of pages that only some offices open; whose they are is said to everybody else."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.authority import authority_of
from accounts.enums import Permission
from config.http import current_user

Rest = ParamSpec("Rest")
Answer = TypeVar("Answer", bound=HttpResponseBase)


class OfficeGuard:
    """Let in who holds one of some permissions at any organization; a decorator of views.

    `refusal` is the sentence that everybody else reads (403).
    """

    def __init__(self, refusal: str, *permissions: Permission) -> None:
        self.refusal, self.permissions = refusal, permissions

    def check(self, request: HttpRequest) -> None:
        authority = authority_of(current_user(request))
        if not any(authority.organizations(permission) for permission in self.permissions):
            raise PermissionDenied(self.refusal)

    def __call__(
        self, view: Callable[Concatenate[HttpRequest, Rest], Answer]
    ) -> Callable[Concatenate[HttpRequest, Rest], Answer]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Answer:
            self.check(request)
            return view(request, *args, **kwargs)

        return guarded
