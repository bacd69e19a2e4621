"""Why an act about a post was refused."""

from config.errors import ConflictError, ForbiddenError, InvalidFieldError, NotFoundError


class NoSuchAppointmentError(NotFoundError):
    """It is not there for this person."""


class NotYourSignatureError(ForbiddenError):
    """Somebody else has to act."""


class StaleAppointmentError(ConflictError):
    """Another act came first."""


class AppointmentFieldError(InvalidFieldError):
    """What a field asks cannot stand."""


class DeadInvitationError(ConflictError):
    """The code opens nothing: unknown, late, used, withdrawn."""
