"""Why an evaluation is not published."""

from config.errors import ConflictError, InvalidError


class NotPublishedError(InvalidError):
    """Base of the refusals; its words are shown."""


class TooEarlyError(NotPublishedError):
    """The allowed delay of the last month still runs somewhere."""


class UnchangedError(NotPublishedError):
    """The figures are those of the latest edition."""


class NeedsReasonError(NotPublishedError):
    """A later edition says why."""


class AnotherEditionError(ConflictError):
    """Somebody published since the person looked."""
