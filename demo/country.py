"""A small believable country: offices, officers, units; then their past and their present.

Older months are written whole (`demo.history`), the latest ones by the services that people
use, each act at its own moment (`demo.cases`), so that what waits anywhere could really
have happened.
"""

import csv
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.enums import ROLE_PERMISSIONS, OrganizationKind, Permission, Role
from accounts.models import Organization, User
from accounts.services import MINISTRY, STATISTICS
from catalog.models import County, Product, Province
from config.jalali import JalaliMonth, current_month
from demo.aboard import come_aboard
from demo.access import UnionStories
from demo.addresses import AREAS, address, postal_codes
from demo.appointments import AppointmentStories, command
from demo.cases import play
from demo.catalog_edits import edit_catalogue, keep_lists
from demo.certificates import show_certificates
from demo.enrolment import let_sign_up
from demo.followup import follow_up, select
from demo.for_others import bring_workbook, file_for_others
from demo.history import write_past
from demo.imports import bring_files
from demo.inquiries import let_ask
from demo.meetings import hold_meetings
from demo.organizational import report_offices
from demo.outreach import reach_out
from demo.people import Register
from demo.places import GUILDS, PLASTICS, Guild, Shop
from demo.production_patterns import Workshop
from demo.rates import give_rates
from demo.registry import RegistryStories
from demo.scenarios import moment
from demo.support import let_support
from demo.trades import trades
from demo.visits import visit_units
from oversight.burden.services import refresh_times
from statistics.calendar.services import renew as give_calendar
from statistics.enums import ExportFormat, ExportKind
from statistics.estimation.services import refresh_year
from statistics.files.queries import ExportChoice, exporting_offices
from statistics.files.services import ask, prune
from statistics.obligation.services import update_activity
from statistics.peers.services import refresh_bands
from units.enums import HolderKind, LicenceStatus, LicenceTerm, MemberRole
from units.models import Licence, LicenceState, Unit, UnitMember

# Issued so many months before the first due month (the grace of a new unit).
GRACE = 3
# As far back as the demonstration's figures go, and a little before.
MONTHS = 15


