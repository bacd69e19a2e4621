"""Names as long as their columns allow."""

from django.db import models

from accounts.models import Organization, User
from config.one_line import OneLineField
from units.models import Unit

LETTER = "ن"


def lengthen() -> None:
    """Give every unit, office and person a name that fills its column."""
    for model in (Unit, Organization, User):
        for row in model.objects.order_by("pk"):
            for field in named(model):
                setattr(row, field.name, LETTER * (field.max_length or 0))
            row.save()


def named(model: type[models.Model]) -> list[OneLineField]:
    """List the columns that hold a name which sentences are put together from."""
    return [field for field in model._meta.fields if isinstance(field, OneLineField)]
