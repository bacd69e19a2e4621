"""Persian alphabetical order, computed by the database."""

import random

import pytest

from catalog.models import County, Province

pytestmark = pytest.mark.django_db

IN_ORDER = [
    "۲ راه",
    "آب",
    "آب انبار",
    "آب‌میوه",
    "آبمیوه",
    "اردبیل",
    "بم",
    "پاوه",
    "تفت",
    "جم",
    "چابهار",
    "خوی",
    "زابل",
    "ژاورود",
    "ساوه",
    "فسا",
    "قم",
    "کاشان",
    "گنبد",
    "لار",
    "مورچه‌خورت",
    "مؤمن‌آباد",
    "نائین",
    "وان",
    "هرات",
    "یزد",
]


def test_names_come_in_persian_order_whatever_the_order_of_writing() -> None:
    province = Province.objects.create(code="90", name="نمونه", iso="IR-90")
    shuffled = random.Random(5).sample(list(enumerate(IN_ORDER)), len(IN_ORDER))
    for place, name in shuffled:
        County.objects.create(code=f"{place:04}", name=name, province=province)
    assert [county.name for county in County.objects.all()] == IN_ORDER
