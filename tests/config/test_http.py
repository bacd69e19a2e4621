"""What every answer carries, errors included, and what no request may bring."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from config import urls
from config.http import for_everybody, open_to_all, row_id, seen_version
from config.middleware import CompressedPages, HeadAsGet, PrivatePages
from tests.statistics.filing import people
from tests.world import World, person

SignIn = Callable[[Any], Client]


@open_to_all
def broken(request: HttpRequest) -> HttpResponse:
    """Break, as a view might."""
    raise RuntimeError("planted")


class Broken:
    """The portal's addresses and one that breaks."""

    urlpatterns = [path("broken/", broken), *urls.urlpatterns]
    handler500 = getattr(urls, "handler500", "django.views.defaults.server_error")


def answers(world: World, sign_in: SignIn) -> dict[int, Any]:
    """Ask for one answer of every kind the portal gives, by status."""
    draft = world.draft()
    base = f"/statistics/{draft.tracking_number}/"
    owner, officer = sign_in(world.owner), sign_in(world.union_officer)
    owner.raise_request_exception = False
    return {
        200: owner.get("/statistics/"),
        302: Client().get("/statistics/"),
        400: owner.get("/statistics/new/?holder_id=%00"),
        403: owner.get("/review/"),
        404: officer.get(base),
        405: owner.post("/units/"),
        409: owner.post(f"{base}employment/", people() | {"version": 9}),
        422: owner.post(f"{base}employment/", people("x") | {"version": 0, "action": "confirm"}),
        500: owner.get("/broken/"),
    }


@override_settings(ROOT_URLCONF=Broken)
def test_every_kind_of_answer_is_safe_in_a_browser_and_kept_by_none(
    world: World, sign_in: SignIn
) -> None:
    for status, answer in answers(world, sign_in).items():
        assert answer.status_code == status
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, status
        for part in (
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "img-src 'self' data:",
        ):
            assert part in policy, status
        assert "no-store" in answer.headers["Cache-Control"], status
        assert "private" in answer.headers["Cache-Control"], status
        assert answer.headers["X-Frame-Options"] == "DENY", status
        assert answer.headers["X-Content-Type-Options"] == "nosniff", status
        assert answer.headers["Referrer-Policy"] == "same-origin", status


@override_settings(ROOT_URLCONF=Broken)
def test_every_page_is_persian_and_has_nothing_inline(world: World, sign_in: SignIn) -> None:
    for status, answer in answers(world, sign_in).items():
        text = answer.content.decode()
        if not text:
            continue
        assert 'lang="fa" dir="rtl"' in text, status
        assert "style=" not in text, status
        assert "<script>" not in text, status
        assert "onclick" not in text, status


@pytest.mark.django_db
def test_a_page_without_its_token_is_told_apart_from_a_forbidden_one() -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/accounts/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "این صفحه کهنه شده بود" in answer.content.decode()
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("data", [{"q": "a\0b"}, {"a\0b": "q"}, {"q": ["fine", "\0"]}])
def test_no_request_may_bring_a_nul(sign_in: SignIn, data: dict[str, Any]) -> None:
    browser = sign_in(person("somebody"))
    assert browser.get("/catalog/search/", data).status_code == 400
    assert browser.post("/accounts/login/", data).status_code == 400


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("0", 0),
        ("12", 12),
        ("007", 7),
        ("", -1),
        ("-1", -1),
        ("1.0", -1),
        ("۱", -1),
        ("²", -1),
        (" 1", -1),
        ("1\n", -1),
        ("9" * 10, -1),
        ("x", -1),
    ],
)
def test_the_version_a_person_saw_is_a_plain_number_or_none(text: str, version: int) -> None:
    assert seen_version(RequestFactory().post("/", {"version": text})) == version


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("7", 7),
        ("0", 0),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("", None),
        ("-1", None),
        ("۷", None),
        ("7\n", None),
        ("1,2", None),
    ],
)
def test_an_id_is_plain_digits_that_a_row_can_have_or_none(text: str, row: int | None) -> None:
    assert row_id(text) == row


