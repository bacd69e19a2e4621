"""Why a visit was not planned, not written or not confirmed."""

from config.errors import ConflictError, ForbiddenError, InvalidFieldError
from review.models import Visit


class NotYourVisitError(ForbiddenError):
    """Another person, or another office, does this."""


class RefusedVisitError(InvalidFieldError):
    """What was asked cannot stand; a Persian sentence about one field."""


class VisitConflictError(ConflictError):
    """The visit is not as the person saw it; `visit` is as it stands now."""

    def __init__(self, visit: Visit, words: str = "") -> None:
        super().__init__(words or "این بازدید در این میان تغییر کرده است؛ اکنون را ببینید.")
        self.visit = visit


class QuestionnaireConflictError(ConflictError):
    """Another form begins on the same day."""
