"""Doing an act on a unit's file: lock, look again, change, keep, judge anew, tell.

An act is a small value that changes the locked unit and records what it changed; everything else
is the same for all of them and stands here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import transaction

from accounts.authority import read_authority
from accounts.enums import NoticeKind, OrganizationKind
from accounts.models import Organization, User
from accounts.notices.services import notify
from catalog.place_turns import place_units
from config.errors import NotFoundError
from config.persian import quoted
from units.enums import RegistryFact, RegistrySource
from units.models import Licence, RegistryChange, Unit, UnitMember
from units.registry.consequence_rules import consequences
from units.registry.duty import Duty, judge
from units.registry.errors import NotYourActError, RefusedActError, StaleRegistryError
from units.registry.queries import changes_since, file_of
from units.registry.rules import Offices, acting_office, named
from units.registry.taken_rules import one_gets_it

OWN = "این واحد خود شماست؛ همکار دیگری باید این تغییر را ثبت کند."
UNCHANGED = "چیزی تغییر نمی‌کند: آنچه نوشته‌اید همان است که در پرونده هست."
FIRST_DUE_MOVES = (
    "با این تغییر نخستین ماه مشمول ثبت این واحد از {before} به {after} می‌رود؛ چنین تغییری را فقط "
    "سازمان استان با مرجع آن ثبت می‌کند (بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۱، تبصرهٔ ۲)."
)


@dataclass(frozen=True)
class Ground:
    """What an act rests on: the kind of source, and its number and date in words."""

    source: RegistrySource
    reference: str


@dataclass
class Desk:
    """The locked unit in front of who acts, and what has been changed so far."""

    unit: Unit
    user: User
    office: Organization
    ground: Ground
    at: datetime
    changes: list[RegistryChange] = field(default_factory=list)
    # Other units that the act made or touched, to be judged too.
    others: list[Unit] = field(default_factory=list)

    def record(
        self,
        fact: RegistryFact,
        before: str,
        after: str,
        licence: Licence | None = None,
        unit: Unit | None = None,
    ) -> None:
        """Keep one fact before and after; nothing when both are the same."""
        if before == after:
            return
        self.changes.append(
            RegistryChange(
                unit=unit or self.unit,
                licence=licence,
                fact=fact,
                before=before,
                after=after,
                source=self.ground.source,
                reference=self.ground.reference,
                actor=self.user,
                office=self.office,
                at=self.at,
            )
        )

    def licence(self, pk: int) -> Licence:
        """Find a licence of the unit. Raises RefusedActError."""
        rows = Licence.objects.filter(unit=self.unit, pk=pk)
        found = rows.select_related("kind", "trade", "union", "county__province").first()
        if found is None:
            raise RefusedActError("licence", "پروانه را انتخاب کنید.")
        return found


class Act(Protocol):
    """What is to be done: by which offices, whether the file stands so already, and how."""

    def offices(self, unit: Unit) -> Offices: ...
    def stands(self, desk: Desk) -> bool: ...
    def apply(self, desk: Desk) -> None: ...


@dataclass(frozen=True)
class Done:
    """What an act changed, and what became of the unit's duty by it."""

    unit: Unit
    changes: Sequence[RegistryChange]
    before: Duty
    after: Duty

    @property
    def consequences(self) -> list[str]:
        return consequences(self.before, self.after, self.changes, self.unit.closed_on)


@transaction.atomic
def perform(
    user: User, unit_id: int, act: Act, ground: Ground, seen: int, at: datetime
) -> Done | None:
    """Do an act, once. None when this person has done it already with the same source.

    `seen` names the state that the form showed (`version_of`). Raises NotFoundError,
    NotYourActError, StaleRegistryError, RefusedActError.
    """
    place_units()
    unit = _locked(user, unit_id)
    desk = Desk(unit, user, _office(user, unit, act), ground, at)
    if unseen := changes_since(unit.pk, seen):
        mine = (user.pk, ground.source, ground.reference)
        own = all((c.actor_id, c.source, c.reference) == mine for c in unseen)
        # One letter may ground two acts, and what it changed may have been changed on: only what
        # still stands was done.
        if own and act.stands(desk):
            return None
        raise StaleRegistryError(unseen)
    before = judge().read(unit, at)
    with one_gets_it():
        act.apply(desk)
    if not desk.changes:
        raise RefusedActError("", UNCHANGED)
    # Read again: triggers and acts have written past the row in hand.
    unit = Unit.objects.get(pk=unit.pk)
    done = Done(unit, desk.changes, before, judge().read(unit, at))
    _refuse_moved_duty(desk.office, done)
    RegistryChange.objects.bulk_create(desk.changes)
    for touched in (unit, *desk.others):
        judge().store(touched, at)
    _tell(desk, done)
    return done


def preview(user: User, unit_id: int, act: Act, ground: Ground, seen: int, at: datetime) -> Done:
    """Tell what an act would change and lead to; nothing stays of it. Raises as `perform` does."""
    with transaction.atomic():
        done = perform(user, unit_id, act, ground, seen, at)
        transaction.set_rollback(True)
    if done is None:
        # The button of the first page pressed again after it was all done.
        raise StaleRegistryError(changes_since(unit_id, seen))
    return done


def _locked(user: User, unit_id: int) -> Unit:
    """Hold the unit's row: of two acts at once the second sees what the first did."""
    reach = Unit.objects.visible_to(user).filter(pk=unit_id).values("pk")
    found = Unit.objects.select_for_update(of=("self",)).filter(pk__in=reach).first()
    if found is None:
        raise NotFoundError
    return found


def _office(user: User, unit: Unit, act: Act) -> Organization:
    if UnitMember.objects.filter(unit=unit, user=user, ended_at=None).exists():
        raise NotYourActError(OWN)
    kinds = act.offices(unit)
    office = acting_office(read_authority(user), unit, kinds)
    if office is None:
        raise NotYourActError(f"این تغییر را {named(kinds)} محل واحد ثبت می‌کند.")
    return office


def _refuse_moved_duty(office: Organization, done: Done) -> None:
    before, after = done.before.first_due, done.after.first_due
    if before is None or after == before or office.kind == OrganizationKind.PROVINCE:
        return
    raise RefusedActError("", FIRST_DUE_MOVES.format(before=before, after=after or "—"))


def _tell(desk: Desk, done: Done) -> None:
    """Tell those who act for the unit what was changed, on what ground, and what it leads to."""
    people = UnitMember.objects.filter(unit=desk.unit, ended_at=None)
    facts = "، ".join(dict.fromkeys(str(RegistryFact(c.fact).label) for c in desk.changes))
    source = RegistrySource(desk.ground.source).label
    body = f"{desk.office.name}، بر پایهٔ {source} ({desk.ground.reference})."
    notify(
        people.order_by("pk").values_list("user", flat=True),
        NoticeKind.REGISTRY,
        f"مشخصات {quoted(desk.unit.name)} تغییر کرد: {facts}",
        " ".join([body, *done.consequences]),
        file_of(desk.unit.pk),
        desk.at,
    )
