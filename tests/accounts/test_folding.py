"""Names and passwords are folded at the door, so that no keyboard keeps anybody out."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import base_user
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.appointments.command_services import account_exists
from accounts.forms import NewPasswordForm, SignInForm
from accounts.models import User
from tests.accounts.conftest import PASSWORD, sign_in
from tests.statistics.filing import text_of
from tests.world import person

pytestmark = pytest.mark.django_db
KEYBOARD = "صفحه‌کلید شما روی فارسی است؛ آن را انگلیسی کنید."


@pytest.mark.parametrize(
    "typed",
    ["Leila", "LEILA", " leila ", "\u200eleila", "leila\u200c", "\ufeffleila\u00a0", "ｌｅｉｌａ"],
    ids=ascii,
)
def test_a_name_opens_its_account_however_it_is_typed(client: Client, typed: str) -> None:
    person("leila")
    assert sign_in(client, typed).status_code == 302


@pytest.mark.parametrize(
    "typed",
    ["test-pass-۱۳۹۸", "test-pass-١٣٩٨", "test-pass-1398\u200f", "ｔｅｓｔ-pass-1398"],
    ids=ascii,
)
def test_a_password_opens_its_account_in_any_digits(client: Client, typed: str) -> None:
    person("leila")
    assert sign_in(client, "leila", typed).status_code == 302


def test_a_name_with_digits_is_one_name_in_all_of_them(client: Client) -> None:
    User.objects.create_user("Vahed۱۲", PASSWORD, full_name="واحد")
    assert User.objects.get().username == "vahed12"
    assert sign_in(client, "VAHED١٢").status_code == 302


def test_a_password_chosen_on_a_persian_keyboard_opens_on_any_other(client: Client) -> None:
    user = person("leila")
    form = NewPasswordForm(user, {"new_password1": "گل‌سرخ-۸۴۲", "new_password2": "گلسرخ-842"})
    assert form.is_valid(), form.errors
    form.save()
    assert sign_in(client, "leila", "گل‌سرخ-٨٤٢").status_code == 302


def test_persian_digits_alone_are_no_password() -> None:
    typed = "۱۲۳۴۵۶۷۸۹۰"
    form = NewPasswordForm(person("leila"), {"new_password1": typed, "new_password2": typed})
    assert "رمز تنها از رقم نباشد؛ حرف هم بگذارید." in form.errors["new_password1"]


def test_two_accounts_never_differ_in_capitals_alone() -> None:
    User.objects.create_user("ali", PASSWORD, full_name="علی")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("Ali", PASSWORD, full_name="علی")
    # Nor by ways that know nothing of the folding.
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username="Ali", full_name="علی")])


def test_a_command_finds_an_account_as_the_door_does() -> None:
    assert not account_exists("Leila")
    person("leila")
    assert account_exists("Leila\u200e")


def test_capitals_are_no_way_round_the_limit_of_wrong_passwords(client: Client) -> None:
    person("leila")
    for name in ("leila", "Leila", "LEILA", "lEila"):
        assert sign_in(client, name, "wrong").status_code == 200
    assert sign_in(client, "leilA", "wrong").status_code == 429


@pytest.mark.parametrize(("name", "password"), [("مثهمش", "x"), ("leila", "حشسس")])
def test_who_types_on_a_persian_keyboard_is_told_so(
    client: Client, name: str, password: str
) -> None:
    person("leila")
    assert KEYBOARD in text_of(sign_in(client, name, password))
    assert KEYBOARD not in text_of(sign_in(client, "leila", "wrong"))


def test_names_that_stand_are_folded_and_twins_are_told() -> None:
    migration = import_module("accounts.migrations.0006_user_names_in_small_letters")
    with connection.cursor() as db:
        db.execute("ALTER TABLE accounts_user DROP CONSTRAINT user_name_in_small_letters")
    User.objects.bulk_create([User(username="Kaveh", full_name="کاوه")])
    migration.fold_names(apps, None)
    assert User.objects.get().username == "kaveh"
    User.objects.bulk_create([User(username="KAVEH", full_name="کاوه")])
    with pytest.raises(ValueError, match="kaveh"):
        migration.fold_names(apps, None)


def test_one_hash_is_reckoned_whatever_the_digits(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second try with other digits would tell by its time which names exist."""
    person("leila")
    reckoned: list[Any] = []
    monkeypatch.setattr(base_user, "check_password", lambda *given: reckoned.append(given))
    sign_in(client, "leila", "نادرست-۱۲")
    assert len(reckoned) == 1


def test_the_field_of_the_name_offers_latin_keys() -> None:
    attrs = SignInForm().fields["username"].widget.attrs
    assert (attrs["autocapitalize"], attrs["autocomplete"]) == ("none", "username")
