"""A small world for tests: offices, officers, a unit with its owner, and a month to file.

The ids are invented; their check digits are right. Made by the portal's own services, so a test
that starts `at_union` starts from a case that was really filed.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import make_password

from accounts.enums import OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Organization, User
from catalog.causes.services import load_first_causes
from catalog.enums import IsicLevel
from catalog.licence_kinds.services import load_first_licence_kinds
from catalog.models import County, IsicNode, Measure, Policy, Product, Province
from catalog.policy_definitions import POLICY, PolicyKey
from catalog.services import FIRST_POLICY_DAY
from config.jalali import JalaliMonth, from_parts
from review import workflow
from review.checklist.answers import AFFIRMED
from statistics.enums import ActivityState
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, ExportFigures, PeriodAnswers, PostedLines
from statistics.models import Submission
from tests import filled_months
from tests.kept_states import State, reach
from units.enums import HolderKind, MemberRole
from units.models import Licence, Unit, UnitMember

BAG, PIPE, SHOES = "2520512459", "2520590003", "1920590001"
MEHR = JalaliMonth(1398, 7)
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
WARNING = "پس از تایید نهایی اطلاعات امکان هیچگونه تغییر در اطلاعات ثبت شده را نخواهید داشت."


def tehran(year: int, month: int, day: int, hour: int = 11, minute: int = 0) -> datetime:
    """Name a Tehran wall-clock moment of a Jalali day, in UTC."""
    from config.jalali import TEHRAN

    day_ = from_parts(year, month, day)
    local = datetime(day_.year, day_.month, day_.day, hour, minute, tzinfo=TEHRAN)
    return local.astimezone(UTC)


FILED_AT = tehran(1398, 8, 3)


# The tests count with these days, whatever an installation begins with. A world of one unit has no
# peers: only the tests about peers want any.
PINNED = {
    PolicyKey.UNION_DAYS: 3,
    PolicyKey.PROVINCE_DAYS: 3,
    PolicyKey.MINISTRY_DAYS: 5,
    PolicyKey.RULE_PEERS_LEAST: 0,
    # Nor has a province many due months.
    PolicyKey.EVALUATION_LEAST: 0,
}


# Code, level, parent and title of each node.
ISIC = (
    ("D", IsicLevel.SECTION, None, "ساخت"),
    ("25", IsicLevel.DIVISION, "D", "پلاستیک"),
    ("252", IsicLevel.GROUP, "25", "پلاستیک"),
    ("2520", IsicLevel.CLASS, "252", "پلاستیک"),
    ("19", IsicLevel.DIVISION, "D", "کفش"),
    ("192", IsicLevel.GROUP, "19", "کفش"),
    ("1920", IsicLevel.CLASS, "192", "کفش"),
)


def catalogue() -> None:
    """Make three products, the two measures, a province with its county, and the policy."""
    # Many tests begin here, so what is of a kind goes in one statement.
    IsicNode.objects.bulk_create(
        IsicNode(code=code, level=level, parent_id=parent, title_fa=title, path=_path(code))
        for code, level, parent, title in ISIC
    )
    ton = Measure(
        code="ton", name_fa="تن", name_en="ton", kind="mass", tonne_factor=Decimal(1), decimals=3
    )
    kilogram = Measure(
        code="kg",
        name_fa="کیلوگرم",
        name_en="kilogram",
        kind="mass",
        tonne_factor=Decimal("0.001"),
        decimals=3,
    )
    pair = Measure(code="pair", name_fa="جفت", name_en="pair", kind="count", decimals=0)
    Measure.objects.bulk_create([ton, kilogram, pair])
    products = [
        Product(code=code, name=name, isic_class_id=code[:4], level=int(code[4]), measure=measure)
        for code, name, measure in (
            (BAG, "کیسه پلی اتیلن", ton),
            (PIPE, "لوله پلی‌اتیلن", kilogram),
            (SHOES, "کفش چرمی مردانه", pair),
        )
    ]
    for product in products:
        product.set_search_text()
    Product.objects.bulk_create(products)
    east = Province.objects.create(code="03", name="آذربایجان شرقی", iso="IR-03")
    County.objects.create(code="0301", name="ملکان", province=east, organization_code="03")
    Policy.objects.bulk_create(
        Policy(
            key=key,
            value=PINNED.get(key, fact.first),
            effective_from=FIRST_POLICY_DAY,
            source_clause="x",
        )
        for key, fact in POLICY.items()
    )

    load_first_causes(FIXTURES)
    load_first_licence_kinds(FIXTURES)


def _path(code: str) -> str:
    return "/".join(("D", *(code[:length] for length in range(2, len(code) + 1))))


@dataclass
class World:
    """Everyone and everything a case needs."""

    ministry: Organization
    province: Organization
    union: Organization
    owner: User
    union_officer: User
    province_officer: User
    ministry_officer: User
    licence: Licence

    @property
    def unit(self) -> Unit:
        return self.licence.unit

    def draft(self, month: JalaliMonth = MEHR, at: datetime = FILED_AT) -> Submission:
        """Open a month: step 1 is green."""
        period = PeriodAnswers(self.licence, month, ActivityState.ACTIVE)
        return self._reach(
            ("draft", month, at), lambda: services.open_month(self.owner, period, True, at)
        )

    def ready(self, month: JalaliMonth = MEHR, at: datetime = FILED_AT) -> Submission:
        """Bring a month to four greens: 20 tonnes made, 5 exported, 3 people."""
        return self._reach(
            ("ready", month, at), lambda: self.fill(self.draft(month, at).tracking_number, at)
        )

    def fill(self, tracking: str, at: datetime = FILED_AT) -> Submission:
        """Make the last three steps of a draft green."""
        case = Submission.objects.get(tracking_number=tracking)
        bag = Product.objects.get(code=BAG)
        filled_months.fill(case, bag, self.owner, at, lambda: self.save_steps(tracking, at))
        return Submission.objects.get(pk=case.pk)

    def save_steps(self, tracking: str, at: datetime = FILED_AT) -> None:
        """Save the last three steps of a draft by the services."""
        made = PostedLines({BAG: Decimal(20)})
        services.save_production(self.owner, tracking, _v(tracking, 2), made, True, at)
        five = ExportFigures(Decimal(5), Decimal(5), Decimal(322), Decimal(6300))
        sent = PostedLines({BAG: five})
        services.save_exports(self.owner, tracking, _v(tracking, 3), True, sent, True, at)
        people = EmploymentAnswers(2, 1, 0)
        services.save_employment(self.owner, tracking, _v(tracking, 4), people, True, at)

    def filed(self, month: JalaliMonth = MEHR, at: datetime = FILED_AT) -> Submission:
        """Bring a month to the union."""

        def act() -> Submission:
            ready = self.ready(month, at)
            return workflow.file(self.owner, ready.tracking_number, ready.version, at)

        return self._reach(("filed", month, at), act)

    def at_province(self, month: JalaliMonth = MEHR, at: datetime = FILED_AT) -> Submission:
        """Bring a month past the union."""

        def act() -> Submission:
            case = self.filed(month, at)
            return workflow.approve(
                self.union_officer, case.tracking_number, case.version, at, AFFIRMED
            )

        return self._reach(("at_province", month, at), act)

    def at_ministry(self, month: JalaliMonth = MEHR, at: datetime = FILED_AT) -> Submission:
        """Bring a month past union and province."""

        def act() -> Submission:
            case = self.at_province(month, at)
            return workflow.approve(self.province_officer, case.tracking_number, case.version, at)

        return self._reach(("at_ministry", month, at), act)

    def final(self, month: JalaliMonth = MEHR, at: datetime = FILED_AT) -> Submission:
        """Bring a month past all three."""

        def act() -> Submission:
            case = self.at_ministry(month, at)
            return workflow.approve(self.ministry_officer, case.tracking_number, case.version, at)

        return self._reach(("final", month, at), act)

    def returned(
        self, month: JalaliMonth = MEHR, at: datetime = FILED_AT, reason: str = "مقدار را ببینید"
    ) -> Submission:
        """Bring a month to the union and back to the unit."""

        def act() -> Submission:
            case = self.filed(month, at)
            return workflow.send_back(
                self.union_officer, case.tracking_number, case.version, reason, at
            )

        return self._reach(("returned", month, at, reason), act)

    def _reach(self, act: State, do: Callable[[], Submission]) -> Submission:
        mine = tuple(getattr(self, one.name).pk for one in fields(self))
        return reach((*act, *mine), do)


def build() -> World:
    """Make the world of the guide's sample: Malekan, a licence of 1396/10/30."""
    return reach(("build",), _build)


