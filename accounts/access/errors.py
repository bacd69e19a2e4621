"""Why an act on a union's request was not carried out."""

from accounts.models import AccessRequest
from config.errors import ConflictError, ForbiddenError, InvalidError, InvalidFieldError


class AccessMovedError(ConflictError):
    """The request is not as the person saw it, or its state does not admit the act."""

    def __init__(self) -> None:
        super().__init__("این درخواست در این میان تغییر کرده و کار شما ثبت نشد.")


class NotFirstError(ConflictError):
    """An older request waits at the same desk; `before` is the one that is first."""

    def __init__(self, before: AccessRequest) -> None:
        super().__init__("نوبت این درخواست نرسیده است.")
        self.before = before


class NotYourStepError(ForbiddenError):
    """It is another office's, or another person's, to do."""


class AccessRefusedError(InvalidError):
    """What was asked cannot stand, whoever asks; a sentence."""


class AccessFieldError(InvalidFieldError):
    """What one field says cannot stand."""
