"""What a file is, by its content; what pretends, is broken or unpacks without end is refused."""

import struct
import zlib

import pytest

from config.uploads.content import (
    BROKEN_JPEG,
    OTHER_KIND,
    checked,
    clean_name,
)
from config.uploads.enums import FileKind
from config.uploads.errors import UnacceptableFileError
from config.uploads.pdfs import BROKEN as BROKEN_PDF
from config.uploads.pdfs import LIVELY as LIVELY_PDF
from config.uploads.pngs import BROKEN, TOO_LARGE
from tests.sample_files import chunk, jpeg, pdf, png, without_words

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def refused(data: bytes) -> str:
    with pytest.raises(UnacceptableFileError) as fault:
        checked(data)
    return str(fault.value)


def header(width: int, height: int, depth: int = 8, colour: int = 0, interlaced: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))


def image(head: bytes, packed: bytes, *more: bytes) -> bytes:
    return SIGNATURE + head + b"".join(more) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize("data", [png(), png(1, 1), png(300, 5), pdf(), pdf(stream=b"0 0 m" * 9)])
def test_whole_files_are_taken_as_they_are(data: bytes) -> None:
    kind, kept = checked(data)
    assert kind == (FileKind.PDF if data.startswith(b"%PDF") else FileKind.PNG)
    assert kept == (data if data.startswith(b"%PDF") else without_words(data))


def exif(side: int, order: str = ">") -> bytes:
    """Make a camera's notes: which side is up, and where it was."""
    entries = struct.pack(order + "HHIHH", 0x112, 3, 1, side, 0)
    entries += struct.pack(order + "HHII", 0x8825, 4, 1, 38)
    mark = b"MM\0*" if order == ">" else b"II*\0"
    notes = mark + struct.pack(order + "I", 8) + struct.pack(order + "H", 2) + entries
    body = b"Exif\0\0" + notes + b"\0\0\0\0GPS 36.2605 N"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def noted(*segments: bytes) -> bytes:
    return jpeg()[:2] + b"".join(segments) + jpeg()[2:]


COMMENT = b"\xff\xfe\x00\x0aphone 12"


def test_a_picture_is_kept_without_place_moment_and_comment() -> None:
    assert checked(noted(exif(1), COMMENT)) == (FileKind.JPEG, jpeg())
    words = zlib.compress(b" " * 100_000_000, 9)
    notes = [
        chunk(b"tEXt", b"Author\0leila"),
        chunk(b"eXIf", exif(1)[10:]),
        chunk(b"tIME", b"\x07\xea\x0b\x1d\0\0\0"),
        # A hundred megabytes in a hundred kilobytes: taken off without being unpacked.
        chunk(b"iTXt", b"note\0\x01\0\0\0" + words),
        chunk(b"zTXt", b"note\0\0" + words),
    ]
    plain = image(header(1, 1), zlib.compress(b"\0\1"))
    assert checked(image(header(1, 1), zlib.compress(b"\0\1"), *notes)) == (FileKind.PNG, plain)


@pytest.mark.parametrize("order", [">", "<"])
def test_a_photograph_stays_upright(order: str) -> None:
    kept = checked(noted(exif(6, order), COMMENT))[1]
    assert b"GPS" not in kept
    assert b"phone" not in kept
    assert kept[2:4] == b"\xff\xe1"
    assert struct.unpack(">HHIH", kept[22:32]) == (0x112, 3, 1, 6)
    # What is kept is read as what it is.
    assert checked(kept) == (FileKind.JPEG, kept)


@pytest.mark.parametrize("front", [b"\xef\xbb\xbf", b"\r\n", b"\n\n  ", b"\xef\xbb\xbf\r\n"])
def test_a_pdf_behind_a_mark_or_an_empty_line_is_a_pdf(front: bytes) -> None:
    assert checked(front + pdf()) == (FileKind.PDF, pdf())


def test_what_follows_a_png_is_cut_off_as_behind_a_jpeg() -> None:
    whole = png()
    assert checked(whole + b"PK\x03\x04<script>") == (FileKind.PNG, without_words(whole))


