"""Licences of units, and the days on which they did not hold."""

from datetime import date
from functools import cached_property
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from accounts.models import Organization
from catalog.models import County, IsicNode, LicenceKind
from units.enums import LicenceStatus, LicenceTerm
from units.models.unit import Unit


class LicenceQuerySet(models.QuerySet["Licence"]):
    """Licences, perhaps with what says on which days they are valid."""

    def with_states(self) -> Self:
        """Bring kind and states in the same query, for `units.eligibility.valid_spans`."""
        states = LicenceState.objects.filter(licence=OuterRef("pk")).order_by("since")
        row = JSONObject(status="status", since="since", until="until")
        found = self.annotate(states_read=ArraySubquery(states.values(row=row)))
        return found.select_related("kind")


class Licence(models.Model):
    """A business licence of a unit: what, where, for which trade, by which union.

    Days are Tehran days. `expires_on` is the last valid day; `states` are the days on which it was
    suspended or revoked. The point on the map is optional.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="licences")
    kind = models.ForeignKey(
        LicenceKind, on_delete=models.PROTECT, default="business", db_index=False, related_name="+"
    )
    term = models.CharField(
        max_length=10, choices=LicenceTerm.choices, default=LicenceTerm.PERMANENT
    )
    number = models.CharField(max_length=20, unique=True)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    trade = models.ForeignKey(IsicNode, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="members")
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    postal_code = models.CharField(max_length=10)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on")),
                name="licence_expires_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(postal_code__regex=r"^\d{10}$"), name="licence_postal_code_ten_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def place(self) -> str:
        """«پروانه کسب (province - county)», the unit's header in the guide."""
        return f"{self.kind.name} ({self.county.province.name} - {self.county.name})"

    @cached_property
    def interruptions(self) -> list["LicenceState"]:
        """The states in order of time, from the same query where `with_states` brought them."""
        # One that is being typed has no states yet, and may not be asked for them.
        if self.pk is None:
            return []
        read = getattr(self, "states_read", None)
        if read is None:
            return list(self.states.order_by("since"))
        return [
            LicenceState(
                licence=self,
                status=row["status"],
                since=date.fromisoformat(row["since"]),
                until=row["until"] and date.fromisoformat(row["until"]),
            )
            for row in read
        ]


class LicenceState(models.Model):
    """Days on which a licence is not valid, from `since` to `until` included, and why.

    Open at the end until it is lifted; the row stays, so that what was suspended stays not due
    (circular 60/133338 §3). The database refuses two states of a licence on one day.
    """

    licence = models.ForeignKey(
        Licence, on_delete=models.CASCADE, db_index=False, related_name="states"
    )
    status = models.CharField(max_length=10, choices=LicenceStatus.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["licence", "since"], name="one_licence_state_a_day"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="licence_state_ends_after_it_begins",
            ),
            # The guard against overlaps counts days from 1900 in six digits.
            models.CheckConstraint(
                condition=Q(since__range=(date(1900, 1, 1), date(4000, 1, 1)))
                & (Q(until=None) | Q(until__lte=date(4000, 1, 1))),
                name="licence_state_days_can_be_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.status} {self.since}"