def test_no_version_is_none() -> None:
    assert seen_version(RequestFactory().post("/")) == -1


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/help/", "/healthz", "/accounts/login/", "/statistics/"])
def test_head_is_get_without_the_content(address: str) -> None:
    read, head = Client().get(address), Client().head(address)
    assert (head.status_code, head.content) == (read.status_code, b"")
    for name in ("Content-Type", "Content-Length", "Content-Security-Policy"):
        assert head.headers.get(name) == read.headers.get(name)


def test_a_stream_asked_by_head_sends_nothing(rf: RequestFactory) -> None:
    made: list[int] = []

    def rows() -> Iterator[bytes]:
        made.append(1)
        yield b"row"

    request = rf.head("/")
    streamed: Any = StreamingHttpResponse(rows())
    answer: Any = HeadAsGet(lambda asked: streamed)(request)
    assert (b"".join(answer.streaming_content), made, request.method) == (b"", [], "HEAD")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_no_view_meets_a_method_that_the_portal_does_not_speak(method: str) -> None:
    answer: Any = Client().generic(method, "/accounts/login/", b"username=a")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert 'lang="fa" dir="rtl"' in answer.content.decode()


@pytest.mark.django_db
def test_a_static_file_and_a_redirect_to_https_carry_the_policy(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}", encoding="utf-8")
    with override_settings(STATIC_ROOT=tmp_path):
        found: Any = Client().get("/static/a.css")
        assert found.getvalue() == b"a{}"
        found.close()
    with override_settings(SECURE_SSL_REDIRECT=True):
        led = Client().get("/help/")
    for answer in (found, led):
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def packed(content_type: str, encodings: str = "gzip, br") -> Any:
    request = RequestFactory(headers={"Accept-Encoding": encodings}).get("/")
    page = HttpResponse("واحد " * 1000, content_type=content_type)
    return CompressedPages(lambda request: page)(request)


def test_a_page_travels_compressed_and_its_length_tells_nothing() -> None:
    pages = [packed("text/html; charset=utf-8") for _ in range(40)]
    for page in pages:
        assert page.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(page.content).decode() == "واحد " * 1000
    assert len({len(page.content) for page in pages}) > 5


@pytest.mark.parametrize(
    ("content_type", "encodings"),
    [("text/csv", "gzip"), ("application/json", "gzip"), ("text/html", "identity")],
)
def test_a_file_and_a_browser_that_cannot_unpack_get_it_as_it_is(
    content_type: str, encodings: str
) -> None:
    answer = packed(content_type, encodings)
    assert "Content-Encoding" not in answer.headers
    assert answer.content.decode() == "واحد " * 1000


def everybody(content: str = "آمار", **request_headers: str) -> Any:
    """Ask for a page that is marked so, past a session that was looked into."""
    request = RequestFactory(headers=request_headers).get("/")

    def looked_into(asked: HttpRequest) -> Any:
        page = for_everybody(lambda request: HttpResponse(content))(asked)
        page.headers["Vary"] = "Accept-Language, Cookie"
        page.set_cookie("seen", "1")
        return page

    return PrivatePages(looked_into)(request)


def test_a_page_for_everybody_may_be_kept_and_brings_no_cookie() -> None:
    page = everybody()
    assert page.headers["Cache-Control"] == "public, max-age=300"
    assert page.headers["Vary"] == "Accept-Language"
    assert not page.cookies


def test_who_has_the_page_is_told_so_and_a_changed_one_comes_whole() -> None:
    tag = everybody().headers["ETag"]
    again = everybody(**{"If-None-Match": f"W/{tag}"})
    assert (again.status_code, again.content) == (304, b"")
    assert not again.cookies
    assert everybody("آمار دیگر", **{"If-None-Match": tag}).status_code == 200


def test_what_is_no_whole_page_stays_out_of_caches() -> None:
    request = RequestFactory().get("/")
    view: Any = for_everybody(lambda request: HttpResponse(status=404))
    page = PrivatePages(view)(request)
    assert page.headers["Cache-Control"] == "no-store, private"
    assert "ETag" not in page.headers
