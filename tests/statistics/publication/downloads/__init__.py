"""Files of what is published, as a reader gets them: fetched from their addresses."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.test import Client

from config.jalali import JalaliMonth
from statistics.enums import EditionKind
from statistics.models import Edition
from tests.statistics.publication.worlds import MONTH, Maker, PublishingWorld, many

LARGE, MIDDLE = [50, 40, 45, 30], [20, 18, 16]


def fill(publishing: PublishingWorld, months: Iterable[JalaliMonth], lone: str = "10") -> None:
    """Let months be final with one place of many makers, one of several, one of a lone one."""
    for month in months:
        publishing.file([Maker(0, 0, lone, 7), *many(1, MIDDLE, 100), *many(2, LARGE, 200)], month)


def send(publishing: PublishingWorld, month: JalaliMonth = MONTH) -> None:
    """Let units of every place send of what they made."""
    for place in range(len(publishing.places)):
        publishing.file(
            (
                Maker(
                    300 + 100 * place + number, place, "50", 3, tonnes="10.5", usd=str(900 + made)
                )
                for number, made in enumerate(LARGE)
            ),
            month,
        )


def published(publishing: PublishingWorld, *months: JalaliMonth) -> list[Edition]:
    return [publishing.published(EditionKind.FINAL, month) for month in months or (MONTH,)]


def fetched(name: str, edition: Edition | None = None) -> bytes:
    """Take a file as anybody does, who is not signed in."""
    place = ""
    if edition:
        place = f"{edition.year}-{edition.month:02d}/{edition.number}/"
    answer = Client().get(f"/public/data/{place}{name}")
    assert answer.status_code == 200, name
    return b"".join(answer)


def table(name: str, edition: Edition | None = None) -> list[dict[str, str]]:
    """Read a CSV file by its headings."""
    content = fetched(name, edition)
    text = content.decode("utf-8-sig" if not name.endswith(".sdmx.csv") else "utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def one(rows: list[dict[str, str]], **wanted: Any) -> dict[str, str]:
    """Find the one row that has these cells."""
    [found] = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return found
