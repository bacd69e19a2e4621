"""The component of a field marks what may stay empty, whatever kind of input it is."""

import re
from collections.abc import Callable

import pytest
from django import forms
from django.template.loader import render_to_string

from config.fields import NumberField, UploadField
from config.jalali_date_field import JalaliDateField
from tests.test_architecture import ROOT, sources

OPTIONAL = "(اختیاری)"
KINDS: dict[str, Callable[[bool], forms.Field]] = {
    "text": lambda required: forms.CharField(label="قلم", required=required),
    "choice": lambda required: forms.ChoiceField(
        label="قلم", choices=[("a", "آ")], widget=forms.RadioSelect, required=required
    ),
    "day": lambda required: JalaliDateField(years=[1398], label="قلم", required=required),
    "file": lambda required: UploadField(label="قلم", accept=".pdf", required=required),
}


def shown(kind: str, required: bool, locked: bool = False) -> str:
    form = type("OneField", (forms.Form,), {"one": KINDS[kind](required)})()
    form.fields["one"].disabled = locked
    return render_to_string("components/field.html", {"field": form["one"]})


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_may_stay_empty_says_so(kind: str) -> None:
    assert OPTIONAL in shown(kind, required=False)
    assert OPTIONAL not in shown(kind, required=True)
    # Into a locked one nobody writes.
    assert OPTIONAL not in shown(kind, required=False, locked=True)


def test_what_a_confirmation_needs_bears_no_mark_of_its_own() -> None:
    form = type("OneField", (forms.Form,), {"one": NumberField(label="قلم")})()
    label = render_to_string("components/field_label.html", {"field": form["one"]})
    assert label.split() == ["قلم"]


def test_no_other_template_labels_fields_of_its_own() -> None:
    written = re.compile(r"\{\{ form\.\w+\.label \}\}</(label|legend)>")
    pages = sources(ROOT / "templates", ".html")
    found = {path.name for path in pages if written.search(path.read_text("utf-8"))}
    # Two switches, and a choice that is never empty.
    assert found == {"profile.html", "units.html"}
