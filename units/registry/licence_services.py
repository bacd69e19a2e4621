"""Acts on a licence: renewal, suspension and its end, revocation, transfer."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.models import County
from config.jalali import plain_day, tehran_day
from units.eligibility import DAY
from units.enums import LicenceStatus, RegistryAct, RegistryFact
from units.models import Licence, LicenceState, RegistryChange, Unit
from units.registry.correction_services import check_days
from units.registry.errors import RefusedActError
from units.registry.queries import fact_value, licences_of
from units.registry.rules import ACT_OFFICES, Offices
from units.registry.services import Desk
from units.registry.taken_rules import refuse_taken_number

_MOVED = (
    RegistryFact.UNION,
    RegistryFact.COUNTY,
    RegistryFact.ADDRESS,
    RegistryFact.POSTAL_CODE,
)


@dataclass(frozen=True)
class Renewal:
    """A licence holds on: to a later day, or by a new licence with its number and day of issue.

    The old row stays, so that the first licence's day, and with it the grace, is never renewed
    (circular 60/133338 §1 note 2).
    """

    licence: int
    expires_on: dt.date | None
    number: str = ""
    issued_on: dt.date | None = None

    def offices(self, unit: Unit) -> Offices:
        return ACT_OFFICES[RegistryAct.RENEW]

    def stands(self, desk: Desk) -> bool:
        rows = Licence.objects.filter(unit=desk.unit, expires_on=self.expires_on)
        if self.number and self.issued_on:
            return rows.filter(number=self.number, issued_on=self.issued_on).exists()
        extends = not self.number and not self.issued_on and self.expires_on is not None
        return extends and rows.filter(pk=self.licence).exists()

    def apply(self, desk: Desk) -> None:
        refuse_closed(desk)
        licence = desk.licence(self.licence)
        if self.number or self.issued_on:
            self._new(desk, licence)
        else:
            self._extend(desk, licence)

    def _extend(self, desk: Desk, licence: Licence) -> None:
        if licence.states.filter(status=LicenceStatus.REVOKED).exists():
            raise RefusedActError("number", "این پروانه باطل شده است؛ پروانهٔ جدید را ثبت کنید.")
        if licence.expires_on is None:
            raise RefusedActError("expires_on", "این پروانه تاریخ پایان ندارد و تمدید نمی‌خواهد.")
        if self.expires_on is None or self.expires_on <= licence.expires_on:
            last = plain_day(licence.expires_on)
            raise RefusedActError("expires_on", f"تاریخ اعتبار جدید باید پس از {last} باشد.")
        before = fact_value(desk.unit, RegistryFact.EXPIRES_ON, licence)
        licence.expires_on = self.expires_on
        licence.save(update_fields=["expires_on"])
        after = fact_value(desk.unit, RegistryFact.EXPIRES_ON, licence)
        desk.record(RegistryFact.EXPIRES_ON, before, after, licence)

    def _new(self, desk: Desk, old: Licence) -> None:
        if not self.number:
            raise RefusedActError("number", "شماره پروانهٔ جدید را بنویسید.")
        if self.issued_on is None:
            raise RefusedActError("issued_on", "تاریخ صدور پروانهٔ جدید را انتخاب کنید.")
        refuse_taken_number(desk.user, self.number, desk.unit.pk)
        # The same licence under a new number: a place and a trade are changed by their own acts.
        new = Licence(
            unit=desk.unit,
            kind=old.kind,
            term=old.term,
            number=self.number,
            issued_on=self.issued_on,
            expires_on=self.expires_on,
            trade=old.trade,
            union=old.union,
            county=old.county,
            address=old.address,
            postal_code=old.postal_code,
            latitude=old.latitude,
            longitude=old.longitude,
        )
        check_days(new, desk)
        new.save()
        desk.record(RegistryFact.LICENCE, old.number, licence_words(new), new)


@dataclass(frozen=True)
class Suspension:
    """A licence does not hold from a day on, perhaps to a day that is known."""

    licence: int
    since: dt.date
    until: dt.date | None = None

    def offices(self, unit: Unit) -> Offices:
        return ACT_OFFICES[RegistryAct.SUSPEND]

    def stands(self, desk: Desk) -> bool:
        rows = desk.licence(self.licence).states.filter(status=LicenceStatus.SUSPENDED)
        return rows.filter(since=self.since, until=self.until).exists()

    def apply(self, desk: Desk) -> None:
        refuse_closed(desk)
        licence = desk.licence(self.licence)
        if self.until and self.until < self.since:
            raise RefusedActError("until", "پایان تعلیق پیش از آغاز آن است.")
        if self.since < licence.issued_on:
            raise RefusedActError("since", "در این روز پروانه هنوز صادر نشده بود.")
        _refuse_overlap(licence, self.since, self.until)
        add_state(desk, licence, LicenceStatus.SUSPENDED, self.since, self.until)


@dataclass(frozen=True)
class Lifting:
    """The last day of a suspension, sooner than was known; what was suspended stays not due.

    A day before it begins takes back a suspension that has not begun: it never held, and both
    changes stay in the history.
    """

    licence: int
    last_day: dt.date

    def offices(self, unit: Unit) -> Offices:
        return ACT_OFFICES[RegistryAct.LIFT]

    def stands(self, desk: Desk) -> bool:
        licence = desk.licence(self.licence)
        rows = licence.states.filter(status=LicenceStatus.SUSPENDED)
        if rows.filter(until=None).exists():
            return False
        dropped = RegistryChange.objects.filter(
            licence=licence,
            fact=RegistryFact.STATE,
            after="",
            actor=desk.user,
            source=desk.ground.source,
            reference=desk.ground.reference,
        )
        return rows.filter(until=self.last_day).exists() or (
            dropped.exists() and _suspension_lasting(licence, self.last_day) is None
        )

    def apply(self, desk: Desk) -> None:
        refuse_closed(desk)
        licence = desk.licence(self.licence)
        state = _suspension_lasting(licence, self.last_day)
        if state is None:
            raise RefusedActError("licence", "این پروانه پس از این روز تعلیقی ندارد.")
        if self.last_day >= state.since:
            end_state(desk, state, self.last_day)
        elif state.since > tehran_day(desk.at):
            drop_state(desk, state)
        else:
            first = plain_day(state.since)
            raise RefusedActError("last_day", f"تعلیق از {first} است؛ پایان آن پیش از آغاز نیست.")


@dataclass(frozen=True)
class Revocation:
    """A licence holds no more, for good."""

    licence: int
    since: dt.date

    def offices(self, unit: Unit) -> Offices:
        return ACT_OFFICES[RegistryAct.REVOKE]

    def stands(self, desk: Desk) -> bool:
        rows = desk.licence(self.licence).states.filter(status=LicenceStatus.REVOKED)
        return rows.filter(since=self.since).exists()

    def apply(self, desk: Desk) -> None:
        refuse_closed(desk)
        licence = desk.licence(self.licence)
        if self.since > tehran_day(desk.at):
            raise RefusedActError("since", "روز ابطال در آینده است.")
        if self.since < licence.issued_on:
            raise RefusedActError("since", "در این روز پروانه هنوز صادر نشده بود.")
        # A suspension that lasts beyond that day ends with it.
        eve = self.since - DAY
        running = _suspension_lasting(licence, eve)
        if running and running.since <= eve:
            end_state(desk, running, eve)
        _refuse_overlap(licence, self.since, None)
        add_state(desk, licence, LicenceStatus.REVOKED, self.since, None)


@dataclass(frozen=True)
class Transfer:
    """The unit is another union's or county's from now on, with each of its licences.

    A month filed from now on goes to the new offices, whichever licence it names; cases under
    review stay where they are, as the route of a round was fixed when it was filed. The place of
    business is that of the last licence: what an older one said stays its history.
    """

    union: Organization
    county: County
    address: str
    postal_code: str

    def offices(self, unit: Unit) -> Offices:
        return ACT_OFFICES[RegistryAct.TRANSFER]

    def stands(self, desk: Desk) -> bool:
        last, *_ = licences = self._licences(desk)
        return (
            all((one.union_id, one.county_id) == self._place for one in licences)
            and self.address in ("", last.address)
            and self.postal_code in ("", last.postal_code)
        )

    def apply(self, desk: Desk) -> None:
        refuse_closed(desk)
        _refuse_foreign_union(self.union, self.county)
        last, *older = self._licences(desk)
        for licence in older:
            self._move(desk, licence, "", "")
        self._move(desk, last, self.address, self.postal_code)

    def _move(self, desk: Desk, licence: Licence, address: str, postal_code: str) -> None:
        before = {fact: fact_value(desk.unit, fact, licence) for fact in _MOVED}
        licence.union, licence.county = self.union, self.county
        licence.address = address or licence.address
        licence.postal_code = postal_code or licence.postal_code
        licence.save(update_fields=["union", "county", "address", "postal_code"])
        for fact in _MOVED:
            desk.record(fact, before[fact], fact_value(desk.unit, fact, licence), licence)

    @property
    def _place(self) -> tuple[int, str]:
        return self.union.pk, self.county.pk

    def _licences(self, desk: Desk) -> list[Licence]:
        """Raises RefusedActError for a unit without any."""
        found = licences_of(desk.unit)
        if not found:
            raise RefusedActError("union", "این واحد پروانه‌ای ندارد.")
        return found


def refuse_closed(desk: Desk) -> None:
    """Refuse an act on a closed unit: a licence of it would hold again. Raises RefusedActError."""
    if day := desk.unit.closed_on:
        raise RefusedActError("", f"این واحد از {plain_day(day)} بسته است.")


def add_state(
    desk: Desk, licence: Licence, status: LicenceStatus, since: dt.date, until: dt.date | None
) -> None:
    """Add days on which a licence does not hold, and record it."""
    state = LicenceState.objects.create(licence=licence, status=status, since=since, until=until)
    desk.record(RegistryFact.STATE, "", state_words(state), licence)


def end_state(desk: Desk, state: LicenceState, last: dt.date) -> None:
    """Give a state its last day, and record it."""
    before = state_words(state)
    state.until = last
    state.save(update_fields=["until"])
    desk.record(RegistryFact.STATE, before, state_words(state), state.licence)


def drop_state(desk: Desk, state: LicenceState) -> None:
    """Take out a state that never held, and record it."""
    desk.record(RegistryFact.STATE, state_words(state), "", state.licence)
    state.delete()


def state_words(state: LicenceState) -> str:
    """Write a state as history shows it: «تعلیق‌شده از ۱ تیر ۱۴۰۵ تا ۳۱ شهریور ۱۴۰۵»."""
    until = f" تا {plain_day(state.until)}" if state.until else ""
    return f"{LicenceStatus(state.status).label} از {plain_day(state.since)}{until}"


def licence_words(licence: Licence) -> str:
    """Write a new licence as history shows it."""
    until = f"، اعتبار تا {plain_day(licence.expires_on)}" if licence.expires_on else ""
    return f"{licence.number}، صدور {plain_day(licence.issued_on)}{until}"


def _suspension_lasting(licence: Licence, day: dt.date) -> LicenceState | None:
    """Find the suspension that lasts beyond a day, the first of them; it may begin later."""
    rows = licence.states.filter(status=LicenceStatus.SUSPENDED)
    return rows.filter(Q(until=None) | Q(until__gt=day)).order_by("since").first()


def _refuse_overlap(licence: Licence, since: dt.date, until: dt.date | None) -> None:
    """Refuse two states of a licence on one day, as the database would."""
    for state in licence.states.order_by("since"):
        if (until is None or state.since <= until) and (
            state.until is None or state.until >= since
        ):
            raise RefusedActError("since", f"این پروانه در این روزها {state_words(state)} است.")


def _refuse_foreign_union(union: Organization, county: County) -> None:
    if union.kind != OrganizationKind.UNION:
        raise RefusedActError("union", "اتحادیه را از فهرست انتخاب کنید.")
    if union.county_id and union.county_id != county.pk:
        raise RefusedActError("union", "این اتحادیه در شهرستان دیگری است.")
    if union.parent and union.parent.code != county.organization_code:
        raise RefusedActError("union", "این اتحادیه زیر سازمان استان دیگری است.")
