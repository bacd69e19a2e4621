"""Small files for tests, made byte by byte: images and documents, whole and broken."""

import struct
import zlib
from itertools import count

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


def without_words(data: bytes) -> bytes:
    """Take the words of a sample off, which each of them has."""
    begins = data.index(b"tEXt") - 4
    return data[:begins] + data[data.index(b"IDAT") - 4 :]


def jpeg(width: int = 8, height: int = 8, tail: bytes = b"") -> bytes:
    """Make the frame of a JPEG: segments, one scan, the end, and what follows it."""

    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    tables = segment(0xDB, b"\0" + b"\1" * 64) + segment(0xC4, b"\0" + b"\1" + b"\0" * 15 + b"\0")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x55\xff\x00\xaa\xff\xd0\x12"
    return b"\xff\xd8" + tables + segment(0xC0, frame) + scan + b"\xff\xd9" + tail


def pdf(extra: bytes = b"", stream: bytes | None = None, about: bytes = b"") -> bytes:
    """Make a small PDF with some more in its catalogue, and a packed stream when given."""
    packed = b""
    if stream is not None:
        packed = b"2 0 obj\n<< /Filter /FlateDecode " + about + b" >>\nstream\n"
        packed += zlib.compress(stream, 9) + b"\nendstream\nendobj\n"
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog "
        + extra
        + b" >>\nendobj\n"
        + packed
        + b"xref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    )
