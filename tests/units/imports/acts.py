"""Bringing files in tests: read, stored and taken back by the worker's own code."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from tests.units.imports.files import csv_of
from tests.world import World, officer
from units.enums import RowVerdict
from units.imports import services, worker
from units.imports.registry.kind import UNITS
from units.models import Import, ImportRow

Rows = Iterable[Mapping[str, str]]


def statistics_officer(world: World) -> User:
    office, _ = Organization.objects.get_or_create(
        code="statistics",
        defaults={
            "kind": OrganizationKind.STATISTICS,
            "name": "دفتر آمار",
            "parent": world.ministry,
        },
    )
    return officer("stats-import", Role.STATISTICS_OFFICER, office)


def brought(user: User, rows: Rows, scope: Organization | None = None) -> Import:
    """Bring a file that nobody has read yet."""
    return services.upload(user, UNITS, scope, "list.csv", csv_of(rows), timezone.now())


def checked(user: User, rows: Rows, scope: Organization | None = None) -> Import:
    run = brought(user, rows, scope)
    worker.run_waiting()
    run.refresh_from_db()
    return run


def stored(user: User, rows: Rows, scope: Organization | None = None) -> Import:
    run = checked(user, rows, scope)
    services.confirm(user, run, run.version, timezone.now())
    worker.run_waiting()
    run.refresh_from_db()
    return run


def undone(user: User, run: Import) -> Import:
    services.take_back(user, run, timezone.now())
    worker.run_waiting()
    run.refresh_from_db()
    return run


def faults(run: Import) -> dict[int, str]:
    """Say what is wrong with each refused row, by its line."""
    rows = ImportRow.objects.filter(imported=run, verdict=RowVerdict.REFUSED).order_by("line")
    return {one.line: one.faults[0]["fault"] for one in rows}


def verdicts(run: Import) -> list[str]:
    return list(
        ImportRow.objects.filter(imported=run).order_by("line").values_list("verdict", flat=True)
    )


def registry() -> list[Any]:
    """Read all that an undo brings back, as it lies in the tables."""
    found = []
    with connection.cursor() as cursor:
        for sql in (
            "SELECT * FROM units_unit ORDER BY id",
            "SELECT * FROM units_licence ORDER BY id",
            "SELECT licence_id, status, since, until FROM units_licencestate ORDER BY 1, 3",
            "SELECT * FROM units_contactnumber ORDER BY id",
        ):
            cursor.execute(sql)
            found.append(cursor.fetchall())
    return found
