"""Who may open which unit's file, and what of it stands in other tables."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from config.jalali import JalaliMonth, format_day, tehran_day
from review.models import Complaint
from statistics.enums import IN_REVIEW, State
from statistics.models import Employment, Submission, SubmissionQuerySet
from units.contacts.queries import contacts_of
from units.enums import ContactRole, MemberRole
from units.models import Licence, Unit, UnitMember
from units.registry.queries import reads_capacity

HAS_ACCOUNT = "حساب در سامانه دارد"


@dataclass(frozen=True)
class UnitReader:
    """One person who opens one unit's file; `mine` is who acts for the unit.

    Whoever acts for it sees offices, never an officer's name; nobody else's draft is shown.
    """

    user: User
    unit: Unit
    mine: bool
    at: datetime

    @property
    def today(self) -> date:
        return tehran_day(self.at)

    @cached_property
    def reads_cases(self) -> bool:
        """Whether figures and cases are shown: to the unit's own people and who reads cases."""
        return self.mine or bool(authority_of(self.user).organizations(Permission.VIEW_CASES))

    @property
    def reads_capacity(self) -> bool:
        return self.mine or reads_capacity(self.user)

    @cached_property
    def follows_up(self) -> bool:
        return not self.mine and self.reads_cases

    def cases(self) -> SubmissionQuerySet:
        """Find the unit's months that this person may open."""
        cases = Submission.objects.filter(unit=self.unit)
        return cases if self.mine else cases.in_reach_of(self.user)


def reader_of(user: User, unit: int, at: datetime) -> UnitReader | None:
    """Let in who acts for the unit, and the offices where it lies; None for everybody else."""
    units = Unit.objects.select_related("county__province", "union", "trade")
    mine = units.filter(pk=unit).of(user).first()
    if mine:
        return UnitReader(user, mine, True, at)
    found = units.filter(pk=unit).visible_to(user).first()
    return UnitReader(user, found, False, at) if found else None


def licences_of(unit: Unit) -> list[Licence]:
    """Read the unit's licences with their states, the last one first."""
    licences = Licence.objects.with_states().filter(unit=unit)
    named = licences.select_related("kind", "trade", "union", "county__province", "unit")
    return list(named.order_by("-issued_on", "number"))


def trackings_of(reader: UnitReader) -> dict[JalaliMonth, str]:
    """Map the months this person may open to their tracking numbers."""
    rows = reader.cases().order_by("year", "month")
    return {
        JalaliMonth(year, month): number
        for year, month, number in rows.values_list("year", "month", "tracking_number")
    }


def case_of(reader: UnitReader, month: JalaliMonth) -> Submission | None:
    cases = reader.cases().filter(year=month.year, month=month.month)
    return cases.select_related("desk").first()


def last_people(reader: UnitReader) -> Employment | None:
    """Read the people of the last month that is filed and not being changed just now."""
    cases = reader.cases().filter(state__in=[*IN_REVIEW, State.FINAL])
    rows = Employment.objects.filter(submission__in=cases.values("pk")).select_related("submission")
    return rows.order_by("-submission__year", "-submission__month").first()


@dataclass(frozen=True)
class ContactLine:
    """Whom to call: once, though a number is kept and its person's account has the same one."""

    name: str
    words: str
    number: str


def contact_lines(unit: Unit) -> list[ContactLine]:
    """List the numbers kept for the unit, then its people whose number is none of them."""
    rows = UnitMember.objects.filter(unit=unit, ended_at=None).select_related("user")
    people = list(rows.order_by("-role", "pk"))
    # The owner first; two accounts may have one number.
    by_number: dict[str, UnitMember] = {}
    for member in people:
        by_number.setdefault(member.user.mobile, member)
    found, shown = [], set[int]()
    for contact in contacts_of(unit.pk):
        same = None if contact.wrong_since else by_number.get(contact.number)
        account = ""
        if same is not None:
            shown.add(same.pk)
            account = f"، {HAS_ACCOUNT}"
        role = ContactRole(contact.role).label
        name = contact.name or (same.user.full_name if same else role)
        if contact.wrong_since:
            words = f"شمارهٔ نادرست از {format_day(tehran_day(contact.wrong_since))}"
        else:
            proved = "تأییدشده با پیامک" if contact.verified_at else "تأییدنشده"
            words = f"{role}، {proved}{account}"
        found.append(ContactLine(name, words, contact.number))
    for member in people:
        if member.pk not in shown:
            role = MemberRole(member.role).label
            words = f"{role}، {HAS_ACCOUNT}"
            found.append(ContactLine(member.user.full_name, words, member.user.mobile))
    return found


def complaints_of(reader: UnitReader) -> QuerySet[Complaint]:
    """Find what the unit complained of: all for its own people, else of the cases in reach."""
    rows = Complaint.objects.filter(unit=reader.unit)
    if not reader.mine:
        rows = rows.filter(submission__in=reader.cases().values("pk")) | rows.filter(
            submission=None
        )
    return rows.select_related("organization", "submission").order_by("-pk")
