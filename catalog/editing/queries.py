"""What the catalogue's editors read: every branch of the tree, and histories in words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from catalog.enums import ChangeKind, IsicLevel
from catalog.models import CatalogueChange, IsicNode, Measure, Product
from config.jalali import JalaliMonth
from config.persian import to_persian_digits

LABELS = {
    "name": "نام",
    "title_fa": "عنوان",
    "goods_id": "شناسه کالا",
    "goods_description": "شرح شناسه کالا",
    "measure": "واحد سنجش",
    "since": "از ماه",
    "until": "آخرین ماه اعتبار",
    "successor": "جانشین",
}
NOTHING = "—"


@dataclass(frozen=True)
class Below:
    """What stands below an activity, retired or not, and the way down to it."""

    trail: list[IsicNode]
    children: list[tuple[IsicNode, int]]
    products: list[Product]


@dataclass(frozen=True)
class FieldChange:
    """One field of a change: what it was and what it became; «—» where it was not there."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    """One change in words, with the row it was read from."""

    change: CatalogueChange
    title: str
    turns: list[FieldChange]


def history(row: Product | IsicNode) -> list[HistoryEntry]:
    """Read every change of a product or an activity, the latest first (two queries)."""
    changes = row.changes.select_related("actor").order_by("-at", "-pk")
    measures = dict(Measure.objects.values_list("code", "name_fa"))
    return [
        HistoryEntry(change, ChangeKind(change.kind).label, _turns(change, measures))
        for change in changes
    ]


def below(node: IsicNode | None) -> Below:
    """Read every branch below an activity, the sections for None, also those without products."""
    if node is None:
        children = IsicNode.objects.filter(level=IsicLevel.SECTION)
        return Below([], _counted(children, ""), [])
    trail = IsicNode.objects.filter(code__in=node.path.split("/")).order_by("path")
    products = Product.objects.filter(isic_class=node).select_related("measure", "successor")
    return Below(list(trail), _counted(node.children.all(), node.path), list(products))


def _counted(children: QuerySet[IsicNode], path: str) -> list[tuple[IsicNode, int]]:
    """Pair each node with the number of products below it (one query for all)."""
    inside = Product.objects.filter(isic_class__path__startswith=path).order_by()
    by_class = dict(inside.values_list("isic_class__path").annotate(Count("pk")))
    return [
        (child, sum(n for below, n in by_class.items() if f"{below}/".startswith(f"{child.path}/")))
        for child in children.order_by("code")
    ]


def next_code(class_code: str) -> str:
    """Propose the first free code after the highest of a class, at the level of the lists."""
    highest = Product.objects.filter(isic_class=class_code).order_by("-code").first()
    # A new class begins at level 5, as the products of the base list do.
    return str(int(highest.code) + 1) if highest else f"{class_code}500001"


def _turns(change: CatalogueChange, measures: dict[str, str]) -> list[FieldChange]:
    fields = [name for name in LABELS if name in change.before or name in change.after]
    turns = [
        FieldChange(
            LABELS[name],
            _words(name, change.before.get(name), measures),
            _words(name, change.after.get(name), measures),
        )
        for name in fields
    ]
    # Two values may be written alike: a field emptied from None says nothing.
    return [turn for turn in turns if turn.before != turn.after]


def _words(name: str, value: Any, measures: dict[str, str]) -> str:
    if value in (None, ""):
        return NOTHING
    if name in ("since", "until"):
        return str(JalaliMonth.from_int(value))
    return measures.get(value, value) if name == "measure" else to_persian_digits(value)