def _build() -> World:
    catalogue()
    ministry = Organization.objects.create(
        code="ministry", kind=OrganizationKind.MINISTRY, name="وزارت"
    )
    province = Organization.objects.create(
        code="03",
        kind=OrganizationKind.PROVINCE,
        name="سازمان استان آذربایجان شرقی",
        parent=ministry,
        province_id="03",
    )
    county = County.objects.get(code="0301")
    union = Organization.objects.create(
        code="union",
        kind=OrganizationKind.UNION,
        name="اتحادیه پلاستیک ملکان",
        parent=province,
        province_id="03",
        county=county,
        access_granted_at=FILED_AT - dt.timedelta(days=300),
    )
    owner = person("owner", "لیلا نمونه‌پور")
    licence = licence_for("0499999913", "9990000018", union, owner)
    return World(
        ministry,
        province,
        union,
        owner,
        officer("union-officer", Role.UNION_OFFICER, union),
        officer("province-officer", Role.PROVINCE_EXPERT, province),
        officer("ministry-officer", Role.MINISTRY_EXPERT, ministry),
        licence,
    )


def person(username: str, full_name: str = "کاوه آزمونی") -> User:
    """Make a person with the password of all tests."""
    return User.objects.create(username=username, full_name=full_name, password=_password())


def officer(username: str, role: Role, organization: Organization) -> User:
    """Make a person who holds a post."""
    user = person(username)
    grant(user, role, organization)
    return user


def licence_for(guild_id: str, holder_id: str, union: Organization, owner: User) -> Licence:
    """Make a licence of a new unit, issued on 1396/10/30, of that owner."""
    unit = Unit.objects.create(
        name="کارگاه پلاستیک نمونه",
        holder_kind=HolderKind.NATURAL,
        holder_name=owner.full_name,
        holder_id=holder_id,
        guild_id=guild_id,
    )
    UnitMember.objects.create(unit=unit, user=owner, role=MemberRole.OWNER)
    return Licence.objects.create(
        unit=unit,
        number=guild_id,
        issued_on=from_parts(1396, 10, 30),
        trade_id="2520",
        union=union,
        county_id="0301",
        address="خیابان نمونه، پلاک ۱",
        postal_code="9999999999",
    )


@cache
def _password() -> str:
    # Hashing costs by design, so it is done once.
    return make_password("test-pass-1398")


def _v(tracking_number: str, step: int) -> int:
    return Submission.objects.get(tracking_number=tracking_number).steps.get(step=step).version
