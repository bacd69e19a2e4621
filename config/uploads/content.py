"""What a file is, by its content: its name and what the browser says of it count for nothing."""

import re
import struct

from config.persian import normalize
from config.uploads.enums import FileKind
from config.uploads.errors import UnacceptableFileError
from config.uploads.pdfs import check_pdf
from config.uploads.pngs import SIGNATURE, TOO_LARGE, check_png

MOST_PIXELS = 50_000_000
OTHER_KIND = "این فایل PDF یا تصویر JPEG یا PNG نیست؛ پسوند نام، نوع فایل را عوض نمی‌کند."
BROKEN_JPEG = "این تصویر JPEG خراب است؛ آن را در برنامهٔ دیگری باز کنید و دوباره ذخیره کنید."
LONGEST_NAME = 80
_FRAMES = (0xC0, 0xC1, 0xC2)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def checked(data: bytes) -> tuple[FileKind, bytes]:
    """Tell what the file is and what of it is kept; raises UnacceptableFileError.

    A PNG is decoded whole. A JPEG is read segment by segment to its end, and what follows the end
    is cut off. A PDF that carries programs, files or a password is refused.
    """
    if data.startswith(SIGNATURE):
        check_png(data, MOST_PIXELS)
        return FileKind.PNG, data
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG, data[: _end_of_jpeg(data)]
    if re.match(rb"%PDF-(1\.[0-7]|2\.0)[\r\n ]", data):
        check_pdf(data)
        return FileKind.PDF, data
    raise UnacceptableFileError(OTHER_KIND)


def clean_name(name: str, kind: FileKind) -> str:
    """Make a name that leads nowhere: no folder, no unseen sign, the ending of its content."""
    # Normalized before it is cut: that may bring a slash of its own.
    last = re.split(r"[/\\]", normalize(_CONTROLS.sub("", name)))[-1]
    plain = re.sub(r'[<>:"|?*;%]', "", last)
    stem = (plain.rpartition(".")[0] or plain).strip(" .")[:LONGEST_NAME].strip()
    return f"{stem or 'مدرک'}.{kind.value}"


def _end_of_jpeg(data: bytes) -> int:
    """Find where the image ends, reading every segment on the way."""
    place, framed, scanned = 2, False, False
    while True:
        marker, place = _marker(data, place)
        if marker == 0xD9:
            if not (framed and scanned):
                raise UnacceptableFileError(BROKEN_JPEG)
            return place
        if place + 2 > len(data):
            raise UnacceptableFileError(BROKEN_JPEG)
        (length,) = struct.unpack(">H", data[place : place + 2])
        body = data[place + 2 : place + length]
        if length < 2 or len(body) != length - 2:
            raise UnacceptableFileError(BROKEN_JPEG)
        place += length
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            _check_frame(marker, body)
            framed = True
        elif marker == 0xDA:
            if not framed:
                raise UnacceptableFileError(BROKEN_JPEG)
            scanned = True
            place = _end_of_scan(data, place)


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
