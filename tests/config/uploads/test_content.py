"""What a file is, by its content; what is kept of it; what is refused, and with which cause."""

import logging
import os
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Encryption, Name, Pdf
from PIL import Image

from config.uploads import content, reader
from config.uploads.content import BUSY, checked, clean_name, shown_name
from config.uploads.enums import FileKind
from config.uploads.errors import UnacceptableFileError
from config.uploads.reader import Cause
from tests.sample_files import by_hand, chunk, jpeg, packed_page, pdf, photo, pixels, png

END = chunk(b"IEND", b"")


def refused(data: bytes) -> Cause:
    with pytest.raises(UnacceptableFileError) as fault:
        checked(data)
    return Cause(str(fault.value))


def spelled_out(data: bytes) -> bytes:
    """Return all that a PDF says, unpacked."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        level = pikepdf.StreamDecodeLevel.generalized
        document.save(out, compress_streams=False, stream_decode_level=level)
    return out.getvalue()


def kept_pdf(data: bytes) -> bytes:
    kind, kept = checked(data)
    assert kind == FileKind.PDF
    return spelled_out(kept)


@pytest.mark.parametrize("data", [png(), png(1, 1), png(300, 5), png(1, 30_001)])
def test_a_png_shows_what_it_showed(data: bytes) -> None:
    kind, kept = checked(data)
    assert kind == FileKind.PNG
    assert pixels(kept) == pixels(data)
    assert b"tEXt" not in kept


@pytest.mark.parametrize("mode", ["1", "P", "LA", "I;16", "RGBA"])
def test_a_png_of_any_colours_is_taken(mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (9, 7)).save(out, "PNG")
    assert pixels(checked(out.getvalue())[1]) == pixels(out.getvalue())


@pytest.mark.parametrize(("side", "size"), [(1, (40, 30)), (3, (40, 30)), (6, (30, 40))])
def test_a_photograph_is_kept_upright_without_place_and_comment(
    side: int, size: tuple[int, int]
) -> None:
    kind, kept = checked(photo(side))
    assert kind == FileKind.JPEG
    assert b"phone" in photo(side)
    assert b"phone" not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.size, dict(picture.getexif())) == (size, {})


@pytest.mark.parametrize("data", [png(), photo(), jpeg()])
def test_what_follows_a_picture_is_cut_off(data: bytes) -> None:
    assert checked(data + b"PK\x03\x04<script>") == checked(data)


@pytest.mark.parametrize("front", [b"", b"\xef\xbb\xbf", b"\r\n", b"\xef\xbb\xbf\r\n", b"MZ"])
@pytest.mark.parametrize("tail", [b"", b"\n\n", b"PK\x03\x04" * 999])
def test_a_pdf_is_one_whatever_stands_before_and_behind_it(front: bytes, tail: bytes) -> None:
    assert checked(front + pdf() + tail) == checked(pdf())


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\0" + png(),
        b"<html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 99,
        b"PK\x03\x04" + b"\0" * 99,
        b"\n" * 1020 + pdf(),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG",
    ],
)
def test_another_kind_is_refused_whatever_its_name(data: bytes) -> None:
    assert refused(data) == Cause.OTHER_KIND


@pytest.mark.parametrize(
    "data",
    [
        png(9, 9)[:30],
        png(9, 9)[:-30],
        png().replace(b"IHDR", b"IHDX"),
        photo()[: len(photo()) // 2],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x01",
    ],
)
def test_a_damaged_picture_is_called_damaged(data: bytes) -> None:
    assert refused(data) == Cause.DAMAGED_PICTURE


@pytest.mark.parametrize("data", [png(60_000, 60_000, b"\0"), jpeg(60_000, 60_000)])
def test_a_picture_of_too_many_pixels_is_called_so(data: bytes) -> None:
    assert refused(data) == Cause.TOO_MANY_PIXELS


@pytest.mark.parametrize(("kind", "head"), [(b"zTXt", b"n\0\0"), (b"iTXt", b"n\0\1\0\0\0")])
def test_packed_words_without_end_are_refused(kind: bytes, head: bytes) -> None:
    words = chunk(kind, head + zlib.compress(b" " * 50_000_000, 9))
    assert refused(png().replace(END, words + END)) == Cause.LONG_NOTES


def test_surplus_rows_of_a_picture_come_to_nothing() -> None:
    """A hundred kilobytes that unpack to a hundred megabytes behind a header of two pixels."""
    assert len(checked(png(2, 2, b"\0" * 100_000_000))[1]) < 200


def with_scripts(document: Pdf) -> None:
    program = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    page = document.pages[0].obj
    document.Root.OpenAction = program
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=["x", program]))
    page.AA = Dictionary(O=Dictionary(S=Name.Launch, F="cmd.exe"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=program)
    page.Annots = Array([document.make_indirect(link)])
    page.Resources = Dictionary(Hidden=Array([Dictionary(Next=program)]))


def with_files(document: Pdf) -> None:
    document.attachments["a.txt"] = pikepdf.AttachedFileSpec(document, b"hidden words")
    files = Array([document.attachments["a.txt"].obj])
    form = document.make_stream(b"q Q", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1])
    form.AF = files
    document.Root.AF = document.pages[0].obj.AF = files
    resources = Dictionary(XObject=Dictionary(EF=form), Properties=Dictionary(P=files[0]))
    document.pages[0].obj.Resources = resources


def test_a_pdf_is_kept_without_programs_and_calls() -> None:
    assert b"alert" in spelled_out(pdf(with_scripts))
    said = kept_pdf(pdf(with_scripts))
    assert b"100 100 l" in said
    for word in (b"JavaScript", b"Launch", b"alert", b"cmd.exe", b"OpenAction", b"Annot"):
        assert word not in said


def test_a_pdf_is_kept_without_the_files_in_it() -> None:
    assert b"hidden words" in spelled_out(pdf(with_files))
    said = kept_pdf(pdf(with_files))
    assert b"hidden words" not in said
    # A part of the page that bears the name of the files' own key is no file.
    assert b"/EF " in said


def test_what_was_filled_in_or_stamped_stays_on_the_page() -> None:
    def stamped(document: Pdf) -> None:
        stamp = document.make_stream(b"1 0 0 rg 0 0 50 20 re f", Subtype=Name.Form)
        stamp.BBox = Array([0, 0, 50, 20])
        shown = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[10, 10, 60, 30], F=4)
        shown.AP = Dictionary(N=stamp)
        document.pages[0].obj.Annots = Array([document.make_indirect(shown)])

    said = kept_pdf(pdf(stamped))
    assert b"0 0 50 20 re f" in said
    assert b"Annot" not in said


def test_a_hidden_layer_stays_hidden() -> None:
    def layered(document: Pdf) -> None:
        layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="x"))
        document.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))
        properties = Dictionary(L=layer)
        document.pages[0].obj.Resources = Dictionary(Properties=properties)

    with pikepdf.open(BytesIO(checked(pdf(layered))[1])) as document:
        named = document.pages[0].obj.Resources.Properties.L
        assert document.Root.OCProperties.D.OFF[0].objgen == named.objgen


def test_a_pdf_locked_only_against_changes_is_taken() -> None:
    assert b"100 100 l" in kept_pdf(pdf(encryption=Encryption(owner="o", user="")))


PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
ROOT, PAGES = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def test_a_table_that_names_itself_as_the_one_before_is_no_endless_work() -> None:
    document = by_hand(ROOT, PAGES, PAGE)
    loop = b"trailer\n<< /Prev %d" % document.index(b"xref\n0")
    assert checked(document.replace(b"trailer\n<<", loop)) == checked(document)


def test_a_wrong_table_of_a_whole_pdf_is_mended_as_readers_do() -> None:
    broken = pdf(pages=3).replace(b"startxref\n", b"startxref\n7")
    assert kept_pdf(broken).count(b"100 100 l") == 3


def deep_tree(depth: int) -> bytes:
    knots = (b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (at + 3) for at in range(depth))
    return by_hand(ROOT, *knots, PAGE)


def root(**entries: object) -> bytes:
    return pdf(lambda document: document.Root.update(Dictionary(entries)))


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (pdf(encryption=Encryption(owner="o", user="u")), Cause.LOCKED),
        (root(**{"/Collection": Dictionary()}), Cause.PORTFOLIO),
        (root(**{"/NeedsRendering": True}), Cause.DYNAMIC_FORM),
        (pdf(pages=0), Cause.NO_PAGES),
        (b"%PDF-1.7\nhello", Cause.DAMAGED_PDF),
        # Cut off: some pages may be there, and nobody would miss the others.
        (pdf(pages=30)[:2000], Cause.DAMAGED_PDF),
        (pdf(pages=30)[:-900], Cause.DAMAGED_PDF),
        (by_hand(ROOT, PAGES.replace(b"]", b" 4 0 R]"), PAGE, b"7"), Cause.DAMAGED_PDF),
        (by_hand(b"7"), Cause.DAMAGED_PDF),
        (deep_tree(20_000), Cause.DAMAGED_PDF),
        (by_hand(ROOT, PAGES.replace(b"]", b" 2 0 R]"), PAGE), Cause.DAMAGED_PDF),
        (by_hand(ROOT, PAGES, PAGE.replace(b"9]", b"[" * 99_999)), Cause.DAMAGED_PDF),
    ],
)
def test_a_pdf_is_refused_with_its_cause(data: bytes, cause: Cause) -> None:
    assert refused(data) == cause


@pytest.mark.parametrize(
    "change", [packed_page(300_000_000), packed_page(300_000_000, times=2)], ids=["once", "twice"]
)
def test_a_page_that_unpacks_without_end_is_refused(change: object) -> None:
    assert refused(pdf(change)) == Cause.TOO_LARGE  # type: ignore[arg-type]


def test_objects_that_unpack_without_end_are_refused() -> None:
    def long_words(document: Pdf) -> None:
        document.pages[0].obj.Words = document.make_indirect(pikepdf.String("a" * 90_000_000))
        document.pages[0].obj.Resources = Dictionary(Words=document.pages[0].obj.Words)

    data = pdf(long_words, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert len(data) < 200_000
    assert refused(data) == Cause.TOO_LARGE


ACTS = {
    "bytearray(2**30)": Cause.TOO_LARGE,
    "(_ for _ in ()).throw(ValueError('what nobody foresaw'))": Cause.UNREADABLE,
    "('png', bytes(40 * 2**20))": Cause.UNREADABLE,
    "('exe', b'')": Cause.UNREADABLE,
    "__import__('signal').pause()": Cause.TOO_SLOW,
    "sum(iter(int, 1))": Cause.TOO_SLOW,
    "__import__('os').kill(__import__('os').getpid(), 11)": Cause.UNREADABLE,
}


def play(act: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the reader do something else than read, behind its own limits."""
    script = folder / "script.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(Path(reader.__file__).parent)!r}); import reader\n"
        f"reader.MOST_SECONDS, reader.MOST_CPU_SECONDS = 2, 1\n"
        f"reader.clean = lambda data: {act}\nreader.main()\n"
    )
    monkeypatch.setattr(reader, "__file__", str(script))


