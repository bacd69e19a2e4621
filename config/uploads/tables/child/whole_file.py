"""Takes the limits, tells the kind of a file by its content, and has it read."""

import json
import resource
import signal
import sys
from typing import IO, Any, Final

from config.uploads.tables.child import csv_file, xlsx_file
from config.uploads.tables.child.rows import (
    MOST_BYTES,
    MOST_CPU_SECONDS,
    MOST_FILES,
    MOST_MEMORY,
    MOST_OUTPUT,
    MOST_SECONDS,
    RefusedError,
)

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_PACKED: Final = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OTHERS: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"MZ\x90", b"\x7fELF")
# What systems send as «xls» and Excel opens with a warning.
_PAGES: Final = (
    b"<html",
    b"<!doctype",
    b"<table",
    b"<meta",
    b"<?xml",
    b"<head",
    b"<style",
    b"<div",
)


def main() -> None:
    _take_limits()
    out = sys.stdout.buffer
    found: dict[str, Any]
    try:
        found = {"sheets": read(sys.stdin.buffer.read(MOST_BYTES + 1), out)}
    except RefusedError as refused:
        found = {"cause": refused.cause, "row": refused.row}
    except MemoryError:
        found = {"cause": "TOO_LARGE", "row": 0}
    out.write(json.dumps(found).encode() + b"\n")


def _take_limits() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, MOST_OUTPUT),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # Told apart from want of memory by its signal; the second is for one that would not hear it.
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS + 1))
    # Python would go on with an error that says nothing.
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    # Also when nobody waits for the answer any more.
    signal.alarm(MOST_SECONDS)


def read(data: bytes, out: IO[bytes]) -> list[dict[str, Any]]:
    """Write the rows of a file; tell its sheets."""
    if len(data) > MOST_BYTES:
        raise RefusedError("TOO_BIG")
    if data.startswith(b"PK"):
        return xlsx_file.read(data, out)
    if data.startswith(_OLE):
        raise RefusedError("LOCKED" if _ENCRYPTED in data else "OLD_EXCEL")
    if data.startswith(_PACKED):
        raise RefusedError("PACKED")
    if data.startswith(_OTHERS):
        raise RefusedError("OTHER_KIND")
    if data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGES):
        raise RefusedError("WEB_PAGE")
    return [csv_file.read(data, out)]
