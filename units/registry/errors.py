"""What is refused of an act on a unit's file."""

from config.errors import ConflictError, ForbiddenError, InvalidFieldError
from units.models import RegistryChange


class NotYourActError(ForbiddenError):
    """Another office does this, or an officer who is not the unit's own."""


class RefusedActError(InvalidFieldError):
    """What was asked cannot stand; a Persian sentence about one field."""


class StaleRegistryError(ConflictError):
    """The file was changed since the form was opened; `changes` are what was not seen."""

    def __init__(self, changes: list[RegistryChange]) -> None:
        super().__init__("مشخصات این واحد پس از باز شدن فرم تغییر کرده است.")
        self.changes = changes
