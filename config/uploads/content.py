"""What a file is, by its content: its name and what the browser says of it count for nothing."""

import re
import struct

from config.persian import normalize
from config.uploads.enums import FileKind
from config.uploads.errors import UnacceptableFileError
from config.uploads.pdfs import check_pdf
from config.uploads.pngs import SIGNATURE, TOO_LARGE, clean_png

MOST_PIXELS = 50_000_000
OTHER_KIND = "این فایل PDF یا تصویر JPEG یا PNG نیست؛ پسوند نام، نوع فایل را عوض نمی‌کند."
BROKEN_JPEG = "این تصویر JPEG خراب است؛ آن را در برنامهٔ دیگری باز کنید و دوباره ذخیره کنید."
LONGEST_NAME = 80
_FRAMES = (0xC0, 0xC1, 0xC2)
# What a JPEG says of its colours: JFIF, a profile, Adobe's sign of how they are mixed.
_COLOURS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
# The notes of a camera with one entry: which side is up.
_UPRIGHT = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01"
_FRONT = 1024
_HARMLESS = b"\xef\xbb\xbf \t\r\n\f\0"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def checked(data: bytes) -> tuple[FileKind, bytes]:
    """Tell what the file is and what of it is kept; raises UnacceptableFileError.

    A PNG is decoded whole, a JPEG read segment by segment; what follows the end of either is cut
    off, as what stands before a PDF. A PDF that carries programs, files or a password is refused.
    """
    if data.startswith(SIGNATURE):
        return FileKind.PNG, clean_png(data, MOST_PIXELS)
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG, _clean_jpeg(data)
    # Readers of PDF look for the beginning in the first kilobyte: a mark of UTF-8 or an empty line
    # in front is no other kind. What stands there is cut off, as the end of a picture is.
    begins = re.search(rb"%PDF-(1\.[0-7]|2\.0)[\r\n ]", data[:_FRONT])
    if begins and not data[: begins.start()].strip(_HARMLESS):
        document = data[begins.start() :]
        check_pdf(document)
        return FileKind.PDF, document
    raise UnacceptableFileError(OTHER_KIND)


def clean_name(name: str, kind: FileKind) -> str:
    """Make a name that leads nowhere: no folder, no unseen sign, the ending of its content."""
    # Normalized before it is cut: that may bring a slash of its own.
    last = re.split(r"[/\\]", normalize(_CONTROLS.sub("", name)))[-1]
    plain = re.sub(r'[<>:"|?*;%]', "", last)
    stem = (plain.rpartition(".")[0] or plain).strip(" .")[:LONGEST_NAME].strip()
    return f"{stem or 'مدرک'}.{kind.value}"


def _clean_jpeg(data: bytes) -> bytes:
    """Read every segment to the end of the picture; leave out what says something besides.

    Of a camera's notes only which side is up is kept: places, moments and comments are not.
    """
    place, framed, scanned, upright = 2, False, False, 1
    kept: list[bytes] = []
    while True:
        marker, place = _marker(data, place)
        if marker == 0xD9:
            if not (framed and scanned):
                raise UnacceptableFileError(BROKEN_JPEG)
            side = _segment(0xE1, _UPRIGHT + struct.pack(">HHI", upright, 0, 0))
            return b"\xff\xd8" + (side if upright > 1 else b"") + b"".join(kept) + b"\xff\xd9"
        body = _body(data, place)
        place += 2 + len(body)
        upright = _upright_side(body) if marker == 0xE1 and upright == 1 else upright
        if _shows(marker, body):
            kept.append(_segment(marker, body))
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            _check_frame(marker, body)
            framed = True
        elif marker == 0xDA:
            if not framed:
                raise UnacceptableFileError(BROKEN_JPEG)
            scanned = True
            end = _end_of_scan(data, place)
            kept.append(data[place:end])
            place = end


def _body(data: bytes, place: int) -> bytes:
    """Read what a segment holds behind its length."""
    if place + 2 > len(data):
        raise UnacceptableFileError(BROKEN_JPEG)
    (length,) = struct.unpack(">H", data[place : place + 2])
    body = data[place + 2 : place + length]
    if length < 2 or len(body) != length - 2:
        raise UnacceptableFileError(BROKEN_JPEG)
    return body


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def _shows(marker: int, body: bytes) -> bool:
    """Tell whether a segment belongs to the picture and its colours."""
    if marker == 0xFE or 0xE0 <= marker <= 0xEF:
        return body.startswith(_COLOURS.get(marker, b"\0nothing"))
    return True


def _upright_side(body: bytes) -> int:
    """Find which side is up in the notes of a camera (EXIF); 1 where they do not say."""
    order = {b"II": "<", b"MM": ">"}.get(body[6:8])
    if not body.startswith(b"Exif\0\0") or order is None:
        return 1
    notes = body[6:]
    try:
        (start,) = struct.unpack(order + "I", notes[4:8])
        (count,) = struct.unpack(order + "H", notes[start : start + 2])
        for place in range(start + 2, start + 2 + 12 * count, 12):
            tag, _, _, value = struct.unpack(order + "HHIH", notes[place : place + 10])
            if tag == 0x112:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        # Notes that end too early say nothing.
        return 1
    return 1


def _marker(data: bytes, place: int) -> tuple[int, int]:
    """Read the marker at a place and where its segment begins; fill bytes may stand before."""
    if data[place : place + 1] != b"\xff":
        raise UnacceptableFileError(BROKEN_JPEG)
    while data[place : place + 1] == b"\xff":
        place += 1
    marker = data[place : place + 1]
    if not marker or marker[0] in (0x00, 0xD8):
        raise UnacceptableFileError(BROKEN_JPEG)
    return marker[0], place + 1


def _check_frame(marker: int, body: bytes) -> None:
    if marker not in _FRAMES or len(body) < 6:
        raise UnacceptableFileError(BROKEN_JPEG)
    depth, height, width, parts = struct.unpack(">BHHB", body[:6])
    if depth != 8 or not height or not width or parts not in (1, 3, 4):
        raise UnacceptableFileError(BROKEN_JPEG)
    if len(body) != 6 + 3 * parts:
        raise UnacceptableFileError(BROKEN_JPEG)
    if width * height > MOST_PIXELS:
        raise UnacceptableFileError(TOO_LARGE)


def _end_of_scan(data: bytes, place: int) -> int:
    """Find the marker behind the packed image; stuffed bytes and restarts belong to it."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise UnacceptableFileError(BROKEN_JPEG)
        following = data[place + 1]
        if following not in (0x00, 0xFF) and not 0xD0 <= following <= 0xD7:
            return place
        place += 1 if following == 0xFF else 2