@pytest.mark.parametrize("act", ACTS)
def test_a_reader_that_exceeds_its_limits_or_falls_is_answered(
    act: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    play(act, tmp_path, monkeypatch)
    with caplog.at_level(logging.WARNING):
        assert refused(png()) == ACTS[act]
    assert ACTS[act] == Cause.TOO_LARGE or "A file was not read" in caplog.text


def test_the_reader_has_nothing_of_the_portal_in_its_hands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "the key of the portal")
    act = "('png', repr((dict(__import__('os').environ), list(sys.modules))).encode())"
    play(act, tmp_path, monkeypatch)
    told = checked(png())[1].decode()
    assert "the key of the portal" not in told
    assert "django" not in told


def test_a_file_that_finds_no_turn_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "PATIENCE", 0.01)
    with content._turn, pytest.raises(UnacceptableFileError, match=BUSY):
        checked(png())
    assert checked(png())[0] == FileKind.PNG


def test_the_web_process_loads_no_reader_of_pictures_or_documents() -> None:
    script = (
        "import sys, config.wsgi\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "print(sorted({'PIL', 'pikepdf', 'lxml'} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True,
        text=True,
        env=os.environ | {"PORTAL_PROFILE": "test"},
        check=True,
    )
    assert said.stdout.strip() == "[]"


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


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../فهرست مهر.xls", "فهرست مهر.xls"),
        ("guilds", "guilds"),
        ("....", "فهرست"),
        ("list\u202efdp.csv", "listfdp.csv"),
        ("a" * 300 + "." + "b" * 300, "a" * 80 + "." + "b" * 10),
    ],
)
def test_a_name_is_shown_with_its_own_ending_and_leads_nowhere(name: str, shown: str) -> None:
    assert shown_name(name, "فهرست") == shown
