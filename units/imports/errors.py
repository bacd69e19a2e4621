"""Why an act on an import was refused. Nothing was written when one of these is raised."""

from collections.abc import Sequence

from config.errors import ConflictError, ForbiddenError
from units.imports.kinds import Obstacle


class NotToImportError(ForbiddenError):
    """Neither this kind nor this place is the person's to bring."""


class OtherStageError(ConflictError):
    """The import is not where the person saw it."""


class DependedUponError(ConflictError):
    """Something has come to depend on what was stored."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__("چیزی به این ورود وابسته شده است و دیگر برگردانده نمی‌شود.")
        self.obstacles = obstacles
