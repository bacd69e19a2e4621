"""A guarded page opens for the offices that hold the permission, and says so to the others."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from accounts.models import User
from tests.world import World, person

offices_only = OfficeGuard("این صفحه برای دفترها است.", Permission.DECIDE, Permission.RUN_PORTAL)


@offices_only
def page(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(name)


def asked_by(user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_who_holds_one_of_the_permissions_is_let_in(world: World) -> None:
    assert page(asked_by(world.union_officer), name="پرونده").content.decode() == "پرونده"


def test_everybody_else_reads_whose_the_page_is(world: World) -> None:
    for user in (world.owner, person("stranger")):
        with pytest.raises(PermissionDenied, match=offices_only.refusal):
            page(asked_by(user), name="پرونده")
