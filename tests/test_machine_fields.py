"""Every field of every form is read by a machine through one cleaning, or holds words."""

import copy
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm

from config.fields import MACHINE_READ, PlainTextField
from config.jalali_date_field import JalaliDateField
from tests.ranks import APPS

# What a person does not type: chosen, ticked or attached.
CHOSEN = (
    forms.ChoiceField,
    forms.ModelChoiceField,
    forms.BooleanField,
    forms.FileField,
    JalaliDateField,
)
# Sent by the page itself, never typed: the licence's radio button, the question that is answered,
# the signed secret of a second factor.
SENT_BY_THE_PAGE = {
    ("PeriodForm", "licence"),
    ("AnswerForm", "question"),
    ("SetupForm", "offer"),
}


def all_forms() -> Iterator[type[BaseForm]]:
    """Import every module of forms, so that no class is missed, and yield each class."""
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if module.name.rpartition(".")[2].endswith("forms"):
                importlib.import_module(module.name)
    yield from _below(BaseForm)


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for form in kind.__subclasses__():
        yield form
        yield from _below(form)


def typed_bare(form: type[BaseForm]) -> list[str]:
    """Name the fields of a form that are neither cleaned nor words nor chosen."""
    fields = getattr(form, "base_fields", {})
    known = (*MACHINE_READ, PlainTextField, *CHOSEN)
    bare = [name for name, field in fields.items() if not isinstance(field, known)]
    return [name for name in bare if (form.__name__, name) not in SENT_BY_THE_PAGE]


def ours() -> list[type[BaseForm]]:
    found = {form for form in all_forms() if form.__module__.split(".")[0] in APPS}
    return sorted(found, key=lambda form: (form.__module__, form.__qualname__))


def test_every_typed_field_is_cleaned_or_holds_words() -> None:
    forms_here = ours()
    assert len(forms_here) > 25
    assert {f.__name__: bare for f in forms_here if (bare := typed_bare(f))} == {}


def test_a_bare_field_would_be_found() -> None:
    class PlantedForm(forms.Form):
        guild_id = forms.CharField()
        email = forms.EmailField()
        amount = forms.DecimalField()
        reason = PlainTextField()

    assert typed_bare(PlantedForm) == ["guild_id", "email", "amount"]


@pytest.mark.parametrize("kind", MACHINE_READ, ids=lambda kind: kind.__name__)
def test_every_kind_of_cleaned_field_stands_in_the_cleaning_test(kind: type[Any]) -> None:
    """`test_fields` tries each kind with every unseen sign; a new kind belongs there too."""
    text = Path(__file__).with_name("config").joinpath("test_fields.py").read_text("utf-8")
    assert f"({kind.__name__}(" in text


def test_no_field_lets_the_browser_cut_what_is_pasted() -> None:
    """Unseen signs come along with an id; cut by the browser it loses its last digits."""
    told = {
        f"{form.__name__}.{name}"
        for form in ours()
        for name, field in getattr(form, "base_fields", {}).items()
        if "maxlength" in field.widget.attrs
    }
    assert told == set()
    templates = Path(__file__).parents[1] / "templates"
    limited = re.compile(r"<(?:input|textarea)\b[^>]*\bmaxlength=[^>]*>")
    found = [limited.findall(path.read_text("utf-8")) for path in templates.rglob("*.html")]
    # Words that are looked for: longer than anybody types them.
    cut = [tag for tags in found for tag in tags if 'type="search"' not in tag]
    assert cut == []


TOO_MUCH = ("", "x" * 5000, "۹" * 5000, "a\0b", "99", "1.5", "abc", "‏12", "9" * 40, "2020-01-01")


def sentences(field: forms.Field) -> set[str]:
    """Collect what a field says to values that hardly any field takes."""
    told: set[str] = set()
    for value in TOO_MUCH:
        given: Any = [value] * 3 if isinstance(field, forms.MultiValueField) else value
        try:
            field.clean(given)
        except ValidationError as refused:
            told |= set(refused.messages)
    return told


def foreign_words(sentence: str) -> bool:
    """Tell whether a sentence speaks as the framework does, not as the portal."""
    return bool(re.search(r"[0-9]|کاراکتر|characters?\b", sentence))


@pytest.mark.django_db
def test_no_refusal_of_a_field_speaks_latin_digits_or_of_characters() -> None:
    wrong = {}
    for form in ours():
        for name, field in getattr(form, "base_fields", {}).items():
            told = {text for text in sentences(copy.deepcopy(field)) if foreign_words(text)}
            if told:
                wrong[f"{form.__name__}.{name}"] = told
    assert wrong == {}


def test_a_sentence_of_the_framework_would_be_found() -> None:
    field = PlainTextField(max_length=5)
    field.run_validators = forms.CharField(max_length=5).run_validators  # type: ignore[method-assign]
    assert any(map(foreign_words, sentences(field)))
    assert "حداکثر ۵ نویسه جا دارد و ۵۰۰۰ نویسه" in "".join(sentences(PlainTextField(max_length=5)))
