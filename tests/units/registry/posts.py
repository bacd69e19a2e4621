"""The successful posts about one unit: who, from which page, what."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from tests.sent_posts import Post
from tests.world import BAG, FILED_AT, World
from units.contacts.services import OWN_GROUND, NumberTerms, add_number
from units.enums import ContactRole
from units.models import ContactNumber

LETTER = {"source": "letter", "reference": "نامهٔ ۱۲ مورخ ۱۳۹۸/۰۷/۰۱"}
MOBILE = "09120000001"


def _of_office(name: str, *rest: object, **typed: Any) -> Callable[[World], Post]:
    def lay(world: World) -> Post:
        page = reverse(f"units:{name}", args=[world.unit.pk, *rest])
        return Post(world.union_officer, page, LETTER | typed)

    return lay


def _about_number(name: str, by_owner: bool, **typed: Any) -> Callable[[World], Post]:
    def lay(world: World) -> Post:
        terms = NumberTerms(ContactRole.SECOND, "سعید فرضی", MOBILE)
        if not ContactNumber.objects.exists():
            add_number(world.owner, world.unit.pk, terms, OWN_GROUND, FILED_AT)
        number = ContactNumber.objects.latest("pk")
        page = reverse(f"units:{name}", args=[world.unit.pk, number.pk])
        return Post(world.owner if by_owner else world.union_officer, page, typed)

    return lay


REGISTRY_POSTS: dict[str, Callable[[World], Post]] = {
    "units:act": _of_office("act", "suspend", since="1398/08/01", confirm="1"),
    "units:correct": _of_office("correct", "address", address="خیابان دوم", confirm="1"),
    "units:verify": _of_office(
        "verify", on="1398/07/30", licence_valid="yes", place_matches="yes", trade_matches="yes"
    ),
    "units:capacity": _of_office(
        "capacity", product=BAG, quantity="20", since="1398/07/01", source="visit"
    ),
    "units:contacts": _of_office("contacts", role="unit", number="04135250000"),
    "units:contact_end": _about_number("contact_end", True),
    "units:contact_wrong": _about_number("contact_wrong", False, source="call", reference="تماس"),
    "units:contact_code": _about_number("contact_code", True, send="1"),
}
