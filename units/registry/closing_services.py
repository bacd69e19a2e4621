"""Closing a unit, taking a wrong closing back, and a new holder, who is a new unit."""

import datetime as dt
from dataclasses import dataclass

from config.jalali import plain_day, tehran_day
from units.eligibility import DAY
from units.enums import HolderKind, LicenceStatus, RegistryAct, RegistryFact
from units.models import Licence, Unit
from units.registry.correction_services import check_days
from units.registry.errors import RefusedActError
from units.registry.licence_services import (
    add_state,
    drop_state,
    end_state,
    licence_words,
    refuse_closed,
    state_words,
)
from units.registry.queries import fact_value
from units.registry.rules import ACT_OFFICES, Offices
from units.registry.services import Desk
from units.registry.taken_rules import refuse_taken_guild_id, refuse_taken_number


@dataclass(frozen=True)
class Closing:
    """The unit's last day. From the next one its licences do not hold and it owes nothing."""

    closed_on: dt.date

    def offices(self, unit: Unit) -> Offices:
        return ACT_OFFICES[RegistryAct.CLOSE]

    def stands(self, desk: Desk) -> bool:
        return desk.unit.closed_on == self.closed_on

    def apply(self, desk: Desk) -> None:
        close(desk, self.closed_on)


@dataclass(frozen=True)
class Reopening:
    """A closing that was written by mistake: the unit was never closed.

    A suspension that ended with it stays ended; one that goes on is written anew.
    """

    def offices(self, unit: Unit) -> Offices:
        return ACT_OFFICES[RegistryAct.REOPEN]

    def stands(self, desk: Desk) -> bool:
        return desk.unit.closed_on is None

    def apply(self, desk: Desk) -> None:
        unit = desk.unit
        if unit.closed_on is None:
            raise RefusedActError("", "این واحد بسته نشده است.")
        if unit.successors.exists():
            raise RefusedActError(
                "", "این واحد با ثبت دارندهٔ جدید بسته شده است و دوباره باز نمی‌شود."
            )
        refuse_taken_guild_id(desk.user, unit.holder_id, unit.guild_id, unit.pk)
        before = fact_value(unit, RegistryFact.CLOSED_ON, None)
        for licence in unit.licences.order_by("pk"):
            for state in licence.states.filter(status=LicenceStatus.CLOSED):
                drop_state(desk, state)
        unit.closed_on = None
        unit.save(update_fields=["closed_on"])
        desk.record(RegistryFact.CLOSED_ON, before, "")


@dataclass(frozen=True)
class NewHolder:
    """Somebody else holds the place from now on: a unit of its own with its own grace (D12).

    The old unit is closed the day before the new licence, and keeps its history and its people.
    Numbers and accounts are the old holder's own and do not go over.
    """

    holder_kind: HolderKind
    holder_name: str
    holder_id: str
    guild_id: str
    name: str
    number: str
    issued_on: dt.date
    expires_on: dt.date | None

    def offices(self, unit: Unit) -> Offices:
        return ACT_OFFICES[RegistryAct.NEW_HOLDER]

    def stands(self, desk: Desk) -> bool:
        rows = desk.unit.successors.filter(holder_id=self.holder_id, guild_id=self.guild_id)
        return rows.filter(licences__number=self.number).exists()

    def apply(self, desk: Desk) -> None:
        old = desk.unit
        if old.closed_on is not None:
            raise RefusedActError("", "این واحد بسته شده است.")
        if self.holder_id == old.holder_id:
            raise RefusedActError(
                "holder_id",
                "این همان دارنده است؛ نام یا شناسهٔ نادرست با «اصلاح مشخصات» درست می‌شود.",
            )
        # The old unit is closed by this act: its own guild id may go on with the place.
        refuse_taken_guild_id(desk.user, self.holder_id, self.guild_id, old.pk)
        refuse_taken_number(desk.user, self.number, 0)
        last = old.licences.select_related("kind").order_by("-issued_on", "number").first()
        if last is None:
            raise RefusedActError("", "این واحد پروانه‌ای ندارد.")
        close(desk, self.issued_on - DAY)
        new = Unit.objects.create(
            name=self.name,
            holder_kind=self.holder_kind,
            holder_name=self.holder_name,
            holder_id=self.holder_id,
            guild_id=self.guild_id,
            predecessor=old,
        )
        licence = self._licence(desk, new, last)
        desk.others.append(new)
        desk.record(RegistryFact.CREATED, "", new.name, unit=new)
        for fact in (RegistryFact.HOLDER_NAME, RegistryFact.HOLDER_ID, RegistryFact.GUILD_ID):
            desk.record(fact, "", fact_value(new, fact, None), unit=new)
        desk.record(RegistryFact.PREDECESSOR, "", f"{old.name} ({old.holder_name})", unit=new)
        desk.record(RegistryFact.LICENCE, "", licence_words(licence), licence, new)

    def _licence(self, desk: Desk, new: Unit, last: Licence) -> Licence:
        licence = Licence(
            unit=new,
            kind=last.kind,
            term=last.term,
            number=self.number,
            issued_on=self.issued_on,
            expires_on=self.expires_on,
            trade_id=last.trade_id,
            union_id=last.union_id,
            county_id=last.county_id,
            address=last.address,
            postal_code=last.postal_code,
            latitude=last.latitude,
            longitude=last.longitude,
        )
        check_days(licence, desk)
        licence.save()
        return licence


def close(desk: Desk, last_day: dt.date) -> None:
    """Close the unit on a day: open suspensions end, and its licences hold no more."""
    unit = desk.unit
    refuse_closed(desk)
    if last_day > tehran_day(desk.at):
        raise RefusedActError("closed_on", "آخرین روز واحد در آینده است.")
    licences = list(unit.licences.order_by("pk"))
    if any(licence.issued_on > last_day for licence in licences):
        raise RefusedActError("closed_on", "پس از این روز پروانه‌ای برای واحد صادر شده است.")
    for licence in licences:
        _close_licence(desk, licence, last_day)
    unit.closed_on = last_day
    unit.save(update_fields=["closed_on"])
    desk.record(RegistryFact.CLOSED_ON, "", plain_day(last_day))


def _close_licence(desk: Desk, licence: Licence, last_day: dt.date) -> None:
    for state in licence.states.order_by("since"):
        if state.status == LicenceStatus.REVOKED:
            # Revoked for good: it holds no more anyway.
            return
        if state.since > last_day:
            raise RefusedActError("closed_on", f"پروانه پس از این روز {state_words(state)} است.")
        if state.until is None or state.until > last_day:
            end_state(desk, state, last_day)
    add_state(desk, licence, LicenceStatus.CLOSED, last_day + DAY, None)
