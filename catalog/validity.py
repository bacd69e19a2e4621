"""From which month to which a product or an activity of ISIC stands in the catalogue."""

from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, OuterRef, Q

from config.jalali import FIRST_YEAR, LAST_YEAR, JalaliMonth

Part = int | F | OuterRef
# The columns of both ends.
VALIDITY = ("from_year", "from_month", "to_year", "to_month")


class ValidityPeriod(models.Model):
    """Validity by reference month: both ends belong to it, an empty end is open.

    `version` grows with every change: whoever edits names the one they saw.
    """

    from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    from_month = models.PositiveSmallIntegerField(null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)
    to_month = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def since(self) -> JalaliMonth | None:
        """The first month of its validity; None when it was always valid."""
        return _month(self.from_year, self.from_month)

    @since.setter
    def since(self, month: JalaliMonth | None) -> None:
        self.from_year, self.from_month = _parts(month)

    @property
    def until(self) -> JalaliMonth | None:
        """The last month of its validity; None while it is not retired."""
        return _month(self.to_year, self.to_month)

    @until.setter
    def until(self, month: JalaliMonth | None) -> None:
        self.to_year, self.to_month = _parts(month)

    def is_valid_in(self, month: JalaliMonth) -> bool:
        begun = self.since is None or self.since <= month
        return begun and (self.until is None or month <= self.until)


def is_valid_in(year: Part, month: Part, prefix: str = "") -> Q:
    """Put `ValidityPeriod.is_valid_in` as a condition; year and month may be columns.

    `prefix` leads to the row, such as "product__".
    """
    return (Q(**{f"{prefix}from_year": None}) | not_after(f"{prefix}from_", year, month)) & (
        Q(**{f"{prefix}to_year": None}) | not_before(f"{prefix}to_", year, month)
    )


def before(lead: str, year: Part, month: Part) -> Q:
    """Require that the month in two columns is earlier than this.

    `lead` stands before their names `year` and `month`, such as "to_" or "submission__".
    """
    return _compared(lead, "lt", "lt", year, month)


def not_after(lead: str, year: Part, month: Part) -> Q:
    """Require that the month in two columns, as in `before`, is this or earlier."""
    return _compared(lead, "lt", "lte", year, month)


def not_before(lead: str, year: Part, month: Part) -> Q:
    """Require that the month in two columns, as in `before`, is this or later."""
    return _compared(lead, "gt", "gte", year, month)


def whole_months(name: str) -> CheckConstraint:
    """Constrain both ends to months that exist, the last not before the first."""
    return CheckConstraint(
        name=name,
        condition=_end("from")
        & _end("to")
        & (
            Q(from_year=None) | Q(to_year=None) | not_before("to_", F("from_year"), F("from_month"))
        ),
    )


def _compared(lead: str, other: str, same: str, year: Part, month: Part) -> Q:
    apart = Q(**{f"{lead}year__{other}": year})
    return apart | Q(**{f"{lead}year": year, f"{lead}month__{same}": month})


def _end(end: str) -> Q:
    # Said with «is null» too: a check of SQL that comes out unknown passes.
    given: dict[str, Any] = {
        f"{end}_year__isnull": False,
        f"{end}_month__isnull": False,
        f"{end}_year__range": (FIRST_YEAR, LAST_YEAR),
        f"{end}_month__range": (1, 12),
    }
    return Q(**{f"{end}_year": None, f"{end}_month": None}) | Q(**given)


def _month(year: int | None, month: int | None) -> JalaliMonth | None:
    return None if year is None or month is None else JalaliMonth(year, month)


def _parts(month: JalaliMonth | None) -> tuple[int | None, int | None]:
    return (None, None) if month is None else (month.year, month.month)
