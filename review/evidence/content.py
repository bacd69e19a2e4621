"""What a file is, by its content: its name and what the browser says of it count for nothing."""

import re
import struct
import zlib

from config.persian import normalize
from review.evidence.enums import FileKind
from review.evidence.errors import Unfit
from review.evidence.pngs import SIGNATURE, TOO_LARGE, check_png

MOST_PIXELS = 50_000_000
OTHER_KIND = "این فایل PDF یا تصویر JPEG یا PNG نیست؛ پسوند نام، نوع فایل را عوض نمی‌کند."
BROKEN_JPEG = "این تصویر JPEG خراب است؛ آن را در برنامهٔ دیگری باز کنید و دوباره ذخیره کنید."
BROKEN_PDF = "این PDF خراب است؛ آن را دوباره ذخیره کنید."
LIVELY_PDF = "این PDF رمز، برنامه یا فایلی در خود دارد؛ آن را ساده چاپ کنید (Print to PDF)."
LONGEST_NAME = 80
# All that a PDF may come to when it is unpacked, in bytes.
MOST_UNPACKED = 200_000_000
_LIVELY = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|Encrypt|SubmitForm|ImportData|GoToE|"
    rb"GoToR)(?![A-Za-z0-9])"
)
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_FRAMES = (0xC0, 0xC1, 0xC2)
# Names that lead elsewhere on a screen: controls, and marks that turn the direction of words.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def checked(data: bytes) -> tuple[FileKind, bytes]:
    """Return what the file is and what of it is kept; raises Unfit.

    A PNG is decoded whole. A JPEG is read segment by segment to its end, and what follows the end
    is cut off. A PDF that carries programs, files or a password is refused.
    """
    if data.startswith(SIGNATURE):
        check_png(data, MOST_PIXELS)
        return FileKind.PNG, data
    if data.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG, data[: _end_of_jpeg(data)]
    if re.match(rb"%PDF-(1\.[0-7]|2\.0)[\r\n ]", data):
        _check_pdf(data)
        return FileKind.PDF, data
    raise Unfit(OTHER_KIND)


def clean_name(name: str, kind: FileKind) -> str:
    """Return a name that leads nowhere: no folder, no unseen sign, the ending of its content."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r'[<>:"|?*;%]', "", _UNSEEN.sub("", last))
    stem = normalize(plain.rpartition(".")[0] or plain).strip(" .")[:LONGEST_NAME].strip()
    return f"{stem or 'مدرک'}.{kind.value}"


def _end_of_jpeg(data: bytes) -> int:
    """Return where the image ends, having read every segment on the way."""
    place, framed, scanned = 2, False, False
    while True:
        marker, place = _marker(data, place)
        if marker == 0xD9:
            if not (framed and scanned):
                raise Unfit(BROKEN_JPEG)
            return place
        if place + 2 > len(data):
            raise Unfit(BROKEN_JPEG)
        (length,) = struct.unpack(">H", data[place : place + 2])
        body = data[place + 2 : place + length]
        if length < 2 or len(body) != length - 2:
            raise Unfit(BROKEN_JPEG)
        place += length
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            _check_frame(marker, body)
            framed = True
        elif marker == 0xDA:
            if not framed:
                raise Unfit(BROKEN_JPEG)
            scanned = True
            place = _end_of_scan(data, place)


def _marker(data: bytes, place: int) -> tuple[int, int]:
    """Return the marker at a place and where its segment begins; fill bytes may stand before."""
    if data[place : place + 1] != b"\xff":
        raise Unfit(BROKEN_JPEG)
    while data[place : place + 1] == b"\xff":
        place += 1
    marker = data[place : place + 1]
    if not marker or marker[0] in (0x00, 0xD8):
        raise Unfit(BROKEN_JPEG)
    return marker[0], place + 1


def _check_frame(marker: int, body: bytes) -> None:
    if marker not in _FRAMES or len(body) < 6:
        raise Unfit(BROKEN_JPEG)
    depth, height, width, parts = struct.unpack(">BHHB", body[:6])
    if depth != 8 or not height or not width or parts not in (1, 3, 4):
        raise Unfit(BROKEN_JPEG)
    if len(body) != 6 + 3 * parts:
        raise Unfit(BROKEN_JPEG)
    if width * height > MOST_PIXELS:
        raise Unfit(TOO_LARGE)


def _end_of_scan(data: bytes, place: int) -> int:
    """Return the marker behind the packed image; stuffed bytes and restarts belong to it."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise Unfit(BROKEN_JPEG)
        following = data[place + 1]
        if following not in (0x00, 0xFF) and not 0xD0 <= following <= 0xD7:
            return place
        place += 1 if following == 0xFF else 2


def _check_pdf(data: bytes) -> None:
    """Refuse what is cut off, what is alive, and what unpacks without end."""
    if b"%%EOF" not in data[-1024:] or b"startxref" not in data[-2048:]:
        raise Unfit(BROKEN_PDF)
    _refuse_lively(_STREAM.sub(b"", data))
    left = MOST_UNPACKED
    for found in _STREAM.finditer(data):
        about = data[max(0, data.rfind(b"obj", 0, found.start())) : found.start()]
        about = _plain(about)
        # Object streams hold names of their own; packed in another way they cannot be read.
        holds_objects = b"/ObjStm" in about
        flates = about.count(b"/FlateDecode") + len(re.findall(rb"/Fl(?![A-Za-z])", about))
        if flates > 1 or (holds_objects and (not flates or b"Decode" in _other_filters(about))):
            raise Unfit(LIVELY_PDF)
        # What another filter wraps cannot be unpacked here; a picture's own is no Flate.
        if flates and b"Decode" not in _other_filters(about):
            left -= _unpacked(found[1], left, holds_objects)


def _unpacked(packed: bytes, left: int, holds_objects: bool) -> int:
    """Return how much a stream comes to; names that it holds are looked at."""
    try:
        content = zlib.decompressobj().decompress(packed, left + 1)
    except zlib.error as fault:
        raise Unfit(BROKEN_PDF) from fault
    if len(content) > left:
        raise Unfit(TOO_LARGE)
    if holds_objects:
        _refuse_lively(content)
    return len(content)


def _other_filters(about: bytes) -> bytes:
    return about.replace(b"/FlateDecode", b"").replace(b"/DecodeParms", b"")


def _refuse_lively(text: bytes) -> None:
    if _LIVELY.search(_plain(text)):
        raise Unfit(LIVELY_PDF)


def _plain(text: bytes) -> bytes:
    """Return a PDF's text with its names spelled out: «/J#53» is «/JS»."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text)
