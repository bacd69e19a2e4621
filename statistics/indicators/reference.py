"""What every page of statistics looks things up in: organizations, ISIC, causes, the policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.causes.models import Cause
from catalog.causes.queries import CauseBook
from catalog.models import IsicNode, Measure, Policy, Product
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.one_statement import together
from statistics.estimation.queries import THRESHOLDS
from statistics.indicators.queries import IndicatorPlace, IsicBranch
from statistics.indicators.sums import GoodNames

# Of the policy only this is asked: until when a month is filed, and what growths rest on.
_ASKED = (*THRESHOLDS, PolicyKey.FILING_ON_TIME_DAY, PolicyKey.FILING_ALLOWED_DAY)


@dataclass(frozen=True)
class Reference:
    """`offices` are the provincial organizations of a reach that holds whole ones."""

    offices: tuple[Organization, ...]
    tree: Mapping[str, IsicBranch]
    goods: GoodNames
    causes: CauseBook
    policy: PolicyBook


def _list(name: str) -> QuerySet[Any]:
    provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE)
    lists: dict[str, QuerySet[Any]] = {
        "tree": IsicNode.objects.order_by("code").values("code", "level", "path", "title_fa"),
        "products": Product.objects.order_by("pk").values("pk", "code", "name", "isic_class"),
        "measures": Measure.objects.order_by("pk").values("code", "name_fa"),
        "causes": Cause.objects.order_by("pk"),
        "policy": Policy.objects.filter(key__in=_ASKED).order_by("effective_from", "pk"),
        "offices": provinces.order_by("code"),
    }
    return lists[name]


def read_reference(reach: IndicatorPlace) -> Reference:
    """Read all of it (one query)."""
    names = ["tree", "products", "measures", "causes", "policy"]
    if reach.organizations is None and not reach.fine:
        names.append("offices")
    found = together({name: partial(_list, name) for name in names})
    return Reference(
        tuple(found.get("offices", reach.organizations or ())),
        {row["code"]: IsicBranch(**row) for row in found["tree"]},
        GoodNames.of(found["products"], found["measures"]),
        CauseBook(tuple(found["causes"])),
        PolicyBook(tuple(found["policy"])),
    )
