"""Reads one hostile file in a process of its own and writes its clean copy.

`config.uploads.content` starts it by its path, with no environment and no open connection. It
stands alone and imports nothing of the project: whoever took it over by a fault in a library would
find no secret in it. Pillow and pikepdf are imported here alone, behind the limits.

The file comes on stdin. The answer leaves on stdout: a line with the kind or the name of a cause,
then the copy.
"""

import resource
import signal
import sys
from enum import Enum
from io import BytesIO
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Object, Pdf, Stream

# What a process may take. A photograph of the most pixels that is turned needs 400 MB.
MOST_MEMORY = 768 * 2**20
MOST_CPU_SECONDS = 10
MOST_SECONDS = 20
MOST_BYTES = 32 * 2**20
MOST_FILES = 32
MOST_PIXELS = 50_000_000
# All that the parts of a PDF may come to when they are unpacked.
MOST_UNPACKED = 200_000_000

PICTURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
# Readers of PDF look for its beginning in the first kilobyte.
_FRONT = 1024
# Of what a picture says besides, only what its colours are.
_COLOURS = frozenset({"icc_profile", "transparency"})
# What shows a page: no actions, no files, no notes of programs.
_PAGE = frozenset(
    {
        "/Type",
        "/Parent",
        "/MediaBox",
        "/CropBox",
        "/BleedBox",
        "/TrimBox",
        "/ArtBox",
        "/Rotate",
        "/UserUnit",
        "/Contents",
        "/Resources",
        "/Group",
    }
)
_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/URI",
        "/GoToR",
        "/GoToE",
        "/SubmitForm",
        "/ImportData",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
        "/ResetForm",
        "/Hide",
        "/Named",
        "/Thread",
        "/GoTo3DView",
        "/SetOCGState",
        "/Trans",
    }
)
# Every reader of PDF unpacks these by itself; what they may wrap is a picture's own kind.
_PACKINGS = frozenset(
    {"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode"}
)
# Data in another file, what made a picture, files that belong to it.
_BESIDES = ("/F", "/Metadata", "/PieceInfo", "/AF", "/OPI", "/Ref")


class Cause(Enum):
    """Why a file is refused, as the person reads it."""

    OTHER_KIND = "این فایل PDF یا تصویر JPEG یا PNG نیست؛ پسوند نام، نوع فایل را عوض نمی‌کند."
    DAMAGED_PICTURE = "این تصویر خراب است؛ آن را در برنامهٔ دیگری باز کنید و دوباره ذخیره کنید."
    TOO_MANY_PIXELS = "این تصویر بیش از ۵۰ میلیون پیکسل دارد؛ آن را کوچک‌تر ذخیره کنید."
    LONG_NOTES = (
        "یادداشت‌های درون این تصویر بیش از اندازه بزرگ است؛ "
        "آن را در برنامهٔ دیگری باز کنید و دوباره ذخیره کنید."
    )
    DAMAGED_PDF = "این PDF خراب است؛ آن را دوباره ذخیره کنید."
    NO_PAGES = "این PDF هیچ صفحه‌ای ندارد؛ فایل دیگری انتخاب کنید."
    LOCKED = "این PDF رمز دارد و بدون آن باز نمی‌شود؛ نسخهٔ بدون رمز آن را ارسال کنید."
    PORTFOLIO = "این PDF بسته‌ای از فایل‌های دیگر است (Portfolio)؛ آن فایل‌ها را جداگانه ارسال کنید."
    DYNAMIC_FORM = (
        "این PDF فرم پویا (XFA) است و صفحهٔ ثابتی ندارد؛ "
        "آن را چاپ کنید (Print to PDF) و فایل حاصل را ارسال کنید."
    )
    TOO_LARGE = (
        "این فایل هنگام باز شدن بیش از اندازه بزرگ می‌شود؛ آن را کوچک‌تر یا ساده‌تر ذخیره کنید."
    )
    TOO_SLOW = "خواندن این فایل بیش از اندازه طول کشید؛ آن را کوچک‌تر یا ساده‌تر ذخیره کنید."
    UNREADABLE = "این فایل خوانده نشد؛ آن را در برنامهٔ دیگری باز کنید و دوباره ذخیره کنید."


