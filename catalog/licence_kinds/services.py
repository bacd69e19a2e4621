"""Keeping the list of kinds of licences: added with a reason, ended by date, never deleted."""

from pathlib import Path

from catalog.licence_kinds.models import LicenceKind
from catalog.list_files import read_list
from config.persian import normalize


def load_first_licence_kinds(folder: Path) -> int:
    """Add the kinds of `licence_kinds.csv` that are not there yet; return how many were."""
    rows = read_list(folder / "licence_kinds.csv", ("code", "name", "files", "since"), "code")
    known = set(LicenceKind.objects.values_list("code", flat=True))
    new = [
        LicenceKind(
            code=row.code("code", "[a-z][a-z0-9_]*"),
            name=normalize(row["name"]),
            files=row.one_of("files", ("0", "1"), "files") == "1",
            since=row.day("since"),
        )
        for row in rows
        if row["code"] not in known
    ]
    return len(LicenceKind.objects.bulk_create(new))
