"""The family of refusals. Nothing was written when one of these is raised.

Each says by its `status` how it is answered over HTTP. Views answer those for which they have a
better page than the common one, such as the form with what was typed; `config.refusals` the others.
"""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404


class DomainError(Exception):
    """A command was refused; the text, where there is one, is a Persian sentence for the person."""

    status: ClassVar[int] = 422

    @property
    def words(self) -> str:
        return str(self)


class ForbiddenError(DomainError, PermissionDenied):
    """It is not for this person to do."""

    status = 403


class NotFoundError(DomainError, Http404):
    """It is not there for this person."""

    status = 404


class ConflictError(DomainError):
    """What is acted upon is not as the person saw it, or not in a state that admits the act."""

    status = 409


class InvalidError(DomainError):
    """What was asked cannot stand."""


class InvalidFieldError(InvalidError):
    """What one field asks cannot stand."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field, self.text = field, text

    def add_to(self, form: Any) -> None:
        """Say it at the field, where the form has it, else at the form."""
        form.add_error(self.field if self.field in form.fields else None, self.text)
