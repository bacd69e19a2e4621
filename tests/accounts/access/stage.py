"""The offices of a union's way, a union without access, and acts along the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.access.join_services import Applicant, join
from accounts.access.letter_services import Letter
from accounts.access.rules import WITH_LETTER
from accounts.access.services import Step, move
from accounts.enums import AccessAct, OrganizationKind, Role
from accounts.models import AccessRequest, Organization, User
from tests.sample_files import png
from tests.world import FILED_AT, World, officer

# As of everybody in the tests.
PASSWORD = "test-pass-1398"
DAY = timedelta(days=1)


@dataclass
class Chain:
    """Who sits at each desk; `first` and `second` are of the statistics office."""

    world: World
    county: User
    first: User
    second: User
    office: Organization
    statistics: Organization

    @property
    def province(self) -> User:
        return self.world.province_officer

    def union(self, code: str, county: bool = True) -> Organization:
        """Make a union without access, of the county or of the whole province."""
        return Organization.objects.create(
            code=code,
            kind=OrganizationKind.UNION,
            name=f"اتحادیه {code}",
            parent=self.world.province,
            province_id="03",
            county_id="0301" if county else None,
        )

    def joined(self, code: str, at: datetime = FILED_AT, county: bool = True) -> AccessRequest:
        """Let a union sign up."""
        person = Applicant(self.union(code, county).pk, "سارا الگویی", "دبیر", "09120000001")
        return join(person, code, PASSWORD, at)

    def act(
        self, user: User, request: AccessRequest, act: AccessAct, at: datetime = FILED_AT
    ) -> AccessRequest:
        """Do an act as its person would who has just opened the page."""
        letter = Letter("۱۱۸/۴۰۵", FILED_AT.date(), "نامه.png", png())
        version = AccessRequest.objects.get(pk=request.pk).version
        wanted = letter if act in WITH_LETTER else None
        return move(user, Step(request.pk, version, act, wanted, "چنین است"), at)

    def brought(self, code: str, to: str, at: datetime = FILED_AT) -> AccessRequest:
        """Bring a union that signs up along the way: to county, province, statistics or further."""
        request = self.joined(code, at)
        way = (
            ("county", request.applicant, AccessAct.SENT),
            ("province", self.county, AccessAct.FORWARDED),
            ("statistics", self.province, AccessAct.INTRODUCED),
            ("signed", self.first, AccessAct.SIGNED),
            ("granted", self.second, AccessAct.GRANTED),
        )
        for state, user, act in way:
            if request.state == to:
                break
            request = self.act(user, request, act, at)
            assert request.state == state
        assert request.state == to
        return request


def chain_of(world: World) -> Chain:
    """Put an office and its people at each desk of the world."""
    office = Organization.objects.create(
        code="malekan",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ شهرستان ملکان",
        parent=world.province,
        province_id="03",
        county_id="0301",
    )
    statistics = Organization.objects.create(
        code="stats",
        kind=OrganizationKind.STATISTICS,
        name="دفتر آمار",
        parent=world.ministry,
    )
    return Chain(
        world,
        officer("county-officer", Role.COUNTY_OFFICER, office),
        officer("stats-first", Role.STATISTICS_OFFICER, statistics),
        officer("stats-second", Role.STATISTICS_OFFICER, statistics),
        office,
        statistics,
    )
