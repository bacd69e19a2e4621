"""The mobile by which a holder is known, written down by offices: never by what an owner typed.

The first one of a unit without an account is one officer's act. Where a number or an account is
there already a code to another number would open what is somebody's: one officer asks, another
one of an office of the unit agrees, and the earlier number is told before and after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts import contact_change
from accounts.enums import NoticeKind
from accounts.models import Organization, User
from accounts.notices.services import notify
from config.errors import ConflictError, NotFoundError
from config.persian import quoted
from units.contacts.message_services import tell_later
from units.contacts.mobile_queries import has_owner, registered_of, waiting_change_of
from units.contacts.services import masked, settle_issue
from units.enums import (
    ContactRole,
    MemberRole,
    MobileMessage,
    RegistryAct,
    RegistryFact,
    RegistrySource,
)
from units.models import ContactNumber, MobileChange, RegistryChange, Unit, UnitMember
from units.registry.errors import NotYourActError, RefusedActError
from units.registry.keepers import Keeper, keeper_of
from units.registry.queries import file_of
from units.registry.services import OWN, Ground

SECOND = "تغییر را خودتان درخواست کرده‌اید؛ همکار دیگری باید آن را تأیید کند."
YOURS = "این شمارهٔ همراه حساب خود شماست؛ شمارهٔ دارندهٔ واحد را بنویسید."
UNREASONED = "بنویسید چرا رد می‌شود."
WAITS = "تغییر دیگری برای این واحد در انتظار نفر دوم است."
SETTLED = "این درخواست پیش از این بسته شده است."
REPLACED = "شمارهٔ همراه دیگری ثبت شد."
OWN_CHANGE = "دارنده خود شماره را با کد پیامک تغییر داد."


class ChangeWaitsError(ConflictError):
    """Another number waits for its second person."""


class ChangeSettledError(ConflictError):
    """Somebody has agreed to it or refused it already."""


@dataclass(frozen=True)
class Seal:
    """Who puts a number in place, for which office, on what ground, when."""

    user: User
    office: Organization | None
    ground: Ground
    at: datetime
    verified_at: datetime | None = None


@transaction.atomic
def write_down(
    user: User, unit_id: int, number: str, ground: Ground, at: datetime
) -> ContactNumber | MobileChange:
    """Keep the holder's mobile, or ask for a second person where one is wanted.

    The very same once more is what stands. Raises NotFoundError, NotYourActError, RefusedActError,
    ChangeWaitsError.
    """
    keeper = _office_keeper(user, unit_id)
    assert keeper.office
    unit = Unit.objects.select_for_update().get(pk=keeper.unit.pk)
    _refuse_own(user, number)
    held = registered_of(unit.pk)
    if held and held.number == number:
        return held
    if waiting := waiting_change_of(unit.pk):
        if (waiting.number, waiting.asked_by_id) == (number, user.pk):
            return waiting
        raise ChangeWaitsError(WAITS)
    if held is None and not has_owner(unit.pk):
        tell_later(_earlier(unit, number), MobileMessage.FIRST)
        return put_in_place(unit, number, Seal(user, keeper.office, ground, at))
    change = MobileChange.objects.create(
        unit=unit,
        number=number,
        **vars(ground),
        asked_by=user,
        asked_office=keeper.office,
        asked_at=at,
    )
    before = _words(held.number) if held else ""
    _record(
        unit, before, f"{_words(number)}: در انتظار نفر دوم", Seal(user, keeper.office, ground, at)
    )
    tell_later(told_of(unit, number), MobileMessage.ASKED)
    _tell_owners(
        [unit],
        f"تغییر شمارهٔ همراه {quoted(unit.name)} درخواست شد",
        f"{keeper.office.name}: شمارهٔ {masked(number)}، بر پایهٔ {_source(ground)}. اگر از آن خبر "
        "ندارید، پیش از تأیید نفر دوم با اتحادیه یا ادارهٔ شهرستان تماس بگیرید.",
        at,
    )
    return change


@transaction.atomic
def settle(user: User, pk: int, granted: bool, reason: str, at: datetime) -> MobileChange:
    """Agree to a change or refuse it, once; who asked may only take it back.

    Raises NotFoundError, NotYourActError, RefusedActError, ChangeSettledError.
    """
    found = MobileChange.objects.filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    keeper = _office_keeper(user, found.unit_id)
    # The index of holders has the units with a guild id.
    same = Q(holder_id=keeper.unit.holder_id) & ~Q(guild_id="")
    units = lock_units(same | Q(pk=keeper.unit.pk))
    change = MobileChange.objects.select_for_update(of=("self",)).get(pk=pk)
    if change.settled_at:
        if (change.settled_by_id, change.granted) == (user.pk, granted):
            return change
        raise ChangeSettledError(SETTLED)
    if granted and change.asked_by_id == user.pk:
        raise NotYourActError(SECOND)
    if not granted and not reason:
        raise RefusedActError("reason", UNREASONED)
    _refuse_own(user, change.number if granted else "")
    _close(change, user, keeper.office, granted, reason, at)
    ground = Ground(RegistrySource(change.source), change.reference)
    seal = Seal(user, keeper.office, ground, at)
    if granted:
        _switch(units, change, seal)
    else:
        unit = next(unit for unit in units if unit.pk == change.unit_id)
        _record(unit, f"{_words(change.number)}: در انتظار نفر دوم", "", seal)
        _tell_owners(
            [unit],
            f"تغییر شمارهٔ همراه {quoted(unit.name)} رد شد",
            f"شمارهٔ ثبت‌شده همان است که بود. دلیل: {reason}",
            at,
        )
    return change


def put_in_place(unit: Unit, number: str, seal: Seal) -> ContactNumber:
    """Let a number be the registered one of a locked unit; the earlier row ends and stays."""
    live = ContactNumber.objects.filter(unit=unit, ended_at=None)
    before = live.filter(registered=True).first()
    same = live.filter(number=number).first()
    for row in filter(None, {before, same}):
        row.ended_at = seal.at
        row.save(update_fields=["ended_at"])
        settle_issue(row, seal.user, REPLACED, seal.at)
    placed = ContactNumber.objects.create(
        unit=unit,
        role=ContactRole.HOLDER,
        number=number,
        source=seal.ground.source,
        added_by=seal.user,
        added_at=seal.at,
        verified_at=seal.verified_at or (same.verified_at if same else None),
        registered=True,
    )
    _record(unit, _words(before.number) if before else "", _words(number), seal)
    return placed


def lock_units(which: Q) -> list[Unit]:
    """Hold the rows of several units in one order, so that nobody waits in a circle."""
    return list(Unit.objects.select_for_update(of=("self",)).filter(which).order_by("pk"))


def refuse_waiting(units: Sequence[Unit], user: User, at: datetime) -> None:
    """Close what waits for units whose owner has changed the mobile with the earlier one."""
    rows = MobileChange.objects.select_for_update(of=("self",))
    for change in rows.filter(unit__in=units, settled_at=None).order_by("pk"):
        _close(change, user, None, False, OWN_CHANGE, at)


def _switch(units: Sequence[Unit], change: MobileChange, seal: Seal) -> None:
    """Put the number in place for the unit, and for others of the holder that had the same one."""
    (unit,) = (unit for unit in units if unit.pk == change.unit_id)
    held = registered_of(unit.pk)
    old = held.number if held else ""
    lost = ContactNumber.objects.filter(unit__in=units, registered=True, ended_at=None, number=old)
    also = set(lost.values_list("unit", flat=True)) if old else set()
    touched = [one for one in units if one.pk == unit.pk or one.pk in also]
    tell_later(told_of(unit, change.number), MobileMessage.CHANGED)
    for one in touched:
        put_in_place(one, change.number, seal)
    for owner in _owners(touched):
        if owner.mobile in ("", old):
            # The account follows: what is sent to it would go to a number nobody holds.
            contact_change.change(owner, owner.email, change.number, seal.at, proved=True)
    names = "، ".join(quoted(one.name) for one in touched)
    _tell_owners(
        touched,
        f"شمارهٔ همراه ثبت‌شدهٔ {names} تغییر کرد",
        f"شمارهٔ {masked(change.number)} با تأیید دو کارشناس ثبت شد، بر پایهٔ "
        f"{_source(seal.ground)}. اگر از آن خبر ندارید، با سازمان استان تماس بگیرید.",
        seal.at,
    )


def _office_keeper(user: User, unit_id: int) -> Keeper:
    keeper = keeper_of(user, unit_id, RegistryAct.CONTACTS)
    if keeper.office is None:
        raise NotYourActError(OWN)
    return keeper


def _refuse_own(user: User, number: str) -> None:
    if number and number == user.mobile:
        raise RefusedActError("number", YOURS)


def told_of(unit: Unit, number: str) -> list[ContactNumber]:
    """List the numbers that are told of a change to this one: the registered one, else others."""
    held = registered_of(unit.pk)
    return [held] if held else _earlier(unit, number)


def _earlier(unit: Unit, number: str) -> list[ContactNumber]:
    """List the mobiles of the unit that are no stranger's: the holder's, and those proved."""
    live = ContactNumber.objects.filter(unit=unit, ended_at=None, wrong_since=None)
    rows = live.exclude(number=number).order_by("pk")
    return [
        row for row in rows if row.mobile and (row.verified_at or row.role == ContactRole.HOLDER)
    ]


def _close(
    change: MobileChange,
    user: User,
    office: Organization | None,
    granted: bool,
    reason: str,
    at: datetime,
) -> None:
    change.settled_by, change.settled_office, change.settled_at = user, office, at
    change.granted, change.reason = granted, "" if granted else reason
    change.save(update_fields=["settled_by", "settled_office", "settled_at", "granted", "reason"])


def _owners(units: Sequence[Unit]) -> list[User]:
    live = UnitMember.objects.filter(unit__in=units, role=MemberRole.OWNER, ended_at=None)
    people = User.objects.filter(pk__in=live.values("user"))
    return list(people.select_for_update(of=("self",)).order_by("pk"))


def _tell_owners(units: Sequence[Unit], title: str, body: str, at: datetime) -> None:
    live = UnitMember.objects.filter(unit__in=units, role=MemberRole.OWNER, ended_at=None)
    owners = sorted(set(live.values_list("user", flat=True)))
    notify(owners, NoticeKind.SECURITY, title, body, file_of(units[0].pk), at)


def _source(ground: Ground) -> str:
    return f"{RegistrySource(ground.source).label} ({ground.reference})"


def _words(number: str) -> str:
    return f"همراه ثبت‌شده: {masked(number)}"


def _record(unit: Unit, before: str, after: str, seal: Seal) -> None:
    RegistryChange.objects.create(
        unit=unit,
        fact=RegistryFact.CONTACT,
        before=before,
        after=after,
        source=seal.ground.source,
        reference=seal.ground.reference,
        actor=seal.user,
        office=seal.office,
        at=seal.at,
    )
