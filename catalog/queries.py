"""Finding products: by words or code, and down the ISIC tree."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Case, Count, IntegerField, Value, When
from django.db.models.functions import Left

from catalog.enums import IsicLevel
from catalog.fields import HasWords
from catalog.models import IsicNode, Product
from config.persian import search_words

QUERY_MAX_LENGTH = 200
QUERY_MAX_WORDS = 8


class Branch(NamedTuple):
    """A node of the tree with the number of products below it."""

    node: IsicNode
    products: int


@dataclass(frozen=True)
class TreeLevel:
    """What stands below one node: branches, or under a class its products.

    `trail` leads from the division to the node itself; empty at the root.
    """

    trail: list[IsicNode]
    branches: list[Branch]
    products: list[Product]


def search_products(q: str, limit: int = 20) -> list[Product]:
    """Return products whose name, code or goods id has every typed word, each as a beginning.

    A typed code comes first, then codes beginning so (thus a class), then Persian order.
    Nothing typed finds nothing.
    """
    words = search_words(q[:QUERY_MAX_LENGTH])[:QUERY_MAX_WORDS]
    if not words:
        return []
    query = " & ".join(f"{word}:*" for word in words)
    found = Product.objects.filter(HasWords("search_text", Value(query)))
    if len(words) == 1 and re.fullmatch("[0-9]+", words[0]):
        closeness = Case(
            When(code=words[0], then=Value(0)),
            When(code__startswith=words[0], then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        found = found.order_by(closeness, "name_order", "code")
    return list(found.select_related("measure")[:limit])


def tree_children(code: str | None) -> TreeLevel:
    """Return what stands below a division, group or class; the divisions for None.

    Branches without a product are left out. IsicNode.DoesNotExist for an unknown code.
    """
    code = code or ""
    trail = _trail(code)
    if code and trail[-1].level == IsicLevel.CLASS:
        products = Product.objects.filter(isic_class=code).select_related("measure")
        return TreeLevel(trail, [], list(products))
    # Codes of divisions, groups and classes are the first 2, 3 and 4 digits of the product's.
    length = len(code) + 1 if code else 2
    below = Product.objects.filter(code__startswith=code).order_by()
    counts = dict(
        below.annotate(prefix=Left("code", length)).values_list("prefix").annotate(Count("pk"))
    )
    nodes = IsicNode.objects.filter(code__in=counts)
    return TreeLevel(trail, [Branch(node, counts[node.code]) for node in nodes], [])


def _trail(code: str) -> list[IsicNode]:
    """Return the nodes from the division down to the code; IsicNode.DoesNotExist if unknown."""
    if not code:
        return []
    if not re.fullmatch("[0-9]{2,4}", code):
        raise IsicNode.DoesNotExist(code)
    trail = list(IsicNode.objects.filter(code__in={code[:2], code[:3], code}))
    if not trail or trail[-1].code != code:
        raise IsicNode.DoesNotExist(code)
    return trail
