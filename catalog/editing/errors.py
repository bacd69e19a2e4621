"""Why an edit of the catalogue was refused. Nothing was written when one of these is raised."""

from catalog.models import IsicNode, Product


class EditRefusedError(Exception):
    """What was asked cannot stand; the text is a Persian sentence about one field."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text


class EditConflictError(Exception):
    """Somebody edited after the actor read; `row` is as it stands now."""

    def __init__(self, row: Product | IsicNode) -> None:
        super().__init__(str(row))
        self.row = row
