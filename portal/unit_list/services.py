"""The contact list as a file; nothing leaves that is not written down."""

from collections.abc import Iterator
from hashlib import file_digest
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from config.errors import InvalidError
from config.long_statements import allow_seconds
from portal.unit_list.queries import Reach, UnitFilter
from statistics.files.writers import Cells, Sheet, write_xlsx
from units.models import ContactListExport, UnitMember
from units.queries import live_contacts

HEADINGS = [
    *("نام واحد", "شناسه صنفی", "دارنده", "شهرستان", "اتحادیه", "کد رشته (ISIC)"),
    *("تلفن", "ماه‌های ثبت‌نشده", "وضعیت"),
]
BATCH = 2000


class NobodyListedError(InvalidError):
    """The list is empty, so there is nothing to hand over."""


@transaction.atomic
def contact_list(reach: Reach, chosen: UnitFilter, purpose: str, words: str) -> IO[bytes]:
    """Write the list and its line in the log in one transaction; hand over the open file.

    Raises NobodyListedError.
    """
    content, counted = TemporaryFile(), [0]  # noqa: SIM115  closed by whoever sends it
    try:
        with allow_seconds(settings.EXPORT_SECONDS):
            write_xlsx(content, Sheet("فهرست تماس", HEADINGS, _rows(reach, chosen, counted)))
        if not counted[0]:
            raise NobodyListedError
        content.seek(0)
        digest = file_digest(content, "sha256").hexdigest()
        ContactListExport.objects.create(
            at=reach.at,
            actor=reach.user,
            organization=reach.offices[0],
            purpose=purpose,
            chosen=words,
            rows=counted[0],
            sha256=digest,
        )
    except BaseException:
        content.close()
        raise
    content.seek(0)
    return content


def _rows(reach: Reach, chosen: UnitFilter, counted: list[int]) -> Iterator[Cells]:
    people = UnitMember.objects.filter(unit=OuterRef("pk"), ended_at=None, user__is_active=True)
    mobile = people.exclude(user__mobile="").order_by("-role", "pk").values("user__mobile")[:1]
    kept = live_contacts().filter(unit=OuterRef("pk"), wrong_since=None).values("number")[:1]
    units = (
        reach.units(chosen)
        .annotate(phone=Coalesce(Subquery(kept), Subquery(mobile)))
        .select_related("county", "union")
        .order_by("-missed_months", "-pk")
    )
    for unit in units.iterator(BATCH):
        counted[0] += 1
        yield [
            unit.name,
            unit.guild_id,
            unit.holder_name,
            unit.county.name if unit.county else "",
            unit.union.name if unit.union else "",
            unit.trade_id or "",
            unit.phone or "",  # type: ignore[attr-defined]  # annotated
            unit.missed_months,
            unit.get_activity_display(),
        ]
