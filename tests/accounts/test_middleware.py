"""What stands between every request and its page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory

from config.http import client_address
from config.middleware import WrongMethod
from tests.world import person


@pytest.mark.parametrize(
    ("meta", "proxy", "address"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, False, "192.0.2.7"),
        ({"REMOTE_ADDR": "2001:DB8::1"}, False, "2001:db8::1"),
        ({"REMOTE_ADDR": ""}, False, None),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, False, "127.0.0.1"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, True, "192.0.2.7"),
        (
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "9.9.9.9, 192.0.2.7"},
            True,
            "192.0.2.7",
        ),
        ({"REMOTE_ADDR": "127.0.0.1"}, True, "127.0.0.1"),
        ({"HTTP_X_FORWARDED_FOR": "'; DROP TABLE"}, True, None),
    ],
)
def test_the_address_of_a_visitor(
    rf: RequestFactory, settings: Any, meta: dict[str, str], proxy: bool, address: str | None
) -> None:
    settings.BEHIND_PROXY = proxy
    request = rf.get("/")
    request.META = meta
    assert client_address(request) == address


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (HttpResponse("fine"), True),
        (HttpResponse(status=204), True),
        (HttpResponseNotAllowed(["GET"], content="said already"), True),
        (HttpResponseNotAllowed(["GET"]), False),
    ],
)
def test_only_an_empty_405_becomes_a_page(
    rf: RequestFactory, answer: HttpResponse, kept: bool
) -> None:
    said = answer.content
    shown = WrongMethod(lambda request: answer)(rf.get("/"))
    assert (shown.content == said) == kept
    assert kept or shown.headers["Allow"] == "GET, HEAD"


@pytest.mark.django_db
def test_a_page_of_a_signed_in_person_counts_unread_notices_once(
    sign_in: Callable[[Any], Client], django_assert_num_queries: Any
) -> None:
    browser = sign_in(person("leila"))
    with django_assert_num_queries(4):  # session, person, posts, what frames the page
        browser.get("/help/")


@pytest.mark.django_db
def test_a_signed_out_page_asks_nothing(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/accounts/login/")
