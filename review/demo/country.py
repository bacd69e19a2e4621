"""A small believable country, made through the portal's own commands.

Every month is opened, filled, filed and decided by the services that people use, each at its own
moment, so that whatever the demonstration shows could really have happened.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.enums import OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Organization, User
from accounts.services import MINISTRY, STATISTICS
from catalog.models import County, IsicNode
from config.jalali import JalaliMonth, current_month, end_of_day_instant
from review import workflow
from review.demo.people import Register
from review.sweep import sweep
from statistics.enums import ActivityState, State
from statistics.filing import services
from statistics.filing.lines import ExportFigures, Listing, People, Period
from statistics.models import Submission
from units.enums import HolderKind, MemberRole
from units.models import Licence, Unit, UnitMember

HISTORY = 3
MALEKAN, TABRIZ, MARAGHEH = ("ملکان", "03"), ("تبریز", "03"), ("مراغه", "03")
TEHRAN, JIROFT = ("تهران", "23"), ("جیرفت", "08")


@dataclass(frozen=True)
class Workshop:
    """A unit of the demonstration: what it makes each month, and where its last month stands."""

    name: str
    place: tuple[str, str]
    union: str
    trade: str
    products: dict[str, int]
    people: int
    ends: str
    legal: bool = False


UNIONS = {
    "plastics": ("اتحادیه صنف تولیدکنندگان پلاستیک ملکان", MALEKAN, True),
    "sweets": ("اتحادیه صنف قنادان و شیرینی‌پزان تبریز", TABRIZ, True),
    "shoes": ("اتحادیه صنف کیف، کفش و مصنوعات چرمی تهران", TEHRAN, False),
    "clothes": ("اتحادیه صنف تولیدکنندگان پوشاک جیرفت", JIROFT, True),
}

BAG, FREEZER_BAG, PIPE = "2520512459", "2520590001", "2520590003"
WORKSHOPS = (
    Workshop("کارگاه پلاستیک سهند", MALEKAN, "plastics", "2520", {BAG: 20}, 7, "missing"),
    Workshop("شیرینی‌پزی نارنج", TABRIZ, "sweets", "1541", {}, 5, "returned"),
    Workshop("نایلون‌سازی ارس", MALEKAN, "plastics", "2520", {FREEZER_BAG: 34, BAG: 8}, 12, "union"),
    Workshop("لوله‌سازی ملکان", MALEKAN, "plastics", "2520", {PIPE: 51}, 18, "union", legal=True),
    Workshop("کیسه‌سازی آذر", MALEKAN, "plastics", "2520", {BAG: 12}, 4, "province"),
    Workshop("پلاستیک سازان دنا", MALEKAN, "plastics", "2520", {PIPE: 9, BAG: 3}, 6, "ministry"),
    Workshop("قنادی بهار", TABRIZ, "sweets", "1541", {}, 9, "lapsed"),
    Workshop("شکلات‌سازی الگو", MARAGHEH, "sweets", "1543", {}, 14, "final"),
    Workshop("کفش نمونه", TEHRAN, "shoes", "1920", {}, 11, "skipped"),
    Workshop("پوشاک جنوب", JIROFT, "clothes", "1810", {}, 8, "draft"),
)


class Country:
    """Builds the demonstration as of `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.month = current_month(now) - 1
        self.register = Register()
        self.officers: dict[str, User] = {}
        self.unions: dict[str, Organization] = {}

    def build(self) -> int:
        """Make offices, accounts, units and their months; return the number of units."""
        self._offices()
        owner = self.register.account("unit")
        delegate = self.register.account("delegate")
        for number, workshop in enumerate(WORKSHOPS):
            mine = number < 2
            holder = owner if mine else self.register.owner(f"holder-{number}")
            licence = self._unit(workshop, holder)
            if number == 0:
                UnitMember.objects.create(
                    unit=licence.unit, user=delegate, role=MemberRole.DELEGATE
                )
            self._history(workshop, holder, licence)
        return len(WORKSHOPS)

    def _offices(self) -> None:
        for key, (name, (county, province), access) in UNIONS.items():
            place = County.objects.get(name=county, province=province)
            self.unions[key] = Organization.objects.create(
                code=f"demo-{key}",
                kind=OrganizationKind.UNION,
                name=name,
                parent=Organization.objects.get(code=place.organization_code),
                province=place.province,
                county=place,
                access_granted_at=self.now - timedelta(days=400) if access else None,
            )
        malekan = County.objects.get(name=MALEKAN[0], province=MALEKAN[1])
        azerbaijan = Organization.objects.get(code="03")
        office = Organization.objects.create(
            code="demo-county",
            kind=OrganizationKind.COUNTY_OFFICE,
            name="ادارهٔ صنعت، معدن و تجارت شهرستان ملکان",
            parent=azerbaijan,
            province=malekan.province,
            county=malekan,
        )
        ministry = Organization.objects.get(code=MINISTRY)
        posts = (
            ("union", Role.UNION_OFFICER, self.unions["plastics"]),
            ("union-sweets", Role.UNION_OFFICER, self.unions["sweets"]),
            ("union-clothes", Role.UNION_OFFICER, self.unions["clothes"]),
            ("county", Role.COUNTY_OFFICER, office),
            ("province", Role.PROVINCE_EXPERT, azerbaijan),
            ("head", Role.PROVINCE_HEAD, azerbaijan),
            ("province-tehran", Role.PROVINCE_EXPERT, Organization.objects.get(code="23")),
            ("province-south", Role.PROVINCE_EXPERT, Organization.objects.get(code="08S")),
            ("ministry", Role.MINISTRY_EXPERT, ministry),
            ("stats", Role.STATISTICS_OFFICER, Organization.objects.get(code=STATISTICS)),
            ("import", Role.IMPORT_REVIEWER, ministry),
        )
        for username, role, organization in posts:
            self.officers[username] = self.register.account(username)
            grant(self.officers[username], role, organization)
        self.register.account("admin", superuser=True)

    def _unit(self, workshop: Workshop, holder: User) -> Licence:
        county = County.objects.get(name=workshop.place[0], province=workshop.place[1])
        legal = workshop.legal
        unit = Unit(
            name=workshop.name,
            holder_kind=HolderKind.LEGAL if legal else HolderKind.NATURAL,
            holder_name=f"شرکت {workshop.name}" if legal else holder.full_name,
            holder_id=next(self.register.legal if legal else self.register.national),
            guild_id=next(self.register.guild),
        )
        unit.full_clean()
        unit.save()
        UnitMember.objects.create(unit=unit, user=holder, role=MemberRole.OWNER)
        issued = (self.month - HISTORY - 3).first_day
        return Licence.objects.create(
            unit=unit,
            number=unit.guild_id,
            issued_on=issued,
            expires_on=issued + timedelta(days=5 * 365),
            trade=IsicNode.objects.get(code=workshop.trade),
            union=self.unions[workshop.union],
            county=county,
            address="خیابان نمونه، کوچهٔ الگو، پلاک ۱",
            postal_code="9999999999",
        )

    def _history(self, workshop: Workshop, holder: User, licence: Licence) -> None:
        for back in range(HISTORY, 0, -1):
            month = self.month - back
            filed = _moment(month, 3)
            case = self._file(workshop, holder, licence, month, filed)
            self._decide(case, filed, until=State.FINAL)
        getattr(self, f"_{workshop.ends}")(workshop, holder, licence)

    def _file(
        self,
        workshop: Workshop,
        holder: User,
        licence: Licence,
        month: JalaliMonth,
        at: datetime,
    ) -> Submission:
        case = self._fill(workshop, holder, licence, month, at)
        return workflow.file(holder, case.tracking_number, case.version, at)

    def _fill(
        self,
        workshop: Workshop,
        holder: User,
        licence: Licence,
        month: JalaliMonth,
        at: datetime,
    ) -> Submission:
        period = Period(licence, month, ActivityState.ACTIVE)
        tracking = services.open_month(holder, period, True, at).tracking_number
        made = workshop.products or self._makes(workshop.trade)
        quantities = {code: _quantity(base, month) for code, base in made.items()}
        services.save_production(holder, tracking, 0, Listing(quantities), True, at)
        exports: dict[str, ExportFigures] = {}
        if BAG in quantities and month.month % 2 == 0:
            sent = (quantities[BAG] / 4).quantize(Decimal("0.1"))
            exports[BAG] = ExportFigures(sent, sent, sent * 1150, sent * 1_035_000_000)
        services.save_exports(holder, tracking, 0, bool(exports), Listing(exports), True, at)
        people = People(workshop.people // 2, workshop.people - workshop.people // 2, 0)
        return services.save_employment(holder, tracking, 0, people, True, at)

    def _makes(self, trade: str) -> dict[str, int]:
        products = IsicNode.objects.get(code=trade).products.order_by("code")[:3]
        return {p.code: 40 + 90 * i for i, p in enumerate(products)}

    def _decide(self, case: Submission, at: datetime, until: State) -> Submission:
        """Let officers approve, a day at each desk, until the case stands in `until`."""
        while case.state != until:
            at += timedelta(days=1)
            officer = self._officer(case)
            case = workflow.approve(officer, case.tracking_number, case.version, at)
        return case

    def _officer(self, case: Submission) -> User:
        organization = case.desk
        assert organization is not None
        by_desk = {
            "demo-plastics": "union",
            "demo-sweets": "union-sweets",
            "demo-clothes": "union-clothes",
            "03": "province",
            "23": "province-tehran",
            "08S": "province-south",
            MINISTRY: "ministry",
        }
        return self.officers[by_desk[organization.code]]

    def _missing(self, workshop: Workshop, holder: User, licence: Licence) -> None:
        """The last month is not begun."""

    def _draft(self, workshop: Workshop, holder: User, licence: Licence) -> None:
        period = Period(licence, self.month, ActivityState.ACTIVE)
        services.open_month(holder, period, True, self._ago(1))

    def _union(self, workshop: Workshop, holder: User, licence: Licence) -> None:
        self._file(workshop, holder, licence, self.month, self._ago(1))

    def _returned(self, workshop: Workshop, holder: User, licence: Licence) -> None:
        case = self._file(workshop, holder, licence, self.month, self._ago(2))
        line = case.production.select_related("product").order_by("position")[0]
        workflow.send_back(
            self._officer(case),
            case.tracking_number,
            case.version,
            f"مقدار «{line.product.name}» با فروش این ماه نمی‌خواند؛ لطفاً آن را بازبینی کنید.",
            self._ago(1),
            [f"production:{line.product.code}"],
        )

    def _province(self, workshop: Workshop, holder: User, licence: Licence) -> None:
        filed = self._ago(2)
        case = self._file(workshop, holder, licence, self.month, filed)
        self._decide(case, filed, until=State.AT_PROVINCE)

    def _ministry(self, workshop: Workshop, holder: User, licence: Licence) -> None:
        filed = self._ago(3)
        case = self._file(workshop, holder, licence, self.month, filed)
        self._decide(case, filed, until=State.AT_MINISTRY)

    def _lapsed(self, workshop: Workshop, holder: User, licence: Licence) -> None:
        case = self._file(workshop, holder, licence, self.month, self._ago(5))
        assert case.due_at is not None
        sweep(case.due_at)

    def _skipped(self, workshop: Workshop, holder: User, licence: Licence) -> None:
        self._file(workshop, holder, licence, self.month, self._ago(1))

    def _final(self, workshop: Workshop, holder: User, licence: Licence) -> None:
        filed = self._ago(6)
        case = self._file(workshop, holder, licence, self.month, filed)
        self._decide(case, filed, until=State.FINAL)

    def _ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days, hours=1)


@transaction.atomic
def make_country() -> int:
    """Make the demonstration unless it is there; return the number of units made."""
    if User.objects.filter(username="unit").exists():
        return 0
    return Country(timezone.now()).build()


def _moment(month: JalaliMonth, day: int) -> datetime:
    """Return eleven o'clock in Tehran of a day of the month that follows `month`."""
    start = (month + 1).first_day + timedelta(days=day - 2)
    return end_of_day_instant(start) + timedelta(hours=11)


def _quantity(base: int, month: JalaliMonth) -> Decimal:
    """Return a quantity with a season: more before Nowruz, less in summer."""
    season = (104, 97, 95, 92, 90, 98, 103, 104, 106, 109, 116, 124)[month.month - 1]
    return (Decimal(base) * season / 100).quantize(Decimal(1))
