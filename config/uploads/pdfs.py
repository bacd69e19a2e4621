"""A PDF, read stream by stream: what is cut off, alive, or unpacks without end is refused.

Every byte is looked at once: a file that is made to be slow is no slower than another.
"""

import re
import zlib
from collections.abc import Iterator

from config.uploads.errors import UnacceptableFileError
from config.uploads.pngs import TOO_LARGE

BROKEN = "این PDF خراب است؛ آن را دوباره ذخیره کنید."
LIVELY = "این PDF رمز، برنامه یا فایلی در خود دارد؛ آن را ساده چاپ کنید (Print to PDF)."
# All that a PDF may come to when it is unpacked, in bytes, and how much of it is held at once.
MOST_UNPACKED = 200_000_000
_PIECE = 1 << 20
_LONG_NAMES = (
    rb"JavaScript|Launch|EmbeddedFiles?|RichMedia|Encrypt|SubmitForm|ImportData|GoToE|GoToR"
)
_LIVE = re.compile(rb"/(JS|XFA|" + _LONG_NAMES + rb")(?![A-Za-z0-9])")
# Packed bytes hold the short names by chance, these never.
_HIDDEN = re.compile(rb"/(ObjStm|" + _LONG_NAMES + rb")(?![A-Za-z0-9])")
_BEGIN, _END = re.compile(rb"stream\r?\n"), b"endstream"
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)(?![A-Za-z])")
# No name is longer, with every letter spelled as «#53».
_SEAM = 64


def check_pdf(data: bytes) -> None:
    """Refuse a PDF with programs, files or a password, and a broken one.

    Raises UnacceptableFileError.
    """
    if b"%%EOF" not in data[-1024:] or b"startxref" not in data[-2048:]:
        raise UnacceptableFileError(BROKEN)
    left = MOST_UNPACKED
    for about, packed in _streams(data):
        about = _plain(about)
        _refuse(_LIVE, about)
        # What a reader of PDF does not take for a stream, as after a sign of comment, is no
        # hiding place: neither for what is alive nor for a stream that holds objects.
        _refuse(_HIDDEN, _plain(packed))
        if packed:
            left -= _size(about, packed, left)


def _streams(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each stream behind all that stands before it; at last what follows, with nothing."""
    place = 0
    while True:
        begin = _BEGIN.search(data, place)
        end = data.find(_END, begin.end()) if begin else -1
        if begin is None or end < 0:
            yield data[place:], b""
            return
        yield data[place : begin.start()], data[begin.end() : end]
        place = end + len(_END)


def _size(about: bytes, packed: bytes, left: int) -> int:
    """Count the bytes of a stream, as far as it can be unpacked here."""
    flates = len(_FLATE.findall(about))
    others = b"Decode" in about.replace(b"/FlateDecode", b"").replace(b"/DecodeParms", b"")
    # Object streams hold names of their own; packed in another way they cannot be read.
    holds_objects = b"/ObjStm" in about
    unread = not flates or others or b"/Predictor" in about
    if flates > 1 or (holds_objects and unread):
        raise UnacceptableFileError(LIVELY)
    # What another filter wraps cannot be unpacked here; a picture's own is no Flate.
    return _unpacked(packed, left, holds_objects) if flates and not others else 0


def _unpacked(packed: bytes, left: int, holds_objects: bool) -> int:
    """Count the bytes of a stream piece by piece; names that it holds are looked at."""
    stream, size, seam = zlib.decompressobj(), 0, b""
    while True:
        try:
            piece = stream.decompress(packed, _PIECE)
        except zlib.error as fault:
            raise UnacceptableFileError(BROKEN) from fault
        size += len(piece)
        if size > left:
            raise UnacceptableFileError(TOO_LARGE)
        if holds_objects:
            _refuse(_LIVE, _plain(seam + piece))
            seam = (seam + piece)[-_SEAM:]
        packed = stream.unconsumed_tail
        # What stands behind the end is left over for ever.
        if stream.eof or (not packed and len(piece) < _PIECE):
            return size


def _refuse(names: "re.Pattern[bytes]", text: bytes) -> None:
    if names.search(text):
        raise UnacceptableFileError(LIVELY)


def _plain(text: bytes) -> bytes:
    """Spell out the names in a PDF's text: «/J#53» is «/JS»."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text)
