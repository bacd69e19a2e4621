"""What has been told of a licence's expiry, so that nothing is told twice."""

from django.db import models

from units.enums import ExpiryStage
from units.models.licences import Licence


class ExpiryNotice(models.Model):
    """One stage of which those concerned were told; a renewed licence begins anew."""

    licence = models.ForeignKey(
        Licence, on_delete=models.CASCADE, db_index=False, related_name="expiry_notices"
    )
    expires_on = models.DateField()
    stage = models.CharField(max_length=8, choices=ExpiryStage.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "expires_on", "stage"], name="one_expiry_notice_a_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.stage}"
