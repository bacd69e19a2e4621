"""Pages that were answered once, hung up in a small server for the browser to look at.

Nothing is asked of the portal again: what the browser gets is the answer, byte for byte, with its
headers, and the portal's static files.
"""

import mimetypes
import re
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import sha256
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.axe import (
    COLOURED,
    MARK_ALIKE,
    MARK_FRAME,
    VIOLATIONS,
    WIDTHS,
    bring_axe,
)

# What changes a page's look or what is said of it; numbers, words and addresses do not.
TELLING = ("class", "type", "role", "scope", "hidden", "disabled", "open", "autocomplete", "dir")
NAMED = re.compile(r"\d+")
# A page that leads on at once is looked at too, though nobody waits at its other end.
HELD_STILL = (b'http-equiv="refresh" content="0;', b'name="leads-on" content="')


class Gallery:
    """Answers by the path under which they hang."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[dict[str, str], bytes]] = {}
        self.address = ""

    def hang(self, answer: Any) -> str:
        """Hang an answer up under an address of its own."""
        path = f"/seen/{len(self.pages)}"
        self.pages[path] = dict(answer.headers.items()), answer.content.replace(*HELD_STILL)
        return self.address + path


@contextmanager
def gallery() -> Iterator[Gallery]:
    """Open a gallery for the block."""
    found = Gallery()

    class Handler(BaseHTTPRequestHandler):
        """Serves what hangs here, and static files that the browser may keep."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer one page or one file; whatever it was before, it is shown with 200."""
            path = self.path.partition("?")[0]
            headers, body = found.pages.get(path) or _file(path)
            self.send_response(200 if headers else 404)
            for name, value in headers.items():
                # Sent anew below; here nothing varies.
                if name.lower() not in ("content-length", "vary"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing: thousands of lines would bury the table."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


def _file(path: str) -> tuple[dict[str, str], bytes]:
    static = f"/{settings.STATIC_URL.strip('/')}/"
    place = finders.find(path.removeprefix(static)) if path.startswith(static) else None
    if not isinstance(place, str):
        return {}, b""
    kind = mimetypes.guess_type(place)[0] or "application/octet-stream"
    headers = {"Content-Type": kind, "Cache-Control": "max-age=1000000, immutable"}
    return headers, Path(place).read_bytes()


def look_at(
    page: Page, address: str, judged: Collection[int], *, framed: bool, whole: bool
) -> list[str]:
    """List each violation that axe finds at the `judged` widths, and each overflow at any.

    When `framed`, of the frame around the content too. When `whole`, of every row, and in the dark
    scheme too: it changes colours alone, so there contrast is examined.
    """
    page.goto(address)
    bring_axe(page)
    if not whole:
        page.evaluate(MARK_ALIKE)
    if not framed:
        page.evaluate(MARK_FRAME)
    faults: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        if acts.overflow(page) > 0:
            faults.append(f"{width}: overflows sideways")
        if width not in judged:
            continue
        # Without motion: contrast is that of colours at rest.
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        coloured = width in COLOURED or whole
        light = page.evaluate(VIOLATIONS, [False, whole, coloured])
        faults += [f"{width}: {one}" for one in light]
        if whole:
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            dark = page.evaluate(VIOLATIONS, [True, whole, True])
            faults += [f"{width} dark: {one}" for one in dark]
    return faults


def shape_of_page(text: str) -> tuple[str, str]:
    """Digest what tells a page's content and its frame from others, numbers and words apart."""
    reader = _Shape()
    reader.feed(text)
    inside, around = (
        sha256("\n".join(sorted(set(lines))).encode()).hexdigest()[:16]
        for lines in (reader.inside, reader.around)
    )
    return inside, around


class _Shape(HTMLParser):
    """Collects the kinds of elements inside `main` and around it; rows alike count once."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.around: list[str] = []
        self.in_main = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_main |= tag == "main"
        said = [f"{name}={value}" for name, value in attrs if name in TELLING]
        said += sorted(name for name, _ in attrs if name.startswith(("aria-", "data-")))
        named = [NAMED.sub("N", value or "") for name, value in attrs if name == "name"]
        (self.inside if self.in_main else self.around).append(" ".join([tag, *said, *named]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self.in_main = False
