"""Why minutes were not kept or sent, and why an answer was not."""

from config.errors import ConflictError
from oversight.models import Meeting, MeetingTask


class MinutesConflictError(ConflictError):
    """A colleague wrote or sent the minutes meanwhile; `meeting` is as it stands now."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(str(meeting))
        self.meeting = meeting


class AnswerConflictError(ConflictError):
    """Somebody answered since the person looked; `task` is what was asked."""

    def __init__(self, task: MeetingTask) -> None:
        super().__init__(str(task))
        self.task = task
