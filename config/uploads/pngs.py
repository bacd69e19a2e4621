"""A PNG image, decoded to its last row, so that what is stored is an image and nothing else."""

import struct
import zlib
from collections.abc import Iterator

from config.uploads.errors import UnacceptableFileError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BROKEN = "این تصویر PNG خراب است؛ آن را در برنامهٔ دیگری باز کنید و دوباره ذخیره کنید."
TOO_LARGE = "این تصویر بزرگ‌تر از آن است که باز شود؛ آن را کوچک کنید."
# Samples of a pixel by colour type, and the bit depths of each.
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_ADAM7 = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
_PIECE = 1 << 16
# What is shown; every other chunk says something besides: words, a place, a moment.
_PICTURE = frozenset(
    (b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs")
)
# No picture is longer; one pixel wide, the most pixels would be as many rows to walk.
_MOST_SIDE = 30_000


def clean_png(data: bytes, most_pixels: int) -> bytes:
    """Decode every row within the memory of one piece; return the picture without its notes.

    Raises UnacceptableFileError.

    Checks of each chunk its length and CRC, of the image its size, every row's filter, and that
    it ends with its last row: a small file that unpacks without end is found at its first surplus
    byte. Words, places and moments are taken off unread, packed ones too; so is what follows.
    """
    chunks = _chunks(data)
    kind, header = next(chunks, (b"", b""))
    if kind != b"IHDR" or len(header) != 13:
        raise UnacceptableFileError(BROKEN)
    rows = _rows(header, most_pixels)
    packed = zlib.decompressobj()
    left = 0
    seen = False
    kept = [SIGNATURE, _chunk(kind, header)]
    for kind, body in chunks:
        if kind == b"IDAT":
            seen = True
            left = _unpack(packed, body, rows, left)
        elif kind == b"iCCP":
            _check_profile(body)
        if kind in _PICTURE:
            kept.append(_chunk(kind, body))
    if not seen or not packed.eof or packed.unused_data or left or next(rows, None) is not None:
        raise UnacceptableFileError(BROKEN)
    return b"".join(kept)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield type and content of every chunk up to the end of the picture."""
    place = len(SIGNATURE)
    kind = b""
    while kind != b"IEND":
        if place + 12 > len(data):
            raise UnacceptableFileError(BROKEN)
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        end = place + 8 + length
        body = data[place + 8 : end]
        if (
            end + 4 > len(data)
            or zlib.crc32(kind + body) != struct.unpack(">I", data[end : end + 4])[0]
        ):
            raise UnacceptableFileError(BROKEN)
        yield kind, body
        place = end + 4


def _rows(header: bytes, most_pixels: int) -> Iterator[int]:
    """Compute the lengths of all rows in bytes, each with its filter byte."""
    width, height, depth, colour, packing, filters, interlaced = struct.unpack(">IIBBBBB", header)
    fits = depth in _DEPTHS.get(colour, ()) and not packing and not filters and interlaced in (0, 1)
    if not width or not height or not fits:
        raise UnacceptableFileError(BROKEN)
    if width * height > most_pixels or max(width, height) > _MOST_SIDE:
        raise UnacceptableFileError(TOO_LARGE)
    bits = depth * _SAMPLES[colour]
    # An interlaced image comes in seven passes: where each begins and how far it steps.
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    return (
        1 + (across * bits + 7) // 8
        for x, y, step_x, step_y in passes
        if (across := -(-(width - x) // step_x)) > 0
        for _ in range(max(0, -(-(height - y) // step_y)))
    )


def _unpack(packed: "zlib._Decompress", body: bytes, rows: Iterator[int], left: int) -> int:
    """Walk the unpacked bytes row by row; return how many the row begun still wants."""
    while body:
        # Behind its end nothing is unpacked any more, and what stands there is left for ever.
        if packed.eof:
            raise UnacceptableFileError(BROKEN)
        try:
            piece = packed.decompress(body, _PIECE)
        except zlib.error as fault:
            raise UnacceptableFileError(BROKEN) from fault
        body = packed.unconsumed_tail
        place = 0
        while place < len(piece):
            if not left:
                left = next(rows, 0)
                if not left or piece[place] > 4:
                    raise UnacceptableFileError(BROKEN)
            step = min(left, len(piece) - place)
            place, left = place + step, left - step
    return left


def _check_profile(body: bytes) -> None:
    """Refuse a colour profile that unpacks to more than a piece of sixteen."""
    _, _, rest = body.partition(b"\0")
    try:
        unpacked = zlib.decompressobj().decompress(rest[1:], 16 * _PIECE)
    except zlib.error as fault:
        raise UnacceptableFileError(BROKEN) from fault
    if len(unpacked) >= 16 * _PIECE:
        raise UnacceptableFileError(TOO_LARGE)
