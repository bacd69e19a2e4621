"""The contact list: of one's own reach, with a purpose, and written down before it leaves."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from tests.access import body_of
from tests.world import World
from units.models import ContactListExport, Unit

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.django_db


def taken(answer: Any) -> list[tuple[Any, ...]]:
    sheet = load_workbook(BytesIO(body_of(answer))).active
    return list(sheet.iter_rows(values_only=True))


def test_a_list_leaves_with_its_line_in_the_log(world: World, sign_in: SignIn) -> None:
    User.objects.filter(pk=world.owner.pk).update(mobile="09120001180")
    Unit.objects.filter(pk=world.unit.pk).update(name="=1+1")
    answer = sign_in(world.union_officer).post(
        "/units/contact-list/?activity=active", {"purpose": "تماس پایان ماه"}
    )
    assert answer.status_code == 200
    headings, row = taken(answer)
    assert headings[0] == "نام واحد"
    assert row[:3] == ("=1+1", "0499999913", "لیلا نمونه‌پور")
    assert row[6] == "09120001180"
    line = ContactListExport.objects.get()
    assert (line.actor, line.organization, line.rows) == (world.union_officer, world.union, 1)
    assert (line.purpose, line.chosen) == ("تماس پایان ماه", "activity=active")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactListExport.objects.update(purpose="دیگر")


def test_no_list_leaves_without_a_purpose_or_a_unit(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.union_officer)
    assert browser.post("/units/contact-list/", {"purpose": " "}).status_code == 422
    empty = browser.post("/units/contact-list/?trade=1920", {"purpose": "تماس"})
    assert empty.status_code == 422
    assert "این فهرست واحدی ندارد" in empty.content.decode()
    assert sign_in(world.owner).post("/units/contact-list/", {"purpose": "x"}).status_code == 403
    assert not ContactListExport.objects.exists()
