"""Small files for tests: images and documents, whole and broken."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from itertools import count
from typing import Any

from pikepdf import Array, Name, Pdf
from PIL import Image

_COLOURS = count(1)


def chunk(kind: bytes, body: bytes) -> bytes:
    """Pack one chunk of a PNG with its length and CRC."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 2, height: int = 2, rows: bytes | None = None, interlaced: int = 0) -> bytes:
    """Make a grey PNG, each call another; `rows` are its unpacked bytes when given."""
    grey = next(_COLOURS)
    if rows is None:
        rows = (b"\0" + bytes([grey % 256]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced)
    words = chunk(b"tEXt", b"n\0" + str(grey).encode())
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + words
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def jpeg(width: int = 8, height: int = 8, tail: bytes = b"") -> bytes:
    """Make the frame of a JPEG: segments, one scan, the end, and what follows it."""

    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    tables = segment(0xDB, b"\0" + b"\1" * 64) + segment(0xC4, b"\0" + b"\1" + b"\0" * 15 + b"\0")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x55\xff\x00\xaa\xff\xd0\x12"
    return b"\xff\xd8" + tables + segment(0xC0, frame) + scan + b"\xff\xd9" + tail


def photo(side: int = 6) -> bytes:
    """Make a photograph of 40 by 30 whose notes say which side is up, where it was and by whom."""
    notes = Image.Exif()
    notes[0x112] = side
    notes[0x8825] = {1: "N", 2: (36.0, 26.0, 5.0)}
    out = BytesIO()
    Image.new("RGB", (40, 30), (200, 90, 10)).save(out, "JPEG", exif=notes, comment=b"phone 12")
    return out.getvalue()


def pixels(data: bytes) -> tuple[tuple[int, int], bytes]:
    """Read a picture back: its size and what it shows."""
    with Image.open(BytesIO(data)) as picture:
        return picture.size, picture.tobytes()


def pdf(change: Callable[[Pdf], None] | None = None, pages: int = 1, **kept: Any) -> bytes:
    """Make a PDF of blank pages, with a line on each, changed before it is saved."""
    document = Pdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(300, 300))
        document.pages[-1].obj.Contents = document.make_stream(b"0 0 m 100 100 l S")
    if change:
        change(document)
    out = BytesIO()
    document.save(out, **kept)
    return out.getvalue()


def packed_page(size: int, times: int = 1) -> Callable[[Pdf], None]:
    """Put a page into a PDF that unpacks to so many bytes, packed once or several times."""

    def change(document: Pdf) -> None:
        content = b" " * size
        for _ in range(times):
            content = zlib.compress(content, 9)
        page = document.make_stream(b"")
        page.write(content, filter=Array([Name.FlateDecode] * times))
        document.pages[0].obj.Contents = page

    return change


def by_hand(*objects: bytes) -> bytes:
    """Write a PDF of these objects, numbered from 1; the first is its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + table + end % (len(objects) + 1, len(out))
