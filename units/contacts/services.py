"""Keeping the numbers of a unit: added, ended, found wrong; rows stay."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices.services import notify
from config.errors import NotFoundError
from config.persian import quoted, to_persian_digits
from units.enums import ContactRole, RegistryAct, RegistryFact, RegistryIssueKind, RegistrySource
from units.models import ContactNumber, RegistryChange, RegistryIssue, UnitMember
from units.registry.errors import NotYourActError, RefusedActError
from units.registry.keepers import Keeper, keeper_of
from units.registry.services import Ground

# More are no help to who calls.
MOST = 10
OWN_GROUND = Ground(RegistrySource.HOLDER, "ثبت در سامانه")
ENDED = "شماره برداشته شد."
REGISTERED = (
    "این شمارهٔ همراه ثبت‌شدهٔ دارنده است و کد حساب به آن ارسال می‌شود؛ تغییر آن صفحهٔ جدا دارد: "
    "«شمارهٔ همراه ثبت‌شده»."
)


@dataclass(frozen=True)
class NumberTerms:
    """Whose number it is, under which name."""

    role: ContactRole
    name: str
    number: str


def masked(number: str) -> str:
    """Write a number as history keeps it: «۰۹۱۲***۴۵۶۷»."""
    return to_persian_digits(f"{number[:4]}***{number[-4:]}")


@transaction.atomic
def add_number(
    user: User, unit_id: int, terms: NumberTerms, ground: Ground, at: datetime
) -> ContactNumber:
    """Add a number; the very same once more is that number. Raises RefusedActError.

    A number that was found wrong stands again when somebody gives it anew.
    """
    keeper = keeper_of(user, unit_id, RegistryAct.CONTACTS, lock=True)
    live = ContactNumber.objects.filter(unit=keeper.unit, ended_at=None)
    if same := live.filter(number=terms.number).first():
        if (same.role, same.name, same.wrong_since) == (terms.role, terms.name, None):
            return same
        raise RefusedActError("number", "این شماره برای این واحد ثبت شده است؛ نخست آن را بردارید.")
    if live.count() >= MOST:
        most = to_persian_digits(MOST)
        raise RefusedActError("number", f"بیش از {most} شماره نگه داشته نمی‌شود؛ یکی را بردارید.")
    held = ground if keeper.office else OWN_GROUND
    added = ContactNumber.objects.create(
        unit=keeper.unit, added_by=user, added_at=at, source=held.source, **vars(terms)
    )
    _record(keeper, "", _words(added), held, at)
    return added


@transaction.atomic
def end_number(user: User, unit_id: int, pk: int, ground: Ground, at: datetime) -> None:
    """Take a number out of use; one that is out already stays so. Raises NotFoundError."""
    keeper = keeper_of(user, unit_id, RegistryAct.CONTACTS, lock=True)
    contact = _found(keeper, pk)
    if contact.ended_at:
        return
    refuse_registered(contact)
    contact.ended_at = at
    contact.save(update_fields=["ended_at"])
    settle_issue(contact, user, ENDED, at)
    _record(keeper, _words(contact), "", ground if keeper.office else OWN_GROUND, at)


@transaction.atomic
def mark_wrong(user: User, unit_id: int, pk: int, ground: Ground, at: datetime) -> None:
    """Write down that a number does not reach the unit: followed up, and its people are told.

    Raises NotFoundError, NotYourActError.
    """
    keeper = keeper_of(user, unit_id, RegistryAct.CONTACTS, lock=True)
    if keeper.office is None:
        raise NotYourActError("شمارهٔ نادرست خود را بردارید و شمارهٔ درست را ثبت کنید.")
    contact = _found(keeper, pk)
    if contact.wrong_since or contact.ended_at:
        return
    refuse_registered(contact)
    contact.wrong_since = at
    contact.save(update_fields=["wrong_since"])
    RegistryIssue.objects.create(
        unit=keeper.unit,
        kind=RegistryIssueKind.NUMBER,
        contact=contact,
        note=ground.reference,
        opened_by=user,
        opened_office=keeper.office,
        opened_at=at,
    )
    _record(keeper, _words(contact), f"{_words(contact)}: نادرست", ground, at)
    people = UnitMember.objects.filter(unit=keeper.unit, ended_at=None)
    notify(
        people.order_by("pk").values_list("user", flat=True),
        NoticeKind.REGISTRY,
        f"یکی از شماره‌های {quoted(keeper.unit.name)} پاسخ نمی‌دهد",
        f"{keeper.office.name}: شمارهٔ {masked(contact.number)} به واحد نمی‌رسد. شمارهٔ درست را ثبت "
        "کنید تا در کار آمار با شما تماس گرفته شود.",
        reverse("units:contacts", args=[keeper.unit.pk]),
        at,
    )


def refuse_registered(contact: ContactNumber) -> None:
    """Keep ordinary acts from the mobile that opens the account. Raises NotYourActError."""
    if contact.registered:
        raise NotYourActError(REGISTERED)


def settle_issue(contact: ContactNumber, user: User, outcome: str, at: datetime) -> None:
    """End what was to be followed up about a number."""
    rows = RegistryIssue.objects.filter(contact=contact, settled_at=None)
    rows.update(settled_by=user, settled_at=at, outcome=outcome)


def _found(keeper: Keeper, pk: int) -> ContactNumber:
    found = ContactNumber.objects.filter(unit=keeper.unit, pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def _words(contact: ContactNumber) -> str:
    name = f" ({contact.name})" if contact.name else ""
    return f"{ContactRole(contact.role).label}{name}: {masked(contact.number)}"


def _record(keeper: Keeper, before: str, after: str, ground: Ground, at: datetime) -> None:
    RegistryChange.objects.create(
        unit=keeper.unit,
        fact=RegistryFact.CONTACT,
        before=before,
        after=after,
        source=ground.source,
        reference=ground.reference,
        actor=keeper.user,
        office=keeper.office,
        at=at,
    )
