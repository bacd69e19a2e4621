"""Editions as they stand when they are out, written by hand: what a page shows of them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from accounts.models import Organization, User
from config.jalali import JalaliMonth
from statistics.enums import CellLabel, CellStatus, EditionKind, EditionState
from statistics.models import Edition, EditionResponse, FrozenCell
from statistics.publication.queries import CellKey

HIDDEN, NOT_YET = CellStatus.HIDDEN, CellStatus.NOT_YET
Cells = Mapping[CellKey, int | str | CellStatus]


def published_by_hand(
    by: User,
    office: Organization,
    month: JalaliMonth,
    cells: Cells,
    at: datetime,
    kind: EditionKind = EditionKind.FINAL,
    number: int = 1,
    label: CellLabel = CellLabel.NONE,
    response: tuple[int, int] | None = None,
) -> Edition:
    """Let an edition be out with these cells: a number is shown, a mark is not."""
    edition = Edition.objects.create(
        year=month.year,
        month=month.month,
        kind=kind,
        percent=15,
        least_holders=3,
        organization=office,
        by=by,
        asked_at=at,
        state=EditionState.WORKING,
        attempt=1,
        touched_at=at,
    )
    FrozenCell.objects.bulk_create(
        FrozenCell(
            edition=edition,
            flow=key.flow,
            product_id=key.product,
            measure_id=key.measure,
            trade_id=key.trade or None,
            organization_id=key.organization,
            **_stored(figure, label),
        )
        for key, figure in cells.items()
    )
    if response:
        due, filed = response
        EditionResponse.objects.create(edition=edition, due=due, filed=filed)
    Edition.objects.filter(pk=edition.pk).update(
        state=EditionState.PUBLISHED, number=number, as_of=at, ended_at=at
    )
    return Edition.objects.get(pk=edition.pk)


def _stored(figure: int | str | CellStatus, label: CellLabel) -> dict[str, object]:
    if isinstance(figure, CellStatus):
        return {"status": figure}
    return {"status": CellStatus.SHOWN, "value": Decimal(figure), "label": label}
