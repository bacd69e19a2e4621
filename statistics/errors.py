"""Why a command on a submission was refused. Nothing was written when one of these is raised."""

from config.errors import ConflictError, ForbiddenError
from statistics.models import Submission


class NotAllowedError(ForbiddenError):
    """A known case and the wrong role."""


class CaseConflictError(ConflictError):
    """The case is not as the actor saw it; `submission` is as it stands now."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(str(submission))
        self.submission = submission


class StaleVersionError(CaseConflictError):
    """Somebody wrote after the actor read."""


class StateConflictError(CaseConflictError):
    """The present state does not admit this act; `faults` says what is missing, in Persian."""

    def __init__(self, submission: Submission, faults: list[str] | None = None) -> None:
        super().__init__(submission)
        self.faults = faults or []
