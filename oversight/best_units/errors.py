"""Why a list of best units was not sent."""

from config.errors import ConflictError, InvalidError


class SentAlreadyError(ConflictError):
    """A colleague sent the list of this year meanwhile."""


class LateError(ConflictError):
    """The first of Khordad is over, or the year is not the one that lists are sent for."""


class NotACandidateError(InvalidError):
    """A chosen unit is no candidate any more."""
