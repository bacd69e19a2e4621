"""The front door: what somebody finds who is not signed in, and nobody else."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.statistics.filing import text_of
from tests.statistics.publication.pages.conftest import MEHR, PublishedYears, published
from tests.world import World

pytestmark = pytest.mark.django_db
# The fixture is that of the public pages.
__all__ = ["published"]


def test_the_door_leads_to_sign_in_and_sign_up(world: World, client: Client) -> None:
    answer = client.get("/")
    text = text_of(answer)
    assert "اعلام آمار تولید اصناف تولیدی" in text
    for address in ("/accounts/login/", "/accounts/sign-up/", "/access/join/", "/check/"):
        assert f'href="{address}"' in text
    assert "هنوز ماهی منتشر نشده است" in text
    # It is another page for who is signed in: no cache may keep it, and it needs no session.
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert not answer.cookies


def test_the_door_says_what_is_published(published: PublishedYears, client: Client) -> None:
    text = text_of(client.get("/"))
    assert re.search("<b>۲۱٬۰۰۰</b> ?نفر", text)
    assert re.search("<b>۱۲</b> ?میلیون دلار", text)
    assert "<b>۸۶٫۸٪</b>" in text
    assert f'href="/public/{MEHR.year}/{MEHR.month:02d}/"' in text


def test_who_is_signed_in_goes_on_to_their_first_page(
    published: PublishedYears, sign_in: Any
) -> None:
    assert sign_in(published.world.owner).get("/").headers["Location"] == "/statistics/"


def test_the_door_asks_three_things(
    published: PublishedYears, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        client.get("/")
