"""Files of what is published: made once with their edition, and of the whole series after it.

An edition comes out with its files or not at all, so that none is ever without; nothing writes them
again. The series is made anew by the worker, behind the publication.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from config.uploads import storage
from statistics.enums import EditionKind
from statistics.models import Edition, EditionFile, SeriesFile
from statistics.publication.downloads.periods import month_code
from statistics.publication.downloads.writing import Scope, write_files
from statistics.publication.queries import latest_of, published_editions

# Whoever makes the files of the series holds this lock of the database.
SERIES: Final = 0x53455249


@contextmanager
def dropped_unless_kept() -> Iterator[list[str]]:
    """Give a list for the keys of what is written; take the files away where the work breaks off.

    Around the transaction whose rows name them.
    """
    keys: list[str] = []
    try:
        yield keys
    except BaseException:
        for key in keys:
            storage.drop(key)
        raise


def scope_of(edition: Edition) -> Scope:
    """Say what the files of an edition hold, and how they are called."""
    month, kind = edition.period, EditionKind(edition.kind)
    code = month_code(month)
    page = reverse("downloads:edition", args=[code, edition.number])
    return Scope(
        {month: edition},
        f"guild-production-{code}-{edition.number}",
        f"{month}، انتشار {kind.label}",
        f"{settings.SITE_URL}{page}",
        _ended(edition),
    )


def keep_edition_files(edition: Edition, keys: list[str]) -> None:
    """Write the files of an edition that comes out, in the transaction that lets it out."""
    EditionFile.objects.bulk_create(
        EditionFile(edition=edition, name=file.name, size=file.size, sha256=file.sha256, stored=key)
        for file, key in write_files(scope_of(edition), keys)
    )


def refresh_series() -> bool:
    """Make the files of the whole series where an edition came out after them; tell whether."""
    with dropped_unless_kept() as keys, transaction.atomic():
        return _refresh(keys)


def _refresh(keys: list[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SERIES])
        if cursor.fetchone() != (True,):
            return False
    last = published_editions().order_by("-ended_at", "-pk").first()
    old = list(SeriesFile.objects.order_by("pk"))
    if last is None or any(file.edition_id == last.pk for file in old):
        return False
    months = {each.period for each in published_editions()}
    scope = Scope(
        latest_of(months),
        "guild-production-series",
        f"سری ماهانه تا {max(months)}",
        f"{settings.SITE_URL}{reverse('downloads:index')}",
        _ended(last),
    )
    kept = write_files(scope, keys)
    SeriesFile.objects.all().delete()
    SeriesFile.objects.bulk_create(
        SeriesFile(edition=last, name=file.name, size=file.size, sha256=file.sha256, stored=key)
        for file, key in kept
    )

    def drop_old() -> None:
        # A download that has begun reads on: its file is open.
        for file in old:
            storage.drop(file.stored)

    transaction.on_commit(drop_old, robust=True)
    return True


def _ended(edition: Edition) -> datetime:
    if edition.ended_at is None:
        raise ValueError("an edition that is not out has no files")
    return edition.ended_at