class RefusedError(Exception):
    """The file has no clean copy."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.name)
        self.cause = cause


def main() -> None:
    _take_limits()
    data = sys.stdin.buffer.read()
    try:
        kind, copy = clean(data)
    except RefusedError as refused:
        kind, copy = refused.cause.name, b""
    except MemoryError:
        kind, copy = Cause.TOO_LARGE.name, b""
    sys.stdout.buffer.write(kind.encode() + b"\n" + copy)


def _take_limits() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        # The copy behind the line that names it.
        (resource.RLIMIT_FSIZE, MOST_BYTES + _FRONT),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # Told apart from want of memory by its signal; the second is for one that would not hear it.
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS + 1))
    # Also when nobody waits for the answer any more.
    signal.alarm(MOST_SECONDS)


def clean(data: bytes) -> tuple[str, bytes]:
    """Tell what the file is by its content, and what of it is kept; raises RefusedError."""
    kind = next((kind for begin, kind in PICTURES.items() if data.startswith(begin)), None)
    if kind is None and b"%PDF-" not in data[:_FRONT]:
        raise RefusedError(Cause.OTHER_KIND)
    copy = clean_picture(data) if kind else clean_pdf(data)
    if len(copy) > MOST_BYTES:
        raise RefusedError(Cause.TOO_LARGE)
    return kind or "pdf", copy


def clean_picture(data: bytes) -> bytes:
    """Decode a picture whole, turn it upright, and encode its pixels anew."""
    import warnings

    from PIL import Image, ImageOps, JpegImagePlugin, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    out = BytesIO()
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
            ImageOps.exif_transpose(picture, in_place=True)
            picture.info = {key: picture.info[key] for key in _COLOURS & picture.info.keys()}
            if isinstance(picture, JpegImagePlugin.JpegImageFile):
                # With its own tables it loses as little as can be, and grows as little.
                sampling = JpegImagePlugin.get_sampling(picture)
                tables = picture.quantization
                picture.save(out, "JPEG", qtables=tables, subsampling=sampling)
            else:
                picture.save(out, "PNG")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise RefusedError(Cause.TOO_MANY_PIXELS) from fault
    except ValueError as fault:
        # Pillow names no class for packed words that are too long.
        long = "too large" in str(fault) or "text chunks" in str(fault)
        raise RefusedError(Cause.LONG_NOTES if long else Cause.DAMAGED_PICTURE) from fault
    except (UnidentifiedImageError, OSError, SyntaxError, EOFError) as fault:
        raise RefusedError(Cause.DAMAGED_PICTURE) from fault
    return out.getvalue()


def clean_pdf(data: bytes) -> bytes:
    """Put the pages into a new document, and nothing else of the old one."""
    import pikepdf

    # The end is missing: pages may be, and nobody would see it.
    if data.rfind(b"%%EOF") < data.rfind(b"endobj"):
        raise RefusedError(Cause.DAMAGED_PDF)
    try:
        with pikepdf.open(BytesIO(data)) as source, pikepdf.new() as copy:
            _check_catalogue(source)
            # What a person filled in or stamped becomes part of the page.
            source.generate_appearance_streams()
            source.flatten_annotations("screen")
            for page in source.pages:
                for key in page.obj.keys() - _PAGE:
                    del page.obj[key]
                copy.pages.append(page)
            layers = source.Root.get("/OCProperties")
            if isinstance(layers, pikepdf.Dictionary):
                # Which are hidden.
                copy.Root.OCProperties = copy.copy_foreign(source.make_indirect(layers))
            _disarm(copy)
            _check_unpacked(copy)
            out = BytesIO()
            copy.save(out, min_version="1.7", deterministic_id=True)
    except pikepdf.PasswordError as fault:
        raise RefusedError(Cause.LOCKED) from fault
    except pikepdf.PdfError as fault:
        locked = "encrypt" in str(fault)
        raise RefusedError(Cause.LOCKED if locked else Cause.DAMAGED_PDF) from fault
    return out.getvalue()


def _check_catalogue(source: "Pdf") -> None:
    """Refuse what is not in the pages: its copy would say less than the person meant."""
    if "/Collection" in source.Root:
        raise RefusedError(Cause.PORTFOLIO)
    if source.Root.get("/NeedsRendering", False):
        raise RefusedError(Cause.DYNAMIC_FORM)
    many = len(source.pages)
    # qpdf mends a damaged document and tells what it left out.
    if any("Pages tree" in warning for warning in source.get_warnings()):
        raise RefusedError(Cause.DAMAGED_PDF)
    if not many:
        raise RefusedError(Cause.NO_PAGES)


def _disarm(copy: "Pdf") -> None:
    """Empty each action and unhook each file, wherever a page may lead to it."""
    from pikepdf import Array, Dictionary, Stream

    for whole in copy.objects:
        parts: list[Object] = [whole]
        while parts:
            part = parts.pop()
            if isinstance(part, Array):
                inner = list(part)
            elif isinstance(part, Dictionary | Stream):
                _disarm_one(part, isinstance(part, Stream))
                inner = [value for _, value in part.items()]
            else:
                continue
            # The others come up by themselves.
            parts += [
                one
                for one in inner
                if isinstance(one, Array | Dictionary | Stream) and not one.is_indirect
            ]


def _disarm_one(part: "Object", stream: bool) -> None:
    if str(part.get("/S", "")) in _ACTIONS:
        for key in list(part.keys()):
            del part[key]
    # A resource may bear any name, also «EF»; a list of resources says nothing of itself.
    if "/EF" in part and {"/Type", "/F", "/UF"} & part.keys():
        del part["/EF"]
    for key in _BESIDES if stream else ():
        if key in part:
            del part[key]


def _check_unpacked(copy: "Pdf") -> None:
    """Unpack every part once, so that no reader of the copy meets one without end."""
    from pikepdf import Stream

    left = MOST_UNPACKED
    for part in list(copy.objects):
        if isinstance(part, Stream):
            left -= _unpacked(part, copy)
            if left < 0:
                raise RefusedError(Cause.TOO_LARGE)


def _unpacked(part: "Stream", copy: "Pdf") -> int:
    """Count what a part comes to, a picture's own kind as it is packed."""
    from pikepdf import Array, PdfError

    try:
        return len(part.read_bytes())
    except PdfError:
        packings = part.get("/Filter")
    if not isinstance(packings, Array):
        return 0
    outer = list(takewhile(lambda name: str(name) in _PACKINGS, packings))
    try:
        return len(copy.make_stream(part.read_raw_bytes(), Filter=Array(outer)).read_bytes())
    except PdfError:
        # Damaged: the readers show the page without it.
        return 0


if __name__ == "__main__":
    main()
