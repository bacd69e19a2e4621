"""A unit of a holder without an account, and the way of its holder through the pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from tests.codes import codes_sent, last_code
from tests.conftest import StrictClient
from tests.world import World, licence_for, person, tehran
from units.enums import ContactRole, RegistrySource
from units.models import ContactNumber, Unit

HOLDER, GUILD = "0000000469", "0499999921"
OTHER_GUILD = "0499999939"
MOBILE, FOREIGN = "09120000001", "09120000002"
NOW = tehran(1398, 8, 3)
PASSWORD = "گل‌سرخ-نیمه‌شب-8"
START, LICENCE = "/accounts/sign-up/", "/accounts/sign-up/licence/"
CODE, UNITS = "/accounts/sign-up/code/", "/accounts/sign-up/units/"
SET, DONE = "/accounts/sign-up/password/", "/accounts/sign-up/done/"


def unit_without_account(
    world: World, guild_id: str = GUILD, mobile: str = MOBILE, holder: str = HOLDER
) -> Unit:
    """Make a unit of a holder whom nobody has let in yet; '' for no registered mobile."""
    nobody = person(f"maker-{guild_id}", "سارا فرضی")
    unit = licence_for(guild_id, holder, world.union, nobody).unit
    unit.members.all().delete()
    nobody.delete()
    if mobile:
        register(unit, mobile)
    return unit


def register(unit: Unit, mobile: str) -> ContactNumber:
    """Write down the holder's mobile as the registry has it."""
    return ContactNumber.objects.create(
        unit=unit,
        role=ContactRole.HOLDER,
        number=mobile,
        source=RegistrySource.REGISTRY,
        registered=True,
        added_at=NOW,
    )


@dataclass
class Newcomer:
    """Somebody with a browser, on the way to an account."""

    browser: Client

    def find(self, holder_id: str = HOLDER, guild_id: str = GUILD) -> Any:
        return self.browser.post(START, {"holder_id": holder_id, "guild_id": guild_id})

    def send(self, page: str, **data: str) -> Any:
        """Send a step's form as its page would: with what binds it to the journey."""
        kept = self.browser.session.get("sign_up")
        return self.browser.post(page, {"journey": kept["nonce"] if kept else "", **data})

    def ask(self) -> Any:
        return self.send(LICENCE)

    def type_code(self, code: str | None = None) -> Any:
        return self.send(CODE, code=code if code is not None else last_code())

    def prove(self) -> None:
        """Come as far as the code."""
        assert self.find().status_code == self.ask().status_code == 302
        assert self.type_code().url == UNITS

    def make(self, password: str = PASSWORD) -> Any:
        return self.send(SET, new_password1=password)


@pytest.fixture
def unit(world: World) -> Unit:
    return unit_without_account(world)


@pytest.fixture
def newcomer(time_machine: clock.TimeMachineFixture) -> Iterator[Newcomer]:
    """Open a browser on the third of Aban, with a worker standing by."""
    time_machine.move_to(NOW, tick=False)
    with codes_sent():
        yield Newcomer(StrictClient())
