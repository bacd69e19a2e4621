"""How many have answered a month, and what can be said of it meanwhile: counted by a job.

Derived: thrown away and counted again (`statistics.estimation.services`). Estimates stand here
alone, never in a total, a file or a certificate.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from catalog.models import County, IsicNode, Measure, Product


def _key(to: Any, **options: Any) -> Any:
    """Point to a part of the key, which begins with the month; what is derived holds nothing."""
    return models.ForeignKey(
        to, on_delete=models.CASCADE, db_index=False, related_name="+", **options
    )


def _quantity(places: int = 3) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(max_digits=21 + places, decimal_places=places)


class CountedMonth(models.Model):
    """One Jalali month of a derived table."""

    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.year}/{self.month}"


class EstimateStamp(CountedMonth):
    """When the rows of a month were counted last."""

    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "month"], name="one_estimate_stamp_a_month")
        ]


class ResponseCount(CountedMonth):
    """How many units of a place and trade owe a month, and how far they have come.

    `due` is the true denominator: grace, lists and suspensions are in it. A unit lies where its
    last licence is. `filed` counts as `statistics.obligation` does; of these `final` have a version
    that stands, `pending` have none yet.
    """

    organization = _key(Organization)
    county = _key(County)
    union = _key(Organization)
    trade = _key(IsicNode)
    due = models.PositiveIntegerField()
    filed = models.PositiveIntegerField()
    final = models.PositiveIntegerField()
    pending = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "organization", "county", "union", "trade"],
                name="one_response_a_place_and_trade",
            ),
            models.CheckConstraint(
                condition=Q(
                    due__gte=models.F("filed"), filed=models.F("final") + models.F("pending")
                ),
                name="responses_add_up",
            ),
        ]


class DayCount(CountedMonth):
    """How many units that owe a month filed it first on a day, the `day`th after its end.

    `final` counts those whose standing version became final on that day. By both a month that runs
    is put beside the same day of the month before.
    """

    organization = _key(Organization)
    day = models.PositiveSmallIntegerField()
    filed = models.PositiveIntegerField()
    final = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        abstract = True


class FilingDay(DayCount):
    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "organization", "day"], name="one_filing_day_an_office"
            )
        ]


class PlaceFilingDay(DayCount):
    """The fine cut: of the latest month and of the two that it is put beside, no others.

    Days from the thirty-first on are one: by then the next month is the latest.
    """

    county = _key(County)
    union = _key(Organization)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "organization", "county", "union", "day"],
                name="one_filing_day_a_place",
            )
        ]


class MatchedTotal(CountedMonth):
    """What the units made in a month that stand for it and for the month `lag` months before.

    Without an organization: the country. `now` and `before` are the two sums without outliers, of
    `holders`; `base` all that stands for the earlier month. `workers` are the people of those
    units then, split equally over the products of each. `up` and `down` count the `units` that made
    more and less, outliers among them.
    """

    organization = _key(Organization, null=True)
    product = _key(Product)
    measure = _key(Measure)
    lag = models.PositiveSmallIntegerField()
    holders = models.PositiveIntegerField()
    now = _quantity()
    before = _quantity()
    base = _quantity()
    workers = _quantity(6)
    units = models.PositiveIntegerField()
    outliers = models.PositiveIntegerField()
    up = models.PositiveIntegerField()
    down = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "lag", "organization", "product", "measure"],
                name="one_match_an_office_and_product",
                nulls_distinct=False,
            )
        ]


class ProductEstimate(CountedMonth):
    """What was reported of a product, and what is imputed to who has not filed.

    `base_filed` and `base_due`: the quantities of the month before of the units that have filed,
    and of all in the frame. `frame` counts the units due of the product's class, `unknown` those
    of which no month was ever final. Shares are made of sums, so that they hold for the country.
    """

    organization = _key(Organization)
    product = _key(Product)
    measure = _key(Measure)
    reported = _quantity()
    imputed = _quantity(6)
    units_reported = models.PositiveIntegerField()
    units_imputed = models.PositiveIntegerField()
    base_filed = _quantity()
    base_due = _quantity(6)
    frame = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "month", "organization", "product", "measure"],
                name="one_estimate_an_office_and_product",
            )
        ]
        # One product of the country: a month that is filed is held against it.
        indexes = [models.Index(fields=["product", "year", "month"], name="estimates_of_product")]
