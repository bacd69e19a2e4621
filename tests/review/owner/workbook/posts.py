"""The posts of workbooks, laid out as their pages would send them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.review.owner.workbook import brought, first_month, saved
from tests.sent_posts import Post
from tests.world import World

PAGE = "/statistics/workbook/"


def _brought(world: World) -> Post:
    file = SimpleUploadedFile("book.xlsx", saved(first_month(world)))
    return Post(world.owner, PAGE, {"file": file})


def _sent(world: World) -> Post:
    book = brought(world, first_month(world))
    unit = {"unit": book.units.get().pk}
    to = reverse("owner:workbook_send", args=[book.pk])
    return Post(world.owner, f"{PAGE}{book.pk}/", unit, to)


WORKBOOK_POSTS = {"owner:workbook": _brought, "owner:workbook_send": _sent}
