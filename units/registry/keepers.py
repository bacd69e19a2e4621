"""Who keeps numbers and capacity of a unit: its own people, or an office where it lies."""

from dataclasses import dataclass

from accounts.authority import read_authority
from accounts.models import Organization, User
from config.errors import NotFoundError
from units.enums import RegistryAct
from units.models import Unit
from units.registry.errors import NotYourActError
from units.registry.rules import ACT_OFFICES, acting_office, named


@dataclass(frozen=True)
class Keeper:
    """A person before a unit; without an office one of its own people."""

    user: User
    unit: Unit
    office: Organization | None

    @property
    def owns(self) -> bool:
        return self.office is None


def keeper_of(user: User, unit_id: int, act: RegistryAct, *, lock: bool = False) -> Keeper:
    """Find the unit for its own people, else for an office that may do the act.

    Raises NotFoundError for a unit that is not there for the person, NotYourActError.
    """
    rows = Unit.objects.select_for_update(of=("self",)) if lock else Unit.objects.all()
    mine = Unit.objects.of(user).filter(pk=unit_id).values("pk")
    if own := rows.filter(pk__in=mine).first():
        return Keeper(user, own, None)
    reach = Unit.objects.visible_to(user).filter(pk=unit_id).values("pk")
    unit = rows.filter(pk__in=reach).first()
    if unit is None:
        raise NotFoundError
    office = acting_office(read_authority(user), unit, ACT_OFFICES[act])
    if office is None:
        raise NotYourActError(f"این تغییر را {named(ACT_OFFICES[act])} محل واحد ثبت می‌کند.")
    return Keeper(user, unit, office)
