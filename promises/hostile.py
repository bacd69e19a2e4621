"""Where bad input is tried: everybody signed in, a whole draft, cheap hashing, nothing logged."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
import time_machine as clock
from django.contrib.auth.hashers import make_password

from accounts.models import User
from config.celery import app
from promises.fields import Form, forms_of
from promises.trials import URLENCODED, encoded
from tests import access_table as table
from tests.access import Stage, staged
from tests.world import FILED_AT, World

PASSWORD = "test-pass-1398"


@dataclass
class Opened:
    """Everybody on stage, and the owner's draft with four greens."""

    stage: Stage

    @property
    def tracking(self) -> str:
        """Return the number of the owner's draft."""
        return self.stage.numbers[table.NEAR, table.DRAFT]

    @cached_property
    def forms(self) -> list[Form]:
        """Return every form, with the right passwords in it."""
        forms = forms_of(self.stage)
        for form in forms:
            form.values.update({n: PASSWORD for n in form.fields if "password" in n})
        return forms

    def form(self, name: str) -> Form:
        """Return the owner's form that is sent to an address."""
        having = [f for f in self.forms if f.name == name and f.persona == table.OWNER]
        return max(having, key=lambda form: len(form.values))

    def post(self, form: Form, values: Mapping[str, str]) -> Any:
        """Return the answer to a form sent with these values."""
        browser = self.stage.browser(form.persona)
        browser.raise_request_exception = False
        return browser.post(form.address, encoded(values), content_type=URLENCODED)


@pytest.fixture
def opened(
    world: World,
    time_machine: clock.TimeMachineFixture,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Opened]:
    """Return everybody with a draft of four greens; tens of thousands of refusals go unlogged."""
    time_machine.move_to(FILED_AT, tick=False)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(app, "send_task", lambda *args, **options: None)
    stage = staged(world)
    world.fill(stage.numbers[table.NEAR, table.DRAFT])
    User.objects.update(password=make_password(PASSWORD))
    for user in stage.people.values():
        user.refresh_from_db()
    logging.disable(logging.CRITICAL)
    yield Opened(stage)
    logging.disable(logging.NOTSET)