class Country:
    """Offices and units of the demonstration as of `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.month = current_month(now) - 1
        self.register = Register()
        self.officers: dict[int, User] = {}
        self.accounts: dict[str, User] = {}
        self.members: list[Workshop] = []
        self.stems = _stems()
        self.counties = {(c.name, c.province_id): c for c in County.objects.order_by("code")}
        self.organizations = {o.code: o for o in Organization.objects.order_by("code")}
        made = Product.objects.filter(
            code__in=[output.code for trade in trades().values() for output in trade.outputs]
        )
        self.products = {p.code: p for p in made.select_related("measure").order_by("code")}
        self.postal = postal_codes()
        self.licence_numbers = count(13_404)

    def build(self) -> int:
        """Make offices, accounts and units; return the number of units."""
        self._offices()
        for guild in GUILDS:
            union = self._union(guild)
            for shop in guild.shops:
                self._unit(guild, shop, union)
        first = self.members[0].licence.unit
        delegate = self.register.account("delegate")
        UnitMember.objects.create(unit=first, user=delegate, role=MemberRole.DELEGATE)
        # Before the oldest of their fourteen months.
        UnitMember.objects.update(since=self.now - timedelta(days=430))
        return len(self.members)

    def _offices(self) -> None:
        # East Azerbaijan, where the provincial accounts that sign in are at home.
        azerbaijan = self.organizations["03"]
        place = self.counties[PLASTICS.county, PLASTICS.province]
        office = Organization.objects.create(
            code="demo-county",
            kind=OrganizationKind.COUNTY_OFFICE,
            name=f"ادارهٔ صنعت، معدن و تجارت شهرستان {place.name}",
            parent=azerbaijan,
            province=place.province,
            county=place,
        )
        ministry = self.organizations[MINISTRY]
        posts = (
            ("county", Role.COUNTY_OFFICER, office),
            ("province", Role.PROVINCE_EXPERT, azerbaijan),
            ("head", Role.PROVINCE_HEAD, azerbaijan),
            ("ministry", Role.MINISTRY_EXPERT, ministry),
            ("stats", Role.STATISTICS_OFFICER, self.organizations[STATISTICS]),
            # Access is given by two people of the office.
            ("stats-2", Role.STATISTICS_OFFICER, self.organizations[STATISTICS]),
            ("import", Role.IMPORT_REVIEWER, ministry),
            ("admin", Role.TECHNICAL_ADMIN, self.organizations[STATISTICS]),
            ("auditor", Role.ACCESS_AUDITOR, self.organizations[STATISTICS]),
        )
        for username, role, organization in posts:
            self._post(self.register.account(username), role, organization)
        for code, organization in self.organizations.items():
            # Elsewhere somebody decides too, without ever signing in.
            if organization.kind == OrganizationKind.PROVINCE and code != "03":
                expert = self.register.owner(f"province-{code}")
                self._post(expert, Role.PROVINCE_EXPERT, organization)

    def _union(self, guild: Guild) -> Organization:
        county = self.counties[guild.county, guild.province]
        access = self.now - timedelta(days=480) if guild.access else None
        union = Organization.objects.create(
            code=f"demo-{guild.stem}-{county.code}",
            kind=OrganizationKind.UNION,
            name=f"{self.stems[guild.stem]} {county.name}",
            parent=self.organizations[county.organization_code],
            province_id=county.province_id,
            county=county,
            access_granted_at=access,
        )
        if guild.access and guild.officer == "officer":
            self._post(self.register.owner(f"officer-{union.pk}"), Role.UNION_OFFICER, union)
        elif guild.access and guild.officer:
            self._post(self._account(guild.officer), Role.UNION_OFFICER, union)
        return union

    def _post(self, user: User, role: Role, organization: Organization) -> None:
        # Long enough ago, and no yearly review is due yet.
        command(user, role, organization, self.now - timedelta(days=200))
        if Permission.DECIDE in ROLE_PERMISSIONS[role]:
            # The first one: the province's expert, not the head, who may decide as well.
            self.officers.setdefault(organization.pk, user)

    def _account(self, username: str) -> User:
        if username not in self.accounts:
            self.accounts[username] = self.register.account(username)
        return self.accounts[username]

    def _unit(self, guild: Guild, shop: Shop, union: Organization) -> None:
        number = len(self.members)
        holder = (
            self._account(shop.owner) if shop.owner else self.register.owner(f"holder-{number}")
        )
        unit = Unit(
            name=shop.name,
            holder_kind=HolderKind.LEGAL if shop.legal else HolderKind.NATURAL,
            holder_name=f"شرکت {shop.name}" if shop.legal else holder.full_name,
            holder_id=next(self.register.legal if shop.legal else self.register.national),
            guild_id="" if shop.flaw == "no_id" else next(self.register.guild),
        )
        unit.full_clean()
        unit.save()
        UnitMember.objects.create(unit=unit, user=holder, role=MemberRole.OWNER)
        start = self.month + 1 - max(shop.months, 1)
        licences = self._licences(guild, shop, unit, union, start)
        self.members.append(Workshop(shop, licences, holder, self.products, start))

    def _licences(
        self, guild: Guild, shop: Shop, unit: Unit, union: Organization, start: JalaliMonth
    ) -> list[Licence]:
        """Issue the unit's licences; the last is the one it files with now."""
        draw = Random(f"{shop.name}/licence")
        # On any day of the month whose grace ends within the month before the first due one: the
        # first whole month after it is due (circular 60/133338 §1 note 2).
        issued = (start - GRACE - 1).first_day + timedelta(days=draw.randint(1, 27))
        county = self.counties[guild.county, guild.province]
        licence = Licence(
            unit=unit,
            number=f"{county.code}{next(self.licence_numbers)}",
            issued_on=issued,
            expires_on=issued + timedelta(days=5 * 365),
            trade_id=shop.trade.isic_class,
            union=union,
            county=county,
            address=address(shop.name, len(self.members)),
            postal_code=f"{AREAS[county.name]}{next(self.postal)}",
        )
        licences = [licence]
        if shop.flaw == "renewed":
            day = (self.month - 5).first_day + timedelta(days=draw.randint(3, 25))
            licences.append(_renewed(licence, day, f"{county.code}{next(self.licence_numbers)}"))
        if shop.flaw == "expired":
            licence.term = LicenceTerm.TEMPORARY
            licence.expires_on = (self.month - 4).last_day
        Licence.objects.bulk_create(licences)
        if shop.flaw == "suspended":
            since = (self.month - 2).first_day
            LicenceState.objects.create(
                licence=licence, status=LicenceStatus.SUSPENDED, since=since
            )
        return licences


