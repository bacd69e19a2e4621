"""Offices with enough people to sign, and appointments somewhere on their way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.test import RequestFactory

from accounts.appointments import invitation_services
from accounts.appointments.invitation_services import accept, open_code, sign_and_invite
from accounts.appointments.services import PostTerms, begin
from accounts.enums import InvitationWay, OrganizationKind, Role
from accounts.models import Appointment, Organization, User
from config.persian import to_ascii_digits
from tests.world import FILED_AT, World, officer, person

MOBILE = "09121110001"
DAY = timedelta(days=1)


@dataclass
class Offices:
    """A province with head and expert, the ministry and the statistics office with two each."""

    world: World
    head: User
    expert: User
    ministry: User
    ministry_two: User
    statistics: User
    statistics_two: User
    statistics_office: Organization

    @property
    def province(self) -> Organization:
        return self.world.province


def offices(world: World) -> Offices:
    """Put people at every office."""
    office = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return Offices(
        world,
        officer("head", Role.PROVINCE_HEAD, world.province),
        world.province_officer,
        world.ministry_officer,
        officer("ministry2", Role.MINISTRY_EXPERT, world.ministry),
        officer("stats1", Role.STATISTICS_OFFICER, office),
        officer("stats2", Role.STATISTICS_OFFICER, office),
        office,
    )


def terms(
    role: Role,
    office: Organization,
    mobile: str = MOBILE,
    email: str = "",
    until: datetime | None = None,
) -> PostTerms:
    """Name somebody for a post."""
    return PostTerms(role, office, "نسرین آزمون‌پور", "کارشناس صنایع", mobile, email, until)


def asked(there: Offices, at: datetime = FILED_AT) -> Appointment:
    """Let the head of the province sign first for an expert."""
    return begin(there.head, terms(Role.PROVINCE_EXPERT, there.province), at)


def invited(
    there: Offices, way: InvitationWay = InvitationWay.SMS, at: datetime = FILED_AT
) -> Appointment:
    """Let the expert there sign second; the code is made."""
    row = asked(there, at)
    return sign_and_invite(there.expert, row.pk, row.version, way, at)


def code_of(row: Appointment) -> str:
    """Read the code as the worker would send it."""
    return invitation_services._code(row)


def request() -> HttpRequest:
    return RequestFactory().post("/appointments/accept/")


def held(there: Offices, name: str = "nasrin", at: datetime = FILED_AT) -> Appointment:
    """Let a person with an account accept."""
    row = invited(there, at=at)
    open_code(request(), code_of(row), at)
    return accept(row.pk, row.version, person(name), at)


def typed(row: Appointment) -> str:
    return to_ascii_digits(invitation_services.grouped(code_of(row)))
