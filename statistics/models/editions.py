"""Editions: what was published of a month, frozen, and apart from it what never leaves.

`FrozenCell` is all that a page or a file may read. Contributions, seed and audit stand in tables of
their own, so that no reader of what is published meets them by chance.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from catalog.models import IsicNode, Measure, Product
from config.jalali import JalaliMonth
from statistics.enums import (
    EDITIONS_AT_WORK,
    CellLabel,
    CellStatus,
    EditionKind,
    EditionState,
    Flow,
)


class Edition(models.Model):
    """One publication of a month: waiting, being made, out for good, or failed.

    `number` counts the published editions of a month from 1, `as_of` is the moment whose standing
    versions it holds, `ended_at` when it came out or was given up. `percent` and `least_holders`
    are the thresholds it was made with. `attempt` grows with each worker that begins, `touched_at`
    is its last sign of life, `done` of `total` how many tables it has protected.
    """

    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=EditionKind.choices)
    number = models.PositiveSmallIntegerField(null=True)
    percent = models.PositiveSmallIntegerField()
    least_holders = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=EditionState.choices, default=EditionState.WAITING
    )
    attempt = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    as_of = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Two people who publish at once make one edition; a failed one may be tried again.
            models.UniqueConstraint(
                fields=["year", "month", "kind"],
                condition=~Q(state=EditionState.FAILED),
                name="one_edition_a_month_and_kind",
            ),
            models.UniqueConstraint(
                fields=["year", "month", "number"], name="editions_of_a_month_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=EditionState.PUBLISHED,
                    number__isnull=False,
                    as_of__isnull=False,
                    ended_at__isnull=False,
                )
                | Q(state=EditionState.FAILED, number=None, ended_at__isnull=False)
                | Q(state__in=sorted(EDITIONS_AT_WORK), number=None, ended_at=None),
                name="published_edition_has_number_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=EditionState.FAILED) | ~Q(failure=""),
                name="failed_edition_says_why",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=15, least_holders__gte=3),
                name="edition_keeps_what_is_promised",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.kind} {self.state}"

    @property
    def period(self) -> JalaliMonth:
        return JalaliMonth(self.year, self.month)

    @property
    def at_work(self) -> bool:
        return self.state in EDITIONS_AT_WORK

    @property
    def published(self) -> bool:
        return self.state == EditionState.PUBLISHED


class EditionResponse(models.Model):
    """How many units owed the month when an edition was made, and how many had filed it.

    Of the country alone: by place or product it would tell who filed.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="response")
    due = models.PositiveIntegerField()
    filed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due__gt=0, due__gte=models.F("filed")),
                name="edition_response_is_a_share",
            )
        ]

    def __str__(self) -> str:
        return f"of edition {self.edition_id}"


class EditionSecret(models.Model):
    """What stays in the ministry of an edition: the seed of its partners, the audit's account.

    Read by the freeze alone. It stands in no page, file, log or answer.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=64)
    audit = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seed__regex="^[0-9a-f]{64}$"), name="seed_of_an_edition_has_32_bytes"
            )
        ]

    def __str__(self) -> str:
        return f"of edition {self.edition_id}"


def _key(to: Any, **options: Any) -> Any:
    """Point to a part of the key, which begins with the edition."""
    return models.ForeignKey(
        to, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", **options
    )


class CellOfEdition(models.Model):
    """Which cell of which table: a product in a measure, or a trade; of a place or the country.

    Without `organization`: the country. Without `product` and `trade`: all trades together.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, db_index=False, related_name="+")
    flow = models.CharField(max_length=14, choices=Flow.choices)
    product = _key(Product)
    measure = _key(Measure)
    trade = _key(IsicNode)
    organization = _key(Organization)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.flow} of edition {self.edition_id}"


KEY = ("flow", "product", "measure", "trade", "organization")
_KEY = ("edition", *KEY)


def _one_row(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=_KEY, name=name, nulls_distinct=False)


def _key_of_its_flow(name: str) -> models.CheckConstraint:
    """A figure of production names product and measure, any other neither."""
    return models.CheckConstraint(
        condition=Q(flow=Flow.PRODUCTION, product__isnull=False, measure__isnull=False, trade=None)
        | (~Q(flow=Flow.PRODUCTION) & Q(product=None, measure=None)),
        name=name,
    )


class FrozenCell(CellOfEdition):
    """A cell as it was published. What is hidden holds no value at all; a trigger keeps each row.

    `value` is in the measure of its product, in people, tonnes, dollars or rials.
    """

    status = models.CharField(max_length=8, choices=CellStatus.choices)
    value = models.DecimalField(max_digits=34, decimal_places=6, null=True)
    label = models.CharField(max_length=8, choices=CellLabel.choices, blank=True, default="")

    class Meta:
        constraints = [
            _one_row("one_frozen_cell_a_key"),
            _key_of_its_flow("frozen_cell_has_the_key_of_its_flow"),
            # The one thing that must never break: no exporter can leak what is not there.
            models.CheckConstraint(
                condition=Q(status=CellStatus.SHOWN, value__isnull=False)
                | (~Q(status=CellStatus.SHOWN) & Q(value=None, label="")),
                name="hidden_cell_has_no_value",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0), name="frozen_value_is_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["product", "edition"], name="frozen_cells_of_product"),
        ]


class FrozenContribution(CellOfEdition):
    """What each holder added to a cell of the finest cut when an edition was made.

    Later editions of the month are held against it. `holders` are numbers without names, `values`
    whole numbers of the smallest part.
    """

    holders = ArrayField(models.BigIntegerField())
    values = ArrayField(models.DecimalField(max_digits=34, decimal_places=0))

    class Meta:
        constraints = [
            _one_row("one_contribution_row_a_key"),
            _key_of_its_flow("contribution_has_the_key_of_its_flow"),
        ]


class SecretCell(CellOfEdition):
    """What nobody is told of a published cell, where there is anything.

    `sensitive`: hidden for its own sake. `source`: the number of the earlier edition whose figure
    still stands in it.
    """

    sensitive = models.BooleanField(default=False)
    source = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            _one_row("one_secret_cell_a_key"),
            _key_of_its_flow("secret_cell_has_the_key_of_its_flow"),
        ]
