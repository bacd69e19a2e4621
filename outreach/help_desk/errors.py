"""Why an act on a problem was not carried out."""

from config.errors import ConflictError, ForbiddenError, InvalidFieldError


class TicketMovedError(ConflictError):
    """Somebody answered, forwarded or closed it since the person looked."""


class NotYourTicketError(ForbiddenError):
    """It is for somebody else to do; the text says for whom."""


class TicketFieldError(InvalidFieldError):
    """What one field asks cannot stand."""
