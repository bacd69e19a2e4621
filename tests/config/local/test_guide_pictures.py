"""The guides and their pictures belong together."""

import re

import pytest

from config.local.guide_pictures import FOLDER, GUIDES, LARGEST_BYTES, PICTURES

NAMES = (
    *("sign-up", "owner", "union", "county", "province", "ministry", "statistics", "second-factor"),
    *("orders", "agency", "organizational", "public", "visits"),
)
HAMZA_ABOVE = "\u0654"  # of «جلسهٔ», which an anchor keeps
NAMED = re.compile(r"\(pictures/([\w-]+)\.png\)")


def width(png: bytes) -> int:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(png[16:20])


def text_of(guide: str) -> str:
    return (GUIDES / f"{guide}.md").read_text(encoding="utf-8")


def test_every_guide_is_one_of_these() -> None:
    assert sorted(path.stem for path in GUIDES.glob("*.md")) == sorted(NAMES)
    assert {picture.guide for picture in PICTURES} <= set(NAMES)


@pytest.mark.parametrize("guide", NAMES)
def test_every_picture_that_a_guide_names_is_taken_and_every_taken_one_is_named(
    guide: str,
) -> None:
    named = NAMED.findall(text_of(guide))
    assert len(named) == len(set(named))
    assert sorted(named) == sorted(p.name for p in PICTURES if p.guide == guide)


def test_what_is_taken_lies_there_and_nothing_else() -> None:
    lying = sorted(path.name for path in FOLDER.iterdir())
    assert lying == sorted(f"{picture.name}.png" for picture in PICTURES)


def test_each_picture_is_as_wide_as_it_should_be_and_small() -> None:
    for picture in PICTURES:
        png = (FOLDER / f"{picture.name}.png").read_bytes()
        assert width(png) == picture.width, picture.name
        assert len(png) <= LARGEST_BYTES, picture.name


@pytest.mark.parametrize("guide", NAMES)
def test_a_guide_reads_from_right_to_left_and_its_index_leads_to_its_headings(
    guide: str,
) -> None:
    text = text_of(guide)
    assert text.startswith('<div dir="rtl">\n\n')
    headings = {
        re.sub(rf"[^\w\u200c{HAMZA_ABOVE} -]", "", heading).replace(" ", "-")
        for heading in re.findall(r"^## (.+)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\(#([^)]+)\)", text)) == headings
