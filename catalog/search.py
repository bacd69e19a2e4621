"""Finding products: by words or code, and down the ISIC tree."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left

from catalog.enums import IsicLevel
from catalog.fields import HasWords
from catalog.models import FormerMeasure, IsicNode, Measure, Product
from catalog.validity import VALIDITY, Part, is_valid_in, not_before
from config.jalali import JalaliMonth
from config.persian import search_words

QUERY_MAX_LENGTH = 200
QUERY_MAX_WORDS = 8
# What a list of products shows; the texts it was found and ordered by are twice as long.
LISTED = ("code", "name", "goods_id", "goods_description", "successor", *VALIDITY)


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


def search_products(q: str, limit: int = 20, month: JalaliMonth | None = None) -> list[Product]:
    """Find products whose name, code or goods id has every typed word, each as a beginning.

    A typed code comes first, then codes beginning so (thus a class), then Persian order.
    Nothing typed finds nothing. With a month, only what is valid in it, with its measure then.
    """
    # Digits and letters only, so that no word can be an operator of to_tsquery.
    words = search_words(q[:QUERY_MAX_LENGTH])[:QUERY_MAX_WORDS]
    if not words:
        return []
    query = " & ".join(f"{word}:*" for word in words)
    found = _of(month).filter(HasWords("search_text", Value(query)))
    if len(words) == 1 and re.fullmatch("[0-9]+", words[0]):
        closeness = Case(
            When(code=words[0], then=Value(0)),
            When(code__startswith=words[0], then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        found = found.order_by(closeness, "name_order", "code")
    found = found.select_related("measure").only(*LISTED, "measure__name_fa")
    return _with_measures(list(found[:limit]), month)


def tree_children(code: str | None, month: JalaliMonth | None = None) -> TreeLevel:
    """Read what stands below a division, group or class; the divisions for None.

    Branches without a product are left out. With a month, only products valid in it count, with
    their measure then. IsicNode.DoesNotExist for an unknown code.
    """
    code = code or ""
    trail = _trail(code)
    if code and trail[-1].level == IsicLevel.CLASS:
        products = _of(month).filter(isic_class=code).select_related("measure")
        return TreeLevel(trail, [], _with_measures(list(products), month))
    # Codes of divisions, groups and classes are the first 2, 3 and 4 digits of the product's.
    length = len(code) + 1 if code else 2
    below = _of(month).filter(code__startswith=code).order_by()
    counts = dict(
        below.annotate(prefix=Left("code", length)).values_list("prefix").annotate(Count("pk"))
    )
    nodes = IsicNode.objects.filter(code__in=counts)
    return TreeLevel(trail, [Branch(node, counts[node.code]) for node in nodes], [])


def products_in(month: JalaliMonth, codes: Iterable[str]) -> dict[str, Product]:
    """Map codes to products, each with the measure it has in a month, valid in it or not."""
    found = _measured(Product.objects.filter(code__in=list(codes)), month)
    products = list(found.select_related("measure"))
    return {product.code: product for product in _with_measures(products, month)}


def measure_in(year: Part, month: Part, product: str = "pk", latest: str = "measure") -> Coalesce:
    """Find the code of the measure that a product has in a month, within a query.

    `product` and `latest` name the columns of the product and of its latest measure.
    """
    former = FormerMeasure.objects.filter(
        not_before("to_", year, month), product=OuterRef(product)
    ).order_by("to_year", "to_month")
    # The first that had not ended then; none is left when the latest measure already held.
    then = Subquery(former.values("measure")[:1])
    return Coalesce(then, F(latest), output_field=CharField())


def _of(month: JalaliMonth | None) -> QuerySet[Product]:
    if month is None:
        return Product.objects.all()
    return _measured(Product.objects.filter(is_valid_in(month.year, month.month)), month)


def _measured(products: QuerySet[Product], month: JalaliMonth) -> QuerySet[Product]:
    return products.annotate(measure_then=measure_in(month.year, month.month))


def _with_measures(products: list[Product], month: JalaliMonth | None) -> list[Product]:
    """Give products the measure of the month; asked of the database only where it was another."""
    if month is None:
        return products
    then = {product.pk: product.measure_then for product in products}  # type: ignore[attr-defined]
    other = {then[p.pk] for p in products if then[p.pk] != p.measure_id}
    measures = Measure.objects.in_bulk(other) if other else {}
    for product in products:
        product.measure = measures.get(then[product.pk], product.measure)
    return products


def _trail(code: str) -> list[IsicNode]:
    """Read the nodes from the division down to the code; IsicNode.DoesNotExist if unknown."""
    if not code:
        return []
    if not re.fullmatch("[0-9]{2,4}", code):
        raise IsicNode.DoesNotExist(code)
    trail = list(IsicNode.objects.filter(code__in={code[:2], code[:3], code}))
    if not trail or trail[-1].code != code:
        raise IsicNode.DoesNotExist(code)
    return trail