@transaction.atomic
def make_country(now: datetime | None = None) -> int:
    """Make the demonstration unless it is there; return the number of units made."""
    if User.objects.filter(username="unit").exists():
        return 0
    now = now or timezone.now()
    country = Country(now)
    made = country.build()
    stats = User.objects.get(username="stats")
    give_rates(stats, MONTHS, now)
    write_past(country.members, country.officers, now)
    # Before the latest months are played: a first filing is judged by its peers.
    refresh_bands(now, MONTHS)
    # Before the latest months are played: a case is marked when it is filed (directive 5013 §3).
    select(country.members, stats, now)
    play(country.members, country.officers, now)
    edit_catalogue(country.members, stats, now)
    keep_lists(country.members, stats, now)
    refresh_bands(now)
    made += let_sign_up(country.members[0], country.postal, now)
    # Once more: the last acts lie behind the last final day.
    update_activity(now)
    follow_up(User.objects.in_bulk(["province", "head", "import"], field_name="username"), now)
    RegistryStories(country.members, country.officers, country.register, now).play()
    UnionStories(country.register, Organization.objects.get(code="demo-county"), now).play()
    AppointmentStories(country.register, now).play()
    come_aboard(country.members, country.officers, now)
    _files_taken(country.month, now)
    bring_files(country.register, {"province": User.objects.get(username="province")}, now)
    # Last, as units and months were still brought.
    refresh_year(now)
    refresh_times(now)
    hold_meetings(now)
    report_offices(country.register, now)
    names = ["unit", "import", "stats", "stats-2", "province"]
    people = User.objects.in_bulk(names, field_name="username")
    visit_units(now)
    show_certificates(people["unit"], now)
    let_ask(people["unit"], people["import"], (people["stats"], people["stats-2"]), now)
    reach_out(now)
    let_support(people["unit"], people["province"], now)
    give_calendar(people["unit"], now - timedelta(days=20))
    file_for_others(country.register, now)
    bring_workbook(people["unit"], now)
    # One more than was built: a new holder is a unit of its own.
    return made + Unit.objects.filter(predecessor__isnull=False).count()


def _files_taken(last: JalaliMonth, now: datetime) -> None:
    """Let two offices have files: one that is there, and one whose days are over."""
    people_by_name = User.objects.in_bulk(["stats", "province"], field_name="username")
    province = Province.objects.get(code=PLASTICS.province)
    # Months long final: no others leave the portal (circular 60/133338 §5).
    quarter = ExportChoice(
        ExportKind.PRODUCTION,
        ExportFormat.XLSX,
        last - 5,
        last - 3,
        "گزارش فصلی تولید برای شورای آمار",
    )
    people = ExportChoice(
        ExportKind.EMPLOYMENT,
        ExportFormat.CSV,
        last - 3,
        last - 3,
        "بررسی اشتغال کارگاه‌های استان به درخواست معاون",
        province=province,
    )
    cases = ExportChoice(
        ExportKind.CASES,
        ExportFormat.XLSX,
        last - 2,
        last - 1,
        "نشست پایش ماهانهٔ استان",
    )
    for name, choice, days in (
        ("stats", quarter, 12),
        ("stats", people, 3),
        ("province", cases, 2),
    ):
        user = people_by_name[name]
        ask(user, exporting_offices(user)[0], choice, moment(now, days))
    prune(now)


def _renewed(licence: Licence, day: date, number: str) -> Licence:
    """End a licence on the day before `day` and make the one that follows."""
    licence.expires_on = day - timedelta(days=1)
    return Licence(
        unit=licence.unit,
        number=number,
        issued_on=day,
        expires_on=day + timedelta(days=5 * 365),
        trade_id=licence.trade_id,
        union=licence.union,
        county=licence.county,
        address=licence.address,
        postal_code=licence.postal_code,
    )


def _stems() -> dict[str, str]:
    path = settings.BASE_DIR / "fixtures" / "unions_demo.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name_fa"] for row in csv.DictReader(lines)}
