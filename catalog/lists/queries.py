"""Reads the history of the short lists in words."""

from dataclasses import dataclass

from catalog.enums import CodeList, ListAct
from catalog.models import ListChange

NOTHING = "—"
SHOWN = 20


@dataclass(frozen=True)
class ListEntry:
    """One change in words: what was done, and each label with before and after."""

    change: ListChange
    title: str
    turns: list[tuple[str, str, str]]


def list_history(which: CodeList, limit: int = SHOWN) -> list[ListEntry]:
    """Read the latest changes of a list (one query)."""
    rows = ListChange.objects.filter(list=which).select_related("actor").order_by("-pk")[:limit]
    return [ListEntry(row, str(ListAct(row.act).label), _turns(row)) for row in rows]


def _turns(row: ListChange) -> list[tuple[str, str, str]]:
    labels = [*row.before, *(label for label in row.after if label not in row.before)]
    return [
        (label, row.before.get(label, NOTHING), row.after.get(label, NOTHING)) for label in labels
    ]
