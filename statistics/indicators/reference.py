"""What every page of statistics looks things up in: organizations, ISIC, causes, the policy."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from statistics.indicators.queries import GoodNames, IndicatorPlace

# Of the policy only this is asked: until when a month is filed, and what growths rest on.
_ASKED = (*THRESHOLDS, PolicyKey.FILING_ON_TIME_DAY, PolicyKey.FILING_ALLOWED_DAY)


@dataclass(frozen=True)
class Reference:
    """`offices` are the provincial organizations of a reach that holds whole ones."""

    offices: tuple[Organization, ...]
    tree: Mapping[str, IsicNode]
    goods: GoodNames
    causes: CauseBook
    policy: PolicyBook


def read_reference(reach: IndicatorPlace) -> Reference:
    """Read all of it (one query)."""
    asked: dict[str, QuerySet[Any]] = {
        "tree": IsicNode.objects.order_by("code"),
        "products": Product.objects.order_by("pk").values("pk", "code", "name", "isic_class"),
        "measures": Measure.objects.order_by("pk").values("code", "name_fa"),
        "causes": Cause.objects.order_by("pk"),
        "policy": Policy.objects.filter(key__in=_ASKED).order_by("effective_from", "pk"),
    }
    if reach.organizations is None and not reach.fine:
        provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE)
        asked["offices"] = provinces.order_by("code")
    found = together(asked)
    return Reference(
        tuple(found.get("offices", reach.organizations or ())),
        {node.code: node for node in found["tree"]},
        GoodNames.of(found["products"], found["measures"]),
        CauseBook(tuple(found["causes"])),
        PolicyBook(tuple(found["policy"])),
    )
