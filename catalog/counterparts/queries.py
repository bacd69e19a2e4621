"""What follows each class of ISIC Rev.3 in Rev.4, for pages and files."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from catalog.counterparts.models import IsicCounterpart
from catalog.enums import Correspondence, CorrespondenceSource

_ORDER: Final = list(Correspondence)


@dataclass(frozen=True)
class Counterparts:
    """The classes of Rev.4 that follow one of Rev.3, how they meet it, and whether it is ours."""

    codes: tuple[str, ...] = ()
    kind: Correspondence | None = None
    ours: bool = False

    @property
    def words(self) -> str:
        """How the classes meet, in words, with whose finding it is."""
        if self.kind is None:
            return ""
        return (
            f"{self.kind.label}، {CorrespondenceSource.COMPOSED.label}"
            if self.ours
            else str(self.kind.label)
        )


def counterparts(*classes: str) -> dict[str, Counterparts]:
    """Read the correspondence of some classes of Rev.3, by default of all (one query)."""
    found: dict[str, list[IsicCounterpart]] = defaultdict(list)
    rows = IsicCounterpart.objects.order_by("pair")
    for row in rows.filter(node__in=classes) if classes else rows:
        found[row.node_id].append(row)
    return {code: _together(rows) for code, rows in found.items()}


def _together(rows: list[IsicCounterpart]) -> Counterparts:
    # A class that is parted in any of its counterparts is parted.
    kind = max((Correspondence(row.kind) for row in rows), key=_ORDER.index)
    ours = any(row.source == CorrespondenceSource.COMPOSED for row in rows)
    return Counterparts(tuple(row.rev4 for row in rows), kind, ours)
