"""Correcting one fact of a unit or of one of its licences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.jalali import tehran_day
from units.enums import RegistryFact
from units.models import Licence, Unit
from units.registry.errors import RefusedActError
from units.registry.queries import UNIT_FACTS, fact_value
from units.registry.rules import Offices, offices_for_fact
from units.registry.services import Desk
from units.registry.taken_rules import refuse_taken_guild_id, refuse_taken_number


@dataclass(frozen=True)
class Correction:
    """What a fact is to be: the fields that hold it, each with its value."""

    fact: RegistryFact
    fields: Mapping[str, Any]
    licence: int = 0

    def offices(self, unit: Unit) -> Offices:
        return offices_for_fact(unit, self.fact)

    def stands(self, desk: Desk) -> bool:
        held: Unit | Licence = desk.unit
        if self.fact not in UNIT_FACTS:
            held = desk.licence(self.licence)
        return all(getattr(held, name) == value for name, value in self.fields.items())

    def apply(self, desk: Desk) -> None:
        if self.fact in UNIT_FACTS:
            self._correct_unit(desk)
        else:
            self._correct_licence(desk)

    def _correct_unit(self, desk: Desk) -> None:
        unit = desk.unit
        before = fact_value(unit, self.fact, None)
        if self.fact == RegistryFact.GUILD_ID and not self.fields["guild_id"]:
            raise RefusedActError("guild_id", "شناسه صنفی ده رقم است؛ خالی نمی‌شود.")
        for name, value in self.fields.items():
            setattr(unit, name, value)
        refuse_taken_guild_id(desk.user, unit.holder_id, unit.guild_id, unit.pk)
        unit.save(update_fields=list(self.fields))
        desk.record(self.fact, before, fact_value(unit, self.fact, None))

    def _correct_licence(self, desk: Desk) -> None:
        licence = desk.licence(self.licence)
        before = fact_value(desk.unit, self.fact, licence)
        for name, value in self.fields.items():
            setattr(licence, name, value)
        check_days(licence, desk)
        if self.fact == RegistryFact.NUMBER:
            refuse_taken_number(desk.user, licence.number, desk.unit.pk, licence.pk)
        if self.fact == RegistryFact.KIND and not _given_then(licence):
            raise RefusedActError("kind", "در تاریخ صدور این پروانه، این نوع پروانه صادر نمی‌شد.")
        licence.save(update_fields=list(self.fields))
        desk.record(self.fact, before, fact_value(desk.unit, self.fact, licence), licence)


def check_days(licence: Licence, desk: Desk) -> None:
    """Refuse days of a licence that cannot be. Raises RefusedActError."""
    if licence.issued_on > tehran_day(desk.at):
        raise RefusedActError("issued_on", "تاریخ صدور در آینده است.")
    if licence.expires_on and licence.expires_on <= licence.issued_on:
        raise RefusedActError("expires_on", "تاریخ اعتبار باید پس از تاریخ صدور باشد.")


def _given_then(licence: Licence) -> bool:
    kind = licence.kind
    return kind.since <= licence.issued_on and (
        kind.until is None or kind.until >= licence.issued_on
    )