def test_a_jpeg_ends_where_the_image_ends() -> None:
    assert checked(jpeg()) == (FileKind.JPEG, jpeg())
    assert checked(jpeg(tail=b"PK\x03\x04<script>")) == (FileKind.JPEG, jpeg())


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\0" + png(),
        b"<html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 99,
        b"PK\x03\x04" + b"\0" * 99,
        b"MZ" + pdf(),
        b"\n" * 1020 + pdf(),
        b"%PDF-9.9\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG",
    ],
)
def test_another_kind_is_refused_whatever_its_name(data: bytes) -> None:
    assert refused(data) == OTHER_KIND


@pytest.mark.parametrize("size", [1, 2, 7, 8, 9, 13])
@pytest.mark.parametrize("colour", [0, 2, 3, 4, 6])
def test_interlaced_images_are_decoded_too(size: int, colour: int) -> None:
    """Seven passes, each with its own rows: exactly so many bytes and not one more or less."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    steps = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2))
    rows = b""
    for x, y, across, down in (*steps, (0, 1, 1, 2)):
        wide = len(range(x, size, across))
        rows += (b"\0" + b"\7" * wide * samples) * (len(range(y, size, down)) if wide else 0)
    head = header(size, size, colour=colour, interlaced=1)
    assert checked(image(head, zlib.compress(rows)))[0] == FileKind.PNG
    assert refused(image(head, zlib.compress(rows + b"\0"))) == BROKEN
    assert refused(image(head, zlib.compress(rows[:-1]))) == BROKEN


def test_a_bomb_is_found_at_its_first_surplus_byte() -> None:
    """A hundred kilobytes that unpack to a hundred megabytes behind a header of two pixels."""
    bomb = zlib.compress(b"\0" * 100_000_000, 9)
    assert len(bomb) < 100_000
    assert refused(image(header(2, 2), bomb)) == BROKEN
    assert refused(image(header(30_000, 30_000), bomb)) == TOO_LARGE
    profile = chunk(b"iCCP", b"note\0\0" + bomb)
    assert refused(image(header(1, 1), zlib.compress(b"\0\1"), profile)) == TOO_LARGE
    assert refused(pdf(stream=b"\0" * 200_000_001)) == TOO_LARGE
    assert refused(pdf(stream=bomb, about=b"/Filter [/FlateDecode /FlateDecode]")) == LIVELY_PDF


@pytest.mark.parametrize("cut", [9, 30, 45, -1, -12, -20])
def test_an_image_cut_off_anywhere_is_broken(cut: int) -> None:
    assert refused(png(9, 9)[:cut]) == BROKEN


@pytest.mark.parametrize(
    "data",
    [
        image(header(0, 2), zlib.compress(b"\0\0")),
        image(header(1, 1, depth=3), zlib.compress(b"\0\0")),
        image(header(1, 1, colour=5), zlib.compress(b"\0\0")),
        image(header(1, 1), zlib.compress(b"\5\0")),
        image(header(1, 1), b"not packed"),
        image(header(1, 1), zlib.compress(b"\0\0") + b"more"),
        SIGNATURE + header(1, 1) + chunk(b"IEND", b""),
        SIGNATURE + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""),
        png().replace(b"IHDR", b"IHDX"),
    ],
)
def test_what_is_no_whole_png_is_broken(data: bytes) -> None:
    assert refused(data) == BROKEN


@pytest.mark.parametrize(
    "data",
    [
        jpeg()[:-1],
        jpeg()[:-2],
        jpeg()[:60],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x01",
        jpeg(width=0),
        jpeg().replace(b"\xff\xc0", b"\xff\xc3"),
        b"\xff\xd8\xff\xe0\x00\x02\x00\x00",
    ],
)
def test_what_is_no_whole_jpeg_is_broken(data: bytes) -> None:
    assert refused(data) == BROKEN_JPEG


def test_a_jpeg_of_too_many_pixels_is_refused() -> None:
    assert refused(jpeg(60_000, 60_000)) == TOO_LARGE


@pytest.mark.parametrize(
    "data",
    [
        pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        pdf(b"/J#61vaScript 1"),
        pdf(b"/AA << /S /Launch >>"),
        pdf(b"/Names << /EmbeddedFiles 3 0 R >>"),
        pdf(b"/Encrypt 5 0 R"),
        pdf(stream=b"<< /S /JavaScript >>", about=b"/Type /ObjStm"),
    ],
)
def test_a_pdf_that_carries_programs_files_or_a_password_is_refused(data: bytes) -> None:
    assert refused(data) == LIVELY_PDF


JS = b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"


@pytest.mark.parametrize(
    "data",
    [
        # A reader skips the comments, and sees the catalogue between them.
        pdf(b"% stream\n" + JS + b"\n% endstream\n"),
        pdf(b"% stream\n 9 0 obj << >> ", stream=JS, about=b"/Type /ObjStm"),
        pdf(stream=JS, about=b"/Type /ObjStm /Note (obj)"),
        pdf(stream=b"\2 no name", about=b"/Type /ObjStm /DecodeParms << /Predictor 12 >>"),
        pdf(stream=b" " * (1 << 20) + JS + b" " * (1 << 20), about=b"/Type /ObjStm"),
        pdf(stream=b" " * ((1 << 20) - 3) + JS, about=b"/Type /ObjStm"),
    ],
)
def test_no_place_in_a_pdf_hides_a_program(data: bytes) -> None:
    assert refused(data) == LIVELY_PDF


@pytest.mark.parametrize("many", [b"stream\n", b"stream\nendstream"])
def test_a_pdf_of_nothing_but_beginnings_is_read_once(many: bytes) -> None:
    """Where each beginning looks for its end anew, this takes minutes."""
    assert checked(pdf(many * 100_000))[0] == FileKind.PDF


def test_what_stands_behind_the_end_of_a_large_packed_part_is_no_endless_work() -> None:
    """More than one piece, and then something that is left over for ever."""
    rows = zlib.compress((b"\0" + b"\1" * 300) * 300)
    assert refused(image(header(300, 300), rows + b"more")) == BROKEN
    more = chunk(b"IDAT", b"more")
    whole = SIGNATURE + header(300, 300) + chunk(b"IDAT", rows) + more + chunk(b"IEND", b"")
    assert refused(whole) == BROKEN
    assert checked(pdf(stream=b" " * 3_000_000, about=b"/Type /ObjStm"))[0] == FileKind.PDF


def test_an_image_of_one_long_line_is_refused() -> None:
    rows = b"\0\1" * 30_001
    assert refused(image(header(1, 30_001), zlib.compress(rows))) == TOO_LARGE
    assert checked(image(header(1, 30_000), zlib.compress(rows[:-2])))[0] == FileKind.PNG


def test_words_inside_a_packed_page_are_no_programs() -> None:
    assert checked(pdf(stream=b"(/JavaScript is a word here)"))[0] == FileKind.PDF


@pytest.mark.parametrize(
    "data", [pdf()[:-8], b"%PDF-1.7\nhello", pdf().replace(b"startxref", b"x")]
)
def test_a_pdf_cut_off_is_broken(data: bytes) -> None:
    assert refused(data) == BROKEN_PDF


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("فاکتور مهر.PDF", "فاکتور مهر.png"),
        ("../../etc/passwd", "passwd.png"),
        ("..\\..\\windows\\system.ini", "system.png"),
        ("....", "مدرک.png"),
        (".htaccess", "htaccess.png"),
        ("", "مدرک.png"),
        ("a\x00b\r\nSet-Cookie: x.png", "abSet-Cookie x.png"),
        ("invoice\u202egnp.exe", "invoicegnp.png"),
        ("a" * 300 + ".png", "a" * 80 + ".png"),
        ("ﷺ．．／evil／page.html", "page.png"),
        ('x";filename="evil.html', "xfilename=evil.png"),
    ],
)
def test_a_name_leads_nowhere(name: str, clean: str) -> None:
    assert clean_name(name, FileKind.PNG) == clean
