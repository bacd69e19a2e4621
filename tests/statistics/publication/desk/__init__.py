"""Editions in each state in which the desk meets one, laid down by hand."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Organization, User
from catalog.models import IsicNode, Product
from config.jalali import JalaliMonth
from statistics.enums import CellStatus, EditionKind, EditionState, Flow
from statistics.models import Edition, FrozenCell, TradeTotal
from statistics.publication.worker import UNFINISHED
from tests.world import BAG, tehran

MONTH = JalaliMonth(1397, 3)
ASKED, OUT = tehran(1397, 12, 1, 9), tehran(1397, 12, 1, 10)


@dataclass(frozen=True)
class LaidEditions:
    """A month out twice, another whose edition failed, a third whose edition is being made."""

    first: Edition
    second: Edition
    failed: Edition
    working: Edition


def laid_editions(user: User, office: Organization, place: Organization) -> LaidEditions:
    """Lay them down from MONTH on, with something that stands in MONTH."""
    TradeTotal.objects.create(
        year=MONTH.year,
        month=MONTH.month,
        organization=place,
        trade=IsicNode.objects.get(code="2520"),
        selected=False,
    )
    edition = _Maker(user, office)
    failed = {"state": EditionState.FAILED, "failure": UNFINISHED, "ended_at": OUT}
    return LaidEditions(
        published(edition.make(MONTH, EditionKind.PRELIMINARY), 1, "110", place, hidden=False),
        published(edition.make(MONTH, EditionKind.FINAL), 2, "121", place),
        edition.make(MONTH + 1, EditionKind.FINAL, **failed),
        edition.make(
            MONTH + 2,
            EditionKind.FINAL,
            state=EditionState.WORKING,
            touched_at=OUT,
            attempt=1,
            done=3,
            total=12,
        ),
    )


@dataclass(frozen=True)
class _Maker:
    user: User
    office: Organization

    def make(self, month: JalaliMonth, kind: EditionKind, **more: Any) -> Edition:
        return Edition.objects.create(
            year=month.year,
            month=month.month,
            kind=kind,
            percent=15,
            least_holders=3,
            organization=self.office,
            by=self.user,
            asked_at=ASKED,
            **({"state": EditionState.WORKING, "touched_at": OUT} | more),
        )


def published(
    edition: Edition, number: int, bags: str, place: Organization, hidden: bool = True
) -> Edition:
    """Let an edition out: bags of the country, of a place, and hidden ones of no other place."""
    bag = Product.objects.get(code=BAG)
    made: dict[str, Any] = {"flow": Flow.PRODUCTION, "product": bag, "measure": bag.measure}
    shown: dict[str, Any] = {"edition": edition, "status": CellStatus.SHOWN}
    FrozenCell.objects.create(value=Decimal(bags), **shown, **made)
    of_place = {**made, "organization": place}
    if hidden:
        FrozenCell.objects.create(edition=edition, status=CellStatus.HIDDEN, **of_place)
    else:
        FrozenCell.objects.create(value=Decimal(88), **shown, **of_place)
    FrozenCell.objects.create(value=Decimal(40), flow=Flow.EMPLOYMENT, **shown)
    Edition.objects.filter(pk=edition.pk).update(
        state=EditionState.PUBLISHED, number=number, as_of=OUT, ended_at=OUT
    )
    edition.refresh_from_db()
    return edition
