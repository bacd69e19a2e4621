"""People on their way: a delegate's invitation that waits, a mobile to be agreed to, a campaign."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from accounts.models import User
from config.jalali import tehran_day
from demo.production_patterns import Workshop
from demo.scenarios import moment
from units.contacts.mobile_services import write_down
from units.enums import RegistrySource
from units.members.queries import owned_units
from units.models import DelegateInvitation, RegistrationCampaign
from units.registry.services import Ground

CHANGED = "سبدبافی سپیدار"


def come_aboard(members: Sequence[Workshop], officers: Mapping[int, User], now: datetime) -> None:
    """Play them; no message leaves, as nobody has these numbers."""
    owner, stats = User.objects.get(username="unit"), User.objects.get(username="stats")
    invitation = DelegateInvitation.objects.create(
        invited_by=owner,
        name="شیرین نمونه‌زاده",
        mobile="09000002180",
        sent_at=moment(now, 1),
        until=moment(now, 1) + timedelta(days=7),
    )
    invitation.units.set(owned_units(owner).order_by("pk")[:1])
    licence = next(member.licence for member in members if member.shop.name == CHANGED)
    letter = Ground(RegistrySource.LETTER, "نامهٔ ۴۱۹۰ دارنده، رونوشت شناسنامه و سند سیم‌کارت")
    union = officers[licence.union_id]
    write_down(union, licence.unit_id, "09000002181", letter, moment(now, 1))
    today = tehran_day(now)
    RegistrationCampaign.objects.create(
        starts_on=today - timedelta(days=9),
        ends_on=today + timedelta(days=21),
        letter_number="60/227210",
        letter_date=today - timedelta(days=12),
        opened_by=stats,
        opened_at=moment(now, 9),
    )
