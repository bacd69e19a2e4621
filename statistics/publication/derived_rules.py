"""The one gate of all that is made from published figures: quarters, growth, means, ranks, counts.

A derived figure is shown only when every figure it is made of is. It is computed from what is
published and from nothing else, so that it tells nothing that a reader could not work out himself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from config.persian import format_number
from statistics.enums import CellLabel, CellStatus

# One word for all that is hidden: it does not tell why.
HIDDEN_MARK: Final = str(CellStatus.HIDDEN.label)
# What nobody filed, and what cannot be computed of published figures (a growth from zero).
NOTHING: Final = "—"
RANKED_WITHOUT_HIDDEN: Final = "رتبه‌بندی بدون اقلام پوشیده"
# Registered units are told as counts rounded to so many.
COUNT_STEP: Final = 5


@dataclass(frozen=True)
class PublishedFigure:
    """A figure or a mark; without both, nobody has filed anything of the kind."""

    status: CellStatus | None
    value: Decimal | None = None
    label: CellLabel = CellLabel.NONE

    def __post_init__(self) -> None:
        # The last door: a value without the word that it is shown is a fault of the portal.
        if (self.value is not None) != (self.status == CellStatus.SHOWN):
            raise ValueError("a figure that is not shown has no value")

    @property
    def words(self) -> str:
        """The figure as people read it, or its mark."""
        if self.value is not None:
            return format_number(self.value.normalize() if self.value else Decimal(0))
        return str(self.status.label) if self.status else NOTHING


ABSENT: Final = PublishedFigure(None)
HIDDEN: Final = PublishedFigure(CellStatus.HIDDEN)
NOT_YET: Final = PublishedFigure(CellStatus.NOT_YET)


def shown(value: Decimal, label: CellLabel = CellLabel.NONE) -> PublishedFigure:
    return PublishedFigure(CellStatus.SHOWN, value, label)


def _stopped(figures: Iterable[PublishedFigure]) -> PublishedFigure | None:
    """Give the mark of what is made of these figures; None where all of them are shown."""
    found = {figure.status for figure in figures}
    for mark in (HIDDEN, NOT_YET, ABSENT):
        if mark.status in found:
            return mark
    return None


def _weakest(figures: Iterable[PublishedFigure]) -> CellLabel:
    labels = {figure.label for figure in figures}
    return next(
        (each for each in (CellLabel.WEAK, CellLabel.ESTIMATE) if each in labels), CellLabel.NONE
    )


def total(months: Sequence[PublishedFigure]) -> PublishedFigure:
    """Sum the months of a quarter or a year: shown exactly when all its months are.

    A month that nobody filed adds nothing; where no month has anything, there is nothing.
    """
    filed = [month for month in months if month.status is not None]
    if not filed:
        return ABSENT
    stopped = _stopped(filed)
    if stopped is not None:
        return stopped
    return shown(sum((month.value or Decimal(0) for month in filed), Decimal(0)), _weakest(filed))


def growth(now: PublishedFigure, before: PublishedFigure) -> PublishedFigure:
    """Say the change in percent, one decimal; never a word of a hidden figure, rounded or not.

    Between two editions of one month it is the revision.
    """
    stopped = _stopped([now, before])
    if stopped is not None:
        return stopped
    if not before.value or now.value is None:
        return ABSENT
    return shown(_half_up((now.value / before.value - 1) * 100, 1), _weakest([now, before]))


def mean(figure: PublishedFigure, count: PublishedFigure) -> PublishedFigure:
    """Divide by a published count. Times that count it is the figure, so both are shown."""
    stopped = _stopped([figure, count])
    if stopped is not None:
        return stopped
    if not count.value or figure.value is None:
        return ABSENT
    return shown(_half_up(figure.value / count.value, 1), _weakest([figure, count]))


def share(part: PublishedFigure, whole: PublishedFigure) -> PublishedFigure:
    """Say a part in percent of a whole, one decimal."""
    return mean(PublishedFigure(part.status, part.value and part.value * 100, part.label), whole)


def ranked(figures: Iterable[tuple[Any, PublishedFigure]]) -> list[tuple[Any, PublishedFigure]]:
    """Sort by value, the largest first; what has none stands last in the order of its key.

    A hidden figure at its rank would be told by its neighbours.
    """
    pairs = list(figures)
    with_value = [pair for pair in pairs if pair[1].value is not None]
    without = [pair for pair in pairs if pair[1].value is None]
    return [
        *sorted(with_value, key=lambda pair: (-(pair[1].value or 0), str(pair[0]))),
        *sorted(without, key=lambda pair: str(pair[0])),
    ]


def rounded_count(units: int) -> int:
    """Round a count of registered units to the step: a single unit is no count."""
    return (units + COUNT_STEP // 2) // COUNT_STEP * COUNT_STEP


def _half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
