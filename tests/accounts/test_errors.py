"""What is refused or broken answers in the portal's look, private and without a hole in the CSP."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from config.http import open_to_all
from tests.world import person


def raising(fault: Exception) -> Callable[[HttpRequest], HttpResponse]:
    @open_to_all
    def page(request: HttpRequest) -> HttpResponse:
        raise fault

    return page


handler500 = "config.http.server_error"
urlpatterns = [
    path("broken/", raising(RuntimeError("no"))),
    path("away/", raising(OperationalError("the database is away"))),
    path("gone/", raising(InterfaceError("the connection is gone"))),
    path("forbidden/", raising(PermissionDenied())),
    path("", include("config.urls")),
]
# A refusal is a line of the trail of access.
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]
CASES = [
    ("/accounts/login/?next=%00", 400, "این درخواست خوانده نشد"),
    ("/forbidden/", 403, "دسترسی مجاز نیست"),
    ("/nowhere/", 404, "این صفحه پیدا نشد"),
    ("/broken/", 500, "ایراد از سامانه است"),
    ("/away/", 503, "سامانه چند لحظه در دسترس نیست"),
    ("/gone/", 503, "سامانه چند لحظه در دسترس نیست"),
]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("address", "status", "words"), CASES)
def test_each_refusal_has_its_page(client: Client, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert re.search(rf"<h1>\s*{words}", page)
    assert 'dir="rtl"' in page
    assert "css/tokens.css" in page


@pytest.mark.parametrize("address", [address for address, _, _ in CASES])
def test_a_refusal_is_private_and_its_policy_has_no_hole(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Frame-Options"] == "DENY"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_form_without_its_token_is_answered_with_a_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "x"})
    assert answer.status_code == 403
    assert "این صفحه کهنه شده بود" in answer.content.decode()


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("get", "/accounts/logout/", "POST"),
        ("post", "/healthz", "GET, HEAD"),
        ("put", "/accounts/login/", "GET, HEAD, POST"),
    ],
)
def test_a_wrong_method_is_answered_with_a_page_and_the_right_ones(
    client: Client, db: None, method: str, address: str, allowed: str
) -> None:
    client.force_login(person("leila"))
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer["Allow"]) == (405, allowed)
    assert "این نشانی به این صورت باز نمی‌شود" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/statistics/", "/accounts/login/"])
def test_without_a_database_people_are_told_when_to_come_again(
    client: Client, db: None, address: str
) -> None:
    client.force_login(person("leila"))

    def away(*args: Any) -> Any:
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away):
        answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "سامانه چند لحظه در دسترس نیست" in answer.content.decode()


def test_a_database_that_takes_no_writing_is_as_good_as_away(client: Client, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    answer = client.post("/accounts/login/", {"username": "leila", "password": "wrong"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "سامانه چند لحظه در دسترس نیست" in answer.content.decode()
