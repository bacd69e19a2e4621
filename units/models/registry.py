"""What the registry says of units, and how it came to say so."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization, User
from units.enums import RegistryFact, RegistrySource


class RegistryChange(models.Model):
    """One fact of the registry before and after, with who changed it and on what ground.

    `before` and `after` are as a page shows them; `reference` names the letter, the visit or the
    file. Nobody's (`actor` empty) is what came with the installation. Rows are only added (a
    trigger refuses the rest); unit and licence are plain numbers, so that the history outlives an
    import that was undone.
    """

    unit = models.ForeignKey(
        "units.Unit",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="registry_changes",
    )
    licence = models.ForeignKey(
        "units.Licence",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        related_name="+",
    )
    fact = models.CharField(max_length=12, choices=RegistryFact.choices)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=RegistrySource.choices)
    reference = models.CharField(max_length=200)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "-id"], name="registry_changes_of_unit")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reference=""), name="registry_change_has_a_reference"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.fact}"
