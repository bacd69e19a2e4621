"""What stands between server and views: compression, privacy, what is refused at the door."""

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string

from config.http import GetResponse

METHODS = ("GET", "HEAD", "POST")


class PrivatePages:
    """Keep figures out of every cache of a browser or proxy: drafts survive on the server."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        if response.headers["Cache-Control"].startswith("public"):
            _without_person(response)
        return response


def _without_person(response: HttpResponseBase) -> None:
    """Let a page that is the same for everybody depend on no cookie, and bring none.

    The session is looked into on the way to every view; a cache would keep a copy for each cookie.
    """
    response.cookies.clear()
    varies = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = [name for name in varies if name and name.lower() != "cookie"]
    del response.headers["Vary"]
    if kept:
        response.headers["Vary"] = ", ".join(kept)


class RejectNulInput:
    """Answer before any view what no form can take: NUL (400), more than a form holds (413).

    PostgreSQL stores no NUL, and nobody types one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("NUL in a cookie")
        try:
            sent = request.POST
        except (TooManyFieldsSent, TooManyFilesSent, RequestDataTooBig):
            return HttpResponse(render_to_string("413.html"), status=413)
        for data in (request.GET, sent):
            for key, values in data.lists():
                if "\0" in key or any("\0" in value for value in values):
                    raise BadRequest("NUL in the input")
        return self.get_response(request)


class CompressedPages(GZipMiddleware):
    """Compress pages, a step to a sixth of its size; files are sent as they are.

    Django pads each with random bytes and masks the CSRF token anew each time, so that lengths
    tell nothing of what a page holds (BREACH). The proxy in front must not compress them itself.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # A file is packed already, or read as it comes.
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class HeadAsGet:
    """Answer HEAD as GET without the content, so that no view has to think of it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response: HttpResponseBase = self.get_response(request)
        request.method = "HEAD"
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()
        elif isinstance(response, HttpResponse):
            response.content = b""
        return response


class WrongMethod:
    """Answer an address asked in the wrong way with a page (405), not with an empty one.

    The portal speaks GET, HEAD and POST; every other method is refused before any view sees it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.method in METHODS
        response = self.get_response(request) if known else HttpResponseNotAllowed(METHODS)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        allowed = {name.strip() for name in response.headers.get("Allow", "").split(",")}
        allowed |= {"HEAD"} if "GET" in allowed else set()
        # The same answer keeps the headers that other middleware has given it.
        response.headers["Allow"] = ", ".join(name for name in METHODS if name in allowed)
        response.content = render_to_string("405.html", request=request)
        response.headers["Content-Type"] = "text/html; charset=utf-8"
        return response
