"""A file is asked for in one way: Persian words on the button, drawn by one component."""

import re
from collections.abc import Iterator
from pathlib import Path

from django import forms
from django.template.loader import render_to_string

from config.fields import UploadField
from tests.ranks import APPS

ROOT = Path(__file__).resolve().parent.parent
COMPONENT = ROOT / "templates" / "components" / "file_input.html"
# The one place in which Django's own stands.
FIELDS = ROOT / "config" / "fields.py"
BARE = re.compile(r"""\btype\s*=\s*["']?file\b|forms\.(ClearableFileInput|FileInput|FileField)\(""")


def _bare(files: Iterator[Path]) -> list[str]:
    found = [path for path in files if BARE.search(path.read_text(encoding="utf-8"))]
    return [str(path.relative_to(ROOT)) for path in found if path not in (COMPONENT, FIELDS)]


def test_no_page_asks_for_a_file_in_another_way() -> None:
    assert _bare((ROOT / "templates").rglob("*.html")) == []
    assert [found for app in APPS for found in _bare((ROOT / app).rglob("*.py"))] == []


def test_a_bare_input_would_be_found() -> None:
    for planted in (
        '<input type="file" name="a">',
        "<input type=file>",
        "forms.FileField(",
        "x = forms.FileInput()",
    ):
        assert BARE.search(planted)


class OneFile(forms.Form):
    file = UploadField(label="فایل", accept=".pdf")


def test_the_button_and_what_is_missing_are_said_in_persian() -> None:
    field = OneFile({})["file"]
    text = render_to_string("components/field.html", {"field": field})
    assert "انتخاب فایل" in text
    assert "انتخاب نشده" in text
    # The words lie over the browser's own until the input is no longer empty, which it says itself.
    assert " required" in text
    assert 'accept=".pdf"' in text
    assert field.errors == ["فایلی انتخاب کنید."]
