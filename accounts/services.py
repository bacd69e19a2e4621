"""Loading the organizations every installation knows: ministry, statistics office, provinces."""

import csv
from pathlib import Path

from django.db import transaction

from accounts.enums import OrganizationKind
from accounts.models import Organization
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
            "name": "دفتر آمار و فرآوری داده‌ها",
            "parent": ministry,
        },
    )
    written += new
    with (folder / "organizations.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            wanted = {
                "kind": OrganizationKind.PROVINCE,
                "name": normalize(row["name_fa"]),
                "parent_id": ministry.pk,
                "province_id": row["province_code"],
            }
            if not Organization.objects.filter(code=row["code"], **wanted).exists():
                Organization.objects.update_or_create(code=row["code"], defaults=wanted)
                written += 1
    return written
