"""The organizations every installation knows, and accounts switched on and off."""

from collections.abc import Collection
from pathlib import Path

from django.db import transaction

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from accounts.sessions import end_all
from catalog.list_files import read_list
from catalog.models import Province
from config.persian import normalize

MINISTRY = "ministry"
STATISTICS = "statistics"


@transaction.atomic
def load_organizations(folder: Path) -> int:
    """Bring the ministry, its statistics office and the 32 provincial organizations in line.

    Returns how many rows were written; a second run writes none.
    """
    written = 0
    ministry, new = Organization.objects.get_or_create(
        code=MINISTRY,
        defaults={"kind": OrganizationKind.MINISTRY, "name": "وزارت صنعت، معدن و تجارت"},
    )
    written += new
    _, new = Organization.objects.get_or_create(
        code=STATISTICS,
        defaults={
            "kind": OrganizationKind.STATISTICS,
            "name": OrganizationKind.STATISTICS.label,
            "parent": ministry,
        },
    )
    written += new
    provinces = set(Province.objects.values_list("code", flat=True))
    rows = read_list(folder / "organizations.csv", ("code", "name_fa", "province_code"))
    for row in rows:
        code = row.code("code", "[0-9]{2}S?")
        wanted = {
            "kind": OrganizationKind.PROVINCE,
            "name": normalize(row["name_fa"]),
            "parent_id": ministry.pk,
            "province_id": row.one_of("province_code", provinces, "the provinces"),
        }
        if not Organization.objects.filter(code=code, **wanted).exists():
            Organization.objects.update_or_create(code=code, defaults=wanted)
            written += 1
    return written


@transaction.atomic
def set_active(users: Collection[int], active: bool, by: User) -> list[User]:
    """Switch these accounts (ids) on or off, never one's own; return those that changed.

    Who is switched off is signed out everywhere and holds no authority; history stays.
    """
    rows = User.objects.select_for_update().filter(pk__in=users).exclude(is_active=active)
    changed = list(rows.exclude(pk=by.pk).order_by("pk"))
    for user in changed:
        user.is_active = active
        user.save(update_fields=["is_active"])
        if not active:
            # Switched on again, the account must not find its old browsers signed in.
            end_all(user)
    return changed
