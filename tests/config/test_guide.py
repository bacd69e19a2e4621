"""The owner's guide and its pictures belong together."""

import re

from config.guide import FOLDER, GUIDE, LARGEST_BYTES, PICTURES

NAMED = re.compile(r"\(pictures/([\w-]+)\.png\)")


def width(png: bytes) -> int:
    """Return the width that a PNG file states."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(png[16:20])


def test_every_picture_that_the_guide_names_is_taken_and_every_taken_one_is_named() -> None:
    named = NAMED.findall(GUIDE.read_text(encoding="utf-8"))
    assert len(named) == len(set(named))
    assert sorted(named) == sorted(picture.name for picture in PICTURES)


def test_what_is_taken_lies_there_and_nothing_else() -> None:
    lying = sorted(path.name for path in FOLDER.iterdir())
    assert lying == sorted(f"{picture.name}.png" for picture in PICTURES)


def test_each_picture_is_as_wide_as_it_should_be_and_small() -> None:
    for picture in PICTURES:
        png = (FOLDER / f"{picture.name}.png").read_bytes()
        assert width(png) == picture.width, picture.name
        assert len(png) <= LARGEST_BYTES, picture.name


def test_the_guide_reads_from_right_to_left_and_its_index_leads_to_its_headings() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert text.startswith('<div dir="rtl">\n\n')
    headings = {
        re.sub(r"[^\w\u200c -]", "", heading).replace(" ", "-")
        for heading in re.findall(r"^## (.+)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\(#([^)]+)\)", text)) == headings
