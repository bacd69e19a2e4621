"""Keeping the list of kinds of licences: added with a reason, ended by date, never deleted.

Whether a person may is asked before: offices and posts are not known here.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from catalog.licence_kinds.models import LicenceKind
from catalog.list_files import read_list
from config.errors import InvalidFieldError
from config.jalali import tehran_day
from config.persian import duplicate_key, normalize


class LicenceKindRefusedError(InvalidFieldError):
    """What was asked cannot stand; the text is a Persian sentence about one field."""


@dataclass(frozen=True)
class LicenceKindTerms:
    """What a kind is called, whether its units file, from when it is given, and why it is added."""

    name: str
    files: bool
    since: dt.date
    note: str


@transaction.atomic
def add_licence_kind(by: AbstractBaseUser, terms: LicenceKindTerms, at: dt.datetime) -> LicenceKind:
    """Add a kind. Raises LicenceKindRefusedError for a name that another has or had."""
    # Two officers at once: the second waits and sees what the first added.
    held = list(LicenceKind.objects.select_for_update().order_by("code"))
    if any(duplicate_key(kind.name) == duplicate_key(terms.name) for kind in held):
        raise LicenceKindRefusedError("name", "نوعی با همین نام در فهرست هست یا بوده است.")
    # Never deleted, so the count never gives a code twice; the first ones have words for codes.
    return LicenceKind.objects.create(
        code=f"k{len(held) + 1}", added_by_id=by.pk, added_at=at, **vars(terms)
    )


@transaction.atomic
def end_licence_kind(
    by: AbstractBaseUser, code: str, last: dt.date, at: dt.datetime
) -> LicenceKind:
    """End a kind with the last day on which a licence of it may be issued, today or later.

    Licences that are of this kind stay so, with the duty they have. Raises
    LicenceKindRefusedError, also for one that has ended, and DoesNotExist.
    """
    kind = LicenceKind.objects.select_for_update().get(pk=code)
    if kind.ended_at:
        raise LicenceKindRefusedError("until", "این نوع پیش‌تر پایان یافته است.")
    if last < max(tehran_day(at), kind.since):
        raise LicenceKindRefusedError(
            "until", "آخرین روز، امروز یا پس از آن است؛ گذشته تغییر نمی‌کند."
        )
    kind.until, kind.ended_by_id, kind.ended_at = last, by.pk, at
    kind.save(update_fields=["until", "ended_by", "ended_at"])
    return kind


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
