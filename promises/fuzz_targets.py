"""Where bad input is tried: everybody signed in, a page for each form, nothing logged."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from typing import Any
from unittest.mock import patch

import pytest
import time_machine as clock
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import override_settings
from django.urls import resolve, reverse
from pytest_django import DjangoDbBlocker

from accounts import authority
from accounts.models import User
from catalog.models import Product
from catalog.policy_definitions import PolicyKey
from config.celery import app
from config.provider_options import settings_of
from portal.navigation.standing import standing_of
from promises.access_pages import access_pages
from promises.appointment_pages import appointment_pages
from promises.begun_pages import begun_pages
from promises.field_inventory import (
    FieldPlace,
    InventoriedForm,
    OpenedPage,
    forms_of,
    pages_of,
    queries_of,
    visits_of,
)
from promises.form_fuzzer import TOLD, FieldsRead, hear
from promises.fuzz_requests import URLENCODED, encoded
from promises.registry_pages import registry_pages
from review.complaints.services import complain_of_return
from review.correspondence.correction_requests import request_correction
from review.correspondence.services import ask
from statistics.filing.notebook.services import DailyNote, add_note
from tests import access_table as table
from tests.access import Stage, staged
from tests.accounts.identity_provider.provider_process import Provider
from tests.review.cases import policy
from tests.world import BAG, FILED_AT, MEHR, World, build

PASSWORD = "test-pass-1398"


@dataclass
class Opened:
    """Everybody on stage, and the owner's draft with four greens.

    `begun` are the pages that are there only because somebody has begun, of all `pages`.
    """

    stage: Stage
    pages: list[FieldPlace]
    begun: list[FieldPlace]
    heard: dict[int, list[FieldsRead]] = field(default_factory=dict)

    @property
    def tracking(self) -> str:
        return self.stage.numbers[table.NEAR, table.DRAFT]

    @cached_property
    def visits(self) -> list[OpenedPage]:
        """Every page, opened once."""
        return [*visits_of(self.stage, self.pages)]

    @cached_property
    def forms(self) -> list[InventoriedForm]:
        """Every form, with the right passwords in it."""
        forms = forms_of(self.visits)
        for form in forms:
            form.values.update({n: PASSWORD for n in form.fields if "password" in n})
        return forms

    @cached_property
    def queries(self) -> list[InventoriedForm]:
        return queries_of(self.visits)

    def fields_read(self, forms: Sequence[InventoriedForm]) -> list[FieldsRead]:
        """Find which fields of each form the portal reads with a form class; sent once."""
        if id(forms) not in self.heard:
            self.heard[id(forms)] = [hear(self.stage, form, TOLD[:1]) for form in forms]
        return self.heard[id(forms)]

    def form(self, name: str, persona: str = table.OWNER) -> InventoriedForm:
        """Find the owner's form that is sent to an address, on the page of that address."""
        pages = [(who, where) for who, where in self.pages if who == persona]
        pages = [page for page in pages if resolve(page[1].partition("?")[0]).view_name == name]
        having = forms_of(visits_of(self.stage, pages))
        # Of several on the page the fullest is the form itself.
        return max((f for f in having if f.name == name), key=lambda form: len(form.values))

    def post(self, form: InventoriedForm, values: Mapping[str, str]) -> Any:
        """Send a form; an error of the portal becomes an answer of 500."""
        browser = self.stage.browser(form.persona)
        browser.raise_request_exception = False
        return browser.post(form.address, encoded(values), content_type=URLENCODED)


@contextmanager
def opening(world: World) -> Iterator[Opened]:
    """Set the stage with a draft of four greens; tens of thousands of refusals go unlogged."""
    # Argon2 is slow on purpose; here hundreds of passwords are tried.
    md5 = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with ExitStack() as entered:
        still, sending = clock.travel(FILED_AT, tick=False), patch.object(app, "send_task")
        for block in (still, md5, sending, _provided()):
            entered.enter_context(block)
        stage = staged(world)
        world.fill(stage.numbers[table.NEAR, table.DRAFT])
        User.objects.update(password=make_password(PASSWORD))
        for user in stage.people.values():
            user.refresh_from_db()
        asking = _asking(world)
        logging.disable(logging.CRITICAL)
        begun = [
            *asking,
            *registry_pages(stage, world),
            *access_pages(stage, world),
            *appointment_pages(stage, world),
            *begun_pages(stage, world),
        ]
        yield Opened(stage, [*pages_of(stage), *begun], begun)
        logging.disable(logging.NOTSET)


def _provided() -> Any:
    """Let an identity provider be configured, so that its pages are there; nobody asks it."""
    options = Provider("http://127.0.0.1:9").options()
    return override_settings(IDENTITY_PROVIDER=options, **settings_of(options))


@pytest.fixture(scope="module")
def opened_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Opened]:
    """Set the stage for all tests of a file.

    What does not hang on what is typed is read once for each person: the posts, and the frame.
    """
    posts = patch.object(authority, "read_authority", cache(authority.read_authority))
    frame = patch("portal.navigation.frame.standing_of", cache(standing_of))
    with django_db_blocker.unblock(), transaction.atomic():
        with opening(build()) as found, posts, frame:
            for persona in table.PERSONAS:
                found.stage.browser(persona)
            yield found
        transaction.set_rollback(True)


@pytest.fixture
def opened(opened_once: Opened, db: None) -> Iterator[Opened]:
    """Give the stage; when the test ends, all it wrote is taken back, cookies as well."""
    browsers = opened_once.stage.browsers
    cookies = {persona: deepcopy(browser.cookies) for persona, browser in browsers.items()}
    yield opened_once
    for persona, before in cookies.items():
        browsers[persona].cookies = before


def _asking(world: World) -> list[FieldPlace]:
    """Make pages that ask for more than the stage does: each has its own month of the owner."""
    policy(PolicyKey.OBLIGATION_FROM, 139701)
    user, at, officer = world.owner, FILED_AT, world.union_officer
    asked, wanted = world.filed(MEHR - 2), world.filed(MEHR - 3)
    ask(officer, asked.tracking_number, asked.version, "چرا؟", at)
    request_correction(user, wanted.tracking_number, wanted.version, "اشتباه نوشتم", at)
    returned = world.returned(MEHR - 4)
    complaint = complain_of_return(user, returned.tracking_number, "درست بود", at)
    product = Product.objects.get(code=BAG)
    add_note(user, world.unit, MEHR, DailyNote(1, product, Decimal(2)), at)
    notebook = reverse("statistics:notebook", args=[world.unit.pk, MEHR.year, MEHR.month])
    return [
        (table.OWNER, reverse("provider:account")),
        (table.ANONYMOUS, reverse("provider:callback")),
        (table.OWNER, reverse("owner:case", args=[asked.tracking_number])),
        (table.OWNER, reverse("owner:correct", args=[returned.tracking_number])),
        (table.OWNER, notebook),
        (table.UNION, reverse("review:case", args=[wanted.tracking_number])),
        (table.UNION, reverse("review:contact", args=[world.unit.pk, MEHR.year, MEHR.month])),
        (table.PROVINCE, reverse("review:complaint", args=[complaint.pk])),
    ]
