"""Something of each act on a unit's file: suspended, renewed, moved, closed for a new holder,
numbers of which one is wrong, capacities, a place that differs from the licence.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal

from django.db.models import Max

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from catalog.models import County, Product
from config.jalali import JalaliMonth, current_month, tehran_day
from demo.addresses import AREAS
from demo.people import Register
from demo.production_patterns import Workshop
from demo.scenarios import moment
from statistics.models import ProductionLine
from units.capacity.services import CapacityTerms, state_capacity
from units.contacts.services import OWN_GROUND, NumberTerms, add_number, mark_wrong
from units.enums import ContactRole, HolderKind, RegistrySource
from units.models import ContactNumber, Unit
from units.registry.closing_services import NewHolder
from units.registry.licence_services import Lifting, Renewal, Suspension, Transfer
from units.registry.queries import version_of
from units.registry.services import Act, Ground, perform
from units.verification.services import Findings, verify

SUSPENDED, RENEWED, MOVED = "نایلون‌سازی ارس", "ظروف نیلوفر", "نقل و نبات شهریار"
SOLD, DIFFERS, WRONG = "کیف ترنج", "بسته‌بندی ساوالان", "کیسه‌سازی آذر"
# Nobody has verified these yet.
UNVERIFIED = ("سبدبافی سپیدار", "نایلکس پگاه")
VISIT = Ground(RegistrySource.VISIT, "بازدید کارشناس اتحادیه")
LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۴۱۲۰ اتحادیه")


class RegistryStories:
    """Plays the acts by the offices whose units they are, each at its own moment."""

    def __init__(
        self,
        members: Sequence[Workshop],
        officers: Mapping[int, User],
        register: Register,
        now: datetime,
    ) -> None:
        self.members = {member.shop.name: member for member in members}
        self.officers, self.register, self.now = officers, register, now
        self.month: JalaliMonth = current_month(now) - 1

    def play(self) -> None:
        self._numbers()
        self._capacities()
        self._verified()
        self._suspended()
        self._renewed()
        self._moved()
        self._sold()

    def _do(self, name: str, act: Act, ground: Ground, days: int, province: bool = False) -> None:
        licence = self.members[name].licence
        office = licence.union.parent if province else licence.union
        assert office is not None
        unit = licence.unit_id
        at = moment(self.now, days)
        perform(self.officers[office.pk], unit, act, ground, version_of(unit), at)

    def _suspended(self) -> None:
        # Some days of a month: it is still due, and was filed.
        licence = self.members[SUSPENDED].licence
        since = (self.month - 2).first_day + timedelta(days=4)
        self._do(SUSPENDED, Suspension(licence.pk, since), LETTER, 20)
        last = since + timedelta(days=9)
        lifted = Ground(RegistrySource.LETTER, "نامهٔ ۴۱۵۵ اتحادیه، رفع نقص بهداشتی")
        self._do(SUSPENDED, Lifting(licence.pk, last), lifted, 18)

    def _renewed(self) -> None:
        licence = self.members[RENEWED].licence
        assert licence.expires_on is not None
        later = licence.expires_on + timedelta(days=5 * 365)
        self._do(RENEWED, Renewal(licence.pk, later), LETTER, 16)

    def _moved(self) -> None:
        county = County.objects.get(name="مراغه", province="03")
        old = self.members[MOVED].licence.union
        union = Organization.objects.create(
            code=f"demo-moved-{county.code}",
            kind=OrganizationKind.UNION,
            name=old.name.replace("تبریز", county.name),
            parent=old.parent,
            province_id="03",
            county=county,
            access_granted_at=old.access_granted_at,
        )
        ground = Ground(RegistrySource.LETTER, "نامهٔ ۷۷۳ سازمان استان، جابه‌جایی کارگاه")
        postal = f"{AREAS[county.name]}98765"
        move = Transfer(union, county, "خیابان خواجه‌نصیر، پلاک 41", postal)
        self._do(MOVED, move, ground, 1, province=True)

    def _sold(self) -> None:
        issued = (self.month + 1).first_day
        holder = self.register.owner("successor")
        licence = self.members[SOLD].licence
        sale = NewHolder(
            HolderKind.NATURAL,
            holder.full_name,
            next(self.register.national),
            next(self.register.guild),
            "کیف ترنج نو",
            f"{licence.county_id}99001",
            issued,
            issued + timedelta(days=5 * 365),
        )
        ground = Ground(RegistrySource.LETTER, "نامهٔ ۹۰۲ سازمان استان، انتقال پروانه")
        self._do(SOLD, sale, ground, 0, province=True)
        new = Unit.objects.get(predecessor=licence.unit_id)
        new.members.create(user=holder, role="owner")

    def _near(self) -> list[Workshop]:
        """List the workshops of the union that signs in."""
        first = next(iter(self.members.values())).licence.union_id
        return [member for member in self.members.values() if member.licence.union_id == first]

    def _numbers(self) -> None:
        at = moment(self.now, 60)
        for number, member in enumerate(self._near()):
            owner = member.licence.unit.members.select_related("user").get(role="owner").user
            unit = member.licence.unit_id
            for role, digits in (
                (ContactRole.HOLDER, f"0900000{1180 + number}"),
                (ContactRole.UNIT, f"0410000{1180 + number}"),
            ):
                name = owner.full_name if role == ContactRole.HOLDER else ""
                add_number(owner, unit, NumberTerms(role, name, digits), OWN_GROUND, at)
        mobiles = ContactNumber.objects.filter(number__startswith="0900")
        mobiles.exclude(unit__name=WRONG).update(verified_at=at + timedelta(minutes=4))
        wrong = self.members[WRONG].licence
        desk = ContactNumber.objects.get(unit=wrong.unit_id, role=ContactRole.UNIT)
        call = Ground(RegistrySource.CALL, "سه تماس بی‌پاسخ؛ شماره واگذار شده است")
        mark_wrong(self.officers[wrong.union_id], wrong.unit_id, desk.pk, call, moment(self.now, 3))

    def _capacities(self) -> None:
        """State for each product a quarter more than the most that was ever made of it."""
        at = moment(self.now, 45)
        for member in self._near():
            unit, officer = member.licence.unit_id, self.officers[member.licence.union_id]
            lines = ProductionLine.objects.filter(submission__unit=unit)
            made = lines.values_list("product").annotate(most=Max("quantity")).order_by("product")
            for pk, most in made:
                if not most:
                    continue
                product = Product.objects.select_related("measure").get(pk=pk)
                step = Decimal(1).scaleb(-product.measure.decimals)
                quantity = (most * Decimal("1.25")).quantize(step, ROUND_UP)
                terms = CapacityTerms(product, quantity, tehran_day(at))
                state_capacity(officer, unit, terms, VISIT, at)

    def _verified(self) -> None:
        at = moment(self.now, 5)
        for member in self._near():
            name, licence = member.shop.name, member.licence
            if name in UNVERIFIED:
                continue
            found = Findings(licence.pk, True, name != DIFFERS, True, tehran_day(at))
            verify(self.officers[licence.union_id], licence.unit_id, found, VISIT, at)
