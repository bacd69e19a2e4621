"""Why an act on a circular was not carried out."""

from config.errors import ConflictError, InvalidFieldError


class CircularConflictError(ConflictError):
    """It is not as the person saw it: written anew, issued, withdrawn or replaced meanwhile."""


class CircularFieldError(InvalidFieldError):
    """What one field of a circular says cannot stand."""
