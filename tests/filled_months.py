"""A month with four green steps, saved by the services once a process and copied from then on.

Nearly every test begins with such a month, and saving its steps took more than a third of the whole
suite. What is copied is what the services wrote; that it is the same is a test of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from accounts.models import User
from catalog.models import Product
from statistics.models import (
    Employment,
    ExportDeclaration,
    ExportLine,
    ProductionLine,
    RaisedFlag,
    StepState,
    Submission,
)

COPIED: tuple[type[Model], ...] = (
    *(ProductionLine, ExportDeclaration, ExportLine),
    *(Employment, StepState, RaisedFlag),
)
Values = dict[str, Any]


@dataclass
class FilledMonth:
    """What saving wrote: rows by table, the columns of the month that changed, for one product.

    `before` is what stood in these columns: a month that stood otherwise is saved by itself.
    """

    product: Values
    owner: int
    at: datetime
    before: Values = field(default_factory=dict)
    changed: Values = field(default_factory=dict)
    rows: dict[type[Model], list[Values]] = field(default_factory=dict)


_kept: list[FilledMonth] = []


def fill(
    case: Submission, product: Product, by: User, at: datetime, save: Callable[[], object]
) -> None:
    """Fill a month by `save`, or as `save` filled one before with the very same product."""
    named, before = values(product, "isic_class", "parent"), values(case)
    for kept in _kept:
        if kept.product == named and kept.before.items() <= before.items():
            _copy(kept, case, product, by, at)
            return
    save()
    filled = FilledMonth(named, by.pk, at)
    after = values(Submission.objects.get(pk=case.pk))
    filled.changed = {name: value for name, value in after.items() if value != before[name]}
    filled.before = {name: before[name] for name in ("state", "round", *filled.changed)}
    for model in COPIED:
        found = model._default_manager.filter(submission=case).order_by("pk")
        filled.rows[model] = [values(row, "submission") for row in found]
    _kept.append(filled)


def _copy(kept: FilledMonth, case: Submission, product: Product, by: User, at: datetime) -> None:
    def mine(name: str, value: Any) -> Any:
        if name == "product_id":
            return product.pk
        if name == "saved_by_id" and value == kept.owner:
            return by.pk
        return at if value == kept.at else value

    for model, rows in kept.rows.items():
        # An opened month has rows of its own, which saving fills.
        model._default_manager.filter(submission=case).delete()
        model._default_manager.bulk_create(
            model(submission=case, **{name: mine(name, value) for name, value in row.items()})
            for row in rows
        )
    Submission.objects.filter(pk=case.pk).update(
        **{name: mine(name, value) for name, value in kept.changed.items()}
    )


def values(row: Model, *without: str) -> Values:
    """Read a row's columns, except its id and those named."""
    return {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if not column.primary_key and column.name not in without
    }
