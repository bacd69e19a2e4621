"""Why a certificate is not issued or not taken back."""

from config.errors import ConflictError, InvalidError, NotFoundError


class NotSupportedError(ConflictError):
    """The unit does not file, or its licence does not hold (directive 5013 §8)."""


class TooManyError(InvalidError):
    """The unit issued as many certificates today as it may."""


class NotTheirsError(NotFoundError):
    """The person does not file for this unit any more."""
