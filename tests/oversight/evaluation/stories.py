"""Two provinces in which everything happens that an evaluation counts, in order of time."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.models import County, Province
from catalog.policy_definitions import PolicyKey
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.correction_requests import request_correction
from review.sweep.engine import sweep
from statistics.models import SelectedUnit, Submission
from tests.review.cases import policy
from tests.world import MEHR, World, licence_for, officer, tehran
from units.models import Licence

# Long after every clock of the month.
AFTER = tehran(1398, 9, 20)
BEFORE = tehran(1398, 7, 1)


def evaluator(world: World) -> User:
    """Seat an officer at a statistics office."""
    office = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return officer("stats", Role.STATISTICS_OFFICER, office)


def obliged() -> None:
    """Let the months of 1398 be owed."""
    policy(PolicyKey.OBLIGATION_FROM, 139701)


class Play:
    """Acts of units and officers, each at its own moment of Aban 1398."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.second = _second_province(world)
        self.units = 0

    def unit(self, world: World | None = None, guild: bool = True) -> World:
        """Build a world around a new unit of the first or another province."""
        world = world or self.world
        self.units += 1
        guild_id = f"03{self.units:08}"
        licence = licence_for(guild_id, "9990000018", world.union, world.owner)
        Licence.objects.filter(pk=licence.pk).update(county=world.union.county)
        if not guild:
            licence.unit.guild_id = ""
            licence.unit.save()
        return replace(world, licence=Licence.objects.get(pk=licence.pk))

    def select(
        self, of: World, since: date, until: date | None = None, added: datetime = BEFORE
    ) -> None:
        """Put the unit on the list of selected ones, written down at `added`."""
        SelectedUnit.objects.create(
            unit=of.unit,
            since=since,
            until=until,
            criterion="سهم بزرگ",
            source="نامه",
            added_by=self.world.ministry_officer,
            added_at=added,
        )

    def file(self, of: World, at: datetime) -> Submission:
        """File Mehr 1398, or file it again."""
        mine = Submission.objects.filter(unit=of.unit, year=MEHR.year, month=MEHR.month).first()
        if mine is None:
            return of.filed(MEHR, at)
        return workflow.file(of.owner, mine.tracking_number, mine.version, at)

    def approve(self, of: World, by: User, at: datetime, bulk: bool = False) -> None:
        """Approve the unit's month, in bulk as one ticked among others."""
        mine = of.unit.submissions.get()
        workflow.approve(by, mine.tracking_number, mine.version, at, AFFIRMED, bulk)

    def send_back(self, of: World, by: User, at: datetime) -> None:
        """Send the unit's month back."""
        mine = of.unit.submissions.get()
        workflow.send_back(by, mine.tracking_number, mine.version, "ببینید", at)

    def whole(self) -> None:
        """Play it all: days of Aban, when Mehr is filed and reviewed."""
        one, two = self.world, self.second
        union, province, ministry = one.union_officer, one.province_officer, one.ministry_officer
        good, slow, lost = self.unit(), self.unit(), self.unit()
        late, again, reopened = self.unit(), self.unit(), self.unit()
        silent = self.unit()
        self.unit(guild=False)
        far, far_lapsed = self.unit(two), self.unit(two)
        self.unit(two)
        for of in (good, slow, lost, silent, far):
            self.select(of, MEHR.first_day)
        # No more on the list on the last day of the month; only from the day after; told later.
        self.select(again, MEHR.first_day, MEHR.last_day - timedelta(days=1))
        self.select(late, (MEHR + 1).first_day)
        self.select(far_lapsed, MEHR.last_day, MEHR.last_day, added=_day(13))
        for of in (good, lost, again, reopened, far):
            self.file(of, _day(3))
        for of in (good, again, reopened):
            self.approve(of, union, _day(4))
        self.approve(far, two.union_officer, _day(4))
        self.send_back(lost, union, _day(4))
        self.approve(again, province, _day(5), bulk=True)
        for of in (good, reopened):
            self.approve(of, province, _day(5))
            self.approve(of, ministry, _day(6))
        # Returned by the ministry after the province approved, and corrected in time.
        self.send_back(again, ministry, _day(6))
        self.file(again, _day(7))
        self.file(slow, _day(8))
        self.send_back(far, two.province_officer, _day(7))
        sweep(_day(9))
        mine = reopened.unit.submissions.get()
        request_correction(one.owner, mine.tracking_number, mine.version, "عدد نادرست", _day(9))
        mine.refresh_from_db()
        workflow.accept_correction(ministry, mine.tracking_number, mine.version, _day(9))
        self.file(far_lapsed, _day(11))
        # Corrected after its date.
        self.file(far, _day(12))
        for day in range(12, 28):
            sweep(_day(day))
        self.file(late, _day(28))
        self.approve(late, union, _day(29))
        self.send_back(late, province, _day(30))
        self.file(late, _day(30, 15))


def _day(day: int, hour: int = 11) -> datetime:
    return tehran(1398, 8, day, hour)


def _second_province(world: World) -> World:
    west = Province.objects.create(code="04", name="آذربایجان غربی", iso="IR-04")
    county = County.objects.create(
        code="0401", name="ارومیه", province=west, organization_code="04"
    )
    province = Organization.objects.create(
        code="04",
        kind=OrganizationKind.PROVINCE,
        name="سازمان استان آذربایجان غربی",
        parent=world.ministry,
        province=west,
    )
    union = Organization.objects.create(
        code="union-04",
        kind=OrganizationKind.UNION,
        name="اتحادیه پلاستیک ارومیه",
        parent=province,
        province=west,
        county=county,
        access_granted_at=tehran(1397, 1, 1),
    )
    return replace(
        world,
        province=province,
        union=union,
        union_officer=officer("union-04", Role.UNION_OFFICER, union),
        province_officer=officer("province-04", Role.PROVINCE_EXPERT, province),
    )
