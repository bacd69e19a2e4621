"""A password made of the place's and the person's own words is none."""

import pytest
from django.core.exceptions import ValidationError

from accounts.forms import NewPasswordForm
from accounts.models import User
from accounts.password_words import OwnWordsValidator

LEILA = User(username="leila", full_name="لیلا نمونه‌پور", mobile="09121234567")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("portal1405", "password_own_words"),
        ("Amar@1405", "password_own_words"),
        ("iran1404!", "password_own_words"),
        ("Iran-Amar-2026", "password_own_words"),
        ("آمار۱۴۰۵", "password_own_words"),
        ("asnaf.tolid", "password_own_words"),
        ("Password1405", "password_own_words"),
        ("لیلا۱۳۷۰", "password_own_words"),
        ("09121234567a", "password_own_number"),
        ("leili-1234567", "password_own_number"),
        ("leili-۱۲۳۴۵۶۷", "password_own_number"),
        # Nothing of a name is in these: what is said of them is that no letter is.
        ("1370-0101", "password_entirely_numeric"),
        ("۱۳۷۰/۰۱/۰۱", "password_entirely_numeric"),
    ],
)
def test_what_a_guesser_tries_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        OwnWordsValidator().validate(password, LEILA)
    assert refusal.value.code == code


def test_digits_alone_are_told_once_and_not_as_the_own_name() -> None:
    form = NewPasswordForm(LEILA, dict.fromkeys(("new_password1", "new_password2"), "83610274"))
    assert form.errors["new_password1"] == ["رمز تنها از رقم نباشد؛ حرف هم بگذارید."]


@pytest.mark.parametrize(
    "password", ["گل‌سرخ-نیمه‌شب-8", "correct-horse-98", "iranian-rose-bush-7", "amar-sabz-7h2k"]
)
def test_a_password_of_ones_own_passes(password: str) -> None:
    OwnWordsValidator().validate(password, LEILA)
    OwnWordsValidator().validate(password, None)
