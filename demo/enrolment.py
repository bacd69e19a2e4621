"""Holders without an account: one with a registered mobile, one whose mobile nobody wrote down."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from accounts.models import Organization
from config.jalali import current_month
from demo.addresses import AREAS, address
from demo.production_patterns import Workshop
from demo.scenarios import moment
from units.enums import ContactRole, HolderKind, RegistrySource
from units.models import ContactNumber, Licence, Unit

# The README names these two pairs; the mobile is nobody's.
WITH_MOBILE = ("9999000010", "0999900001", "پلاستیک‌سازی نوآمد", "نازنین فرضی")
WITHOUT_MOBILE = ("9999000029", "0999900002", "کیسه‌سازی نوپا", "کامران الگویی")
MOBILE = "09000001405"
# A new unit owes its first month so many months after its licence (circular 60/133338 §1 note 2).
GRACE = 3


def let_sign_up(first: Workshop, postal: Iterator[str], now: datetime) -> int:
    """Make the two units beside the first one's; return how many."""
    union, licence = first.licence.union, first.licence
    for number, terms in enumerate((WITH_MOBILE, WITHOUT_MOBILE)):
        unit = _unit(terms)
        _licence(unit, union, licence, number, f"{AREAS[licence.county.name]}{next(postal)}", now)
        if terms is WITH_MOBILE:
            ContactNumber.objects.create(
                unit=unit,
                role=ContactRole.HOLDER,
                name=unit.holder_name,
                number=MOBILE,
                source=RegistrySource.REGISTRY,
                registered=True,
                added_at=moment(now, 40),
            )
    return 2


def _unit(terms: tuple[str, str, str, str]) -> Unit:
    holder_id, guild_id, name, holder = terms
    unit = Unit(
        name=name,
        holder_kind=HolderKind.NATURAL,
        holder_name=holder,
        holder_id=holder_id,
        guild_id=guild_id,
    )
    unit.full_clean()
    unit.save()
    return unit


def _licence(
    unit: Unit, union: Organization, like: Licence, number: int, postal: str, now: datetime
) -> None:
    """Issue a licence of which the last month is the first one that is due."""
    issued = (current_month(now) - 1 - GRACE - 1).first_day + timedelta(days=9)
    Licence.objects.create(
        unit=unit,
        number=f"{like.county_id}{unit.guild_id[-5:]}",
        issued_on=issued,
        expires_on=issued + timedelta(days=5 * 365),
        trade_id=like.trade_id,
        union=union,
        county=like.county,
        address=address(unit.name, 900 + number),
        postal_code=postal,
    )
