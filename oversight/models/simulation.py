"""A simulation and the differences it found; the models belong to `oversight.models`."""

from typing import Self

from django.db import models

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from catalog.models import Province
from config.jalali import JalaliMonth
from oversight.enums import OPEN, Finding, Stage
from statistics.models import Submission
from units.models import Unit


class SimulationQuerySet(models.QuerySet["Simulation"]):
    """Simulations as one person may see them."""

    def visible_to(self, user: User) -> Self:
        """Keep all for who keeps the policy, none for anybody else."""
        keeps = authority_of(user).organizations(Permission.MANAGE_CATALOGUE)
        return self.all() if keeps else self.none()


class Simulation(models.Model):
    """The last twelve months replayed under `values` (policy key → value, None: no deadline).

    `progress` is in percent, `result` what was counted. `attempt` grows with every worker that
    begins it; `touched_at` is its last sign of life. Months are reference months.
    """

    values = models.JSONField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    objects = SimulationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(progress__range=(0, 100)), name="progress_in_percent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.stage}"

    @property
    def open(self) -> bool:
        return self.stage in OPEN


class SimulationFinding(models.Model):
    """One difference: which case or unit, of which month, in which province.

    `at` is when a person decided or the case lapsed, for a unit the midnight that would turn it;
    `instead` is when the clock would have ended. Of each kind and province the first are kept.
    """

    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=16, choices=Finding.choices)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="+")
    # The undo of an import takes along what was found of its units.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    # Found by its simulation alone; rows by the thousand need no more indexes.
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    instead = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["simulation", "kind", "province", "id"], name="simulation_found")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}"

    @property
    def period(self) -> JalaliMonth:
        return JalaliMonth(self.year, self.month)
