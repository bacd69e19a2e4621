"""A loaded country that is published edition by edition, while units file late and correct.

It keeps who added what when each edition was frozen: the truth by which an attack is judged.
"""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import Any, Final

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from catalog.models import Product
from config.jalali import JalaliMonth
from demo.scale.load import Size, load
from promises.attacker.figures import Vintage
from promises.attacker.truth import Truth, estimated, filed
from statistics.enums import EditionKind, EditionState
from statistics.estimation.contribution_services import stage_contributions
from statistics.models import Edition, Revision, Submission
from statistics.models.revision import filed_from
from statistics.publication.services import publish
from statistics.publication.worker import run_waiting
from tests.by_hand import at_union, make_final
from tests.world import officer, tehran

# Long after every edition of the months may be published.
LATER: Final = tehran(1420, 1, 20)
# Few hundred units in as few places and trades as a country of fifty thousand has them for each.
PROVINCES: Final = {"23": 200, "09": 90, "10": 70, "03": 60, "07": 50}
DIVISIONS: Final = ("15", "18", "19", "25", "28", "36")
PRODUCTS_OF_A_DIVISION: Final = 4
MEMBERS: Final = (4, 16)
LATE, CORRECTED = 0.25, 0.06


@contextmanager
def crowded() -> Iterator[None]:
    """Let the loader put its units into few places and make few products."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("demo.scale.skew.PROVINCES", PROVINCES)
        patch.setattr("demo.scale.load.FEWEST_MEMBERS", MEMBERS[0])
        patch.setattr("demo.scale.load.MOST_MEMBERS", MEMBERS[1])
        yield


class PublishedCountry:
    """So many units and months; `publish_all` brings out all editions of every month."""

    def __init__(self, units: int, months: int, draw: random.Random, now: datetime) -> None:
        call_command("load_reference", verbosity=0, stdout=StringIO())
        _few_products()
        with crowded():
            # The latest month is still being filed.
            load(Size(units, months + 1, 0), now, str)
        periods = {JalaliMonth(*each) for each in Submission.objects.values_list("year", "month")}
        self.months = sorted(periods)[:-1]
        self.draw = draw
        self.late: dict[JalaliMonth, list[int]] = {}
        self.truths: dict[Vintage, Truth] = {}
        office = Organization.objects.get(kind=OrganizationKind.STATISTICS)
        self.user = officer("statistician", Role.STATISTICS_OFFICER, office)

    def publish_all(self) -> None:
        """Publish each month as preliminary, then each as final, then each as annual."""
        with transaction.atomic(), _unguarded():
            for month in self.months:
                self._hold_back(month)
        for kind, share in zip(EditionKind, (0.0, 0.8, 1.0), strict=True):
            for month in self.months:
                self._arrive(month, share)
                self.publish(month, kind)

    def publish(self, month: JalaliMonth, kind: EditionKind) -> Edition:
        asked = publish(self.user, month, kind, LATER)
        run_waiting()
        edition = Edition.objects.get(pk=asked.pk)
        assert edition.state == EditionState.PUBLISHED, edition.failure
        self.truths[Vintage(edition.year, edition.month, edition.number or 0)] = truth_of(edition)
        return edition

    def _hold_back(self, month: JalaliMonth) -> None:
        """Let some months lie at their union as if nobody had decided yet."""
        cases = list(_cases(month).filter(standing__isnull=False))
        self.late[month] = [c.pk for c in cases if self.draw.random() < LATE]
        for case in cases:
            if case.pk in self.late[month]:
                moved = at_union(case.licence, case.filed_at or LATER)
                Submission.objects.filter(pk=case.pk).update(
                    standing=None, final_at=None, decided_levels=0, standing_review=0,
                    lapsed_union=False, lapsed_province=False, lapsed_ministry=False, **moved,
                )  # fmt: skip

    def _arrive(self, month: JalaliMonth, share: float) -> None:
        """Let some late months be final, and some final ones be corrected."""
        waiting = self.late[month]
        self.draw.shuffle(waiting)
        coming = waiting[: round(len(waiting) * share)]
        self.late[month] = waiting[len(coming) :]
        for case in _cases(month).filter(pk__in=coming):
            make_final(case, case.filed_at or LATER)
        if share:
            final = list(_cases(month).filter(standing__isnull=False))
            self._correct(case for case in final if self.draw.random() < CORRECTED)

    def _correct(self, cases: Iterable[Submission]) -> None:
        for case in cases:
            standing = case.standing
            assert standing is not None
            Submission.objects.filter(pk=case.pk).update(round=case.round + 1)
            case.refresh_from_db()
            Revision.objects.create(
                submission=case,
                round=case.round,
                figures=self._corrected(standing.figures),
                previous_digest=standing.digest,
                digest="0" * 64,
                filed_at=standing.filed_at,
                filed_by=standing.filed_by,
                **(filed_from(case) | {"trade_id": standing.trade_id}),
            )
            make_final(case, standing.filed_at)

    def _corrected(self, figures: dict[str, Any]) -> dict[str, Any]:
        """Type one figure anew: a product with its exports, or people."""
        if self.draw.random() < 0.4:
            return figures | {"contract": max(0, figures["contract"] + self.draw.choice((-1, 1)))}
        factor = Decimal(self.draw.choice(("0.5", "0.9", "1.2", "3")))
        made, *others = figures["production"]
        quantity = (Decimal(made["quantity"]) * factor).quantize(Decimal("0.1"))
        sent = [
            line | {name: str(Decimal(line[name]) * 2) for name in ("tonnes", "value_usd")}
            for line in figures["exports"]
        ]
        first = made | {"quantity": str(quantity)}
        return figures | {"production": [first, *others], "exports": sent}


@contextmanager
def _unguarded() -> Iterator[None]:
    """Let a loaded month be no longer final, which no act of anybody does."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE statistics_submission DISABLE TRIGGER USER")
        yield
        # What waits for the end of the transaction is looked at now.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE statistics_submission ENABLE TRIGGER USER")


def truth_of(edition: Edition) -> Truth:
    """Read who added what to an edition that was just frozen."""
    if edition.kind != EditionKind.PRELIMINARY:
        return filed(edition.year, edition.month)
    with transaction.atomic():
        with connection.cursor() as cursor:
            assert edition.as_of is not None
            stage_contributions(cursor, edition.period, edition.as_of)
        found = estimated()
        transaction.set_rollback(True)
    return found


def _cases(month: JalaliMonth) -> Any:
    rows = Submission.objects.filter(year=month.year, month=month.month)
    return rows.select_related("licence", "standing").order_by("pk")


def _few_products() -> None:
    """Leave the loader few divisions with few products; the others are retired."""
    kept: list[str] = []
    for division in DIVISIONS:
        codes = Product.objects.filter(code__startswith=division).order_by("code")
        kept += codes.values_list("code", flat=True)[:PRODUCTS_OF_A_DIVISION]
    Product.objects.exclude(code__in=kept).update(to_year=1390, to_month=1)
