"""Why an edit of the catalogue was refused. Nothing was written when one of these is raised."""

from catalog.models import IsicNode, Product
from config.errors import ConflictError, InvalidFieldError


class EditRefusedError(InvalidFieldError):
    """What was asked cannot stand; the text is a Persian sentence about one field."""


class EditConflictError(ConflictError):
    """Somebody edited after the actor read; `row` is as it stands now."""

    def __init__(self, row: Product | IsicNode) -> None:
        super().__init__(str(row))
        self.row = row
