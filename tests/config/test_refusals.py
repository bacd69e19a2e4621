"""A refusal that its view did not answer has the status and the sentence of its family."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.forms import CharField, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from accounts.substitution.services import NotNamableError
from catalog.editing.errors import EditConflictError, EditRefusedError
from config.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    InvalidFieldError,
    NotFoundError,
)
from config.http import open_to_all
from config.uploads.errors import UnacceptableFileError
from oversight.evaluation.errors import AnotherEditionError, NotPublishedError
from review.complaints.services import AlreadyAnsweredError, NothingToComplainError
from review.followup.services import TooManyError
from statistics.errors import (
    CaseConflictError,
    NotAllowedError,
    StaleVersionError,
    StateConflictError,
)
from statistics.files.services import NothingToExportError
from statistics.filing.notebook.services import NotYetError
from statistics.filing.services import DuplicateMonthError, IncompleteError
from statistics.office.selection.services import NotSelectableError
from statistics.rules.services import ReasonsRequired

SENTENCE = "این کار را دفتر آمار می‌کند."
FAMILY: tuple[tuple[type[DomainError], int], ...] = (
    (ForbiddenError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
    (InvalidError, 422),
)


def raising(fault: DomainError) -> Callable[[HttpRequest], HttpResponse]:
    @open_to_all
    def page(request: HttpRequest) -> HttpResponse:
        raise fault

    return page


urlpatterns = [
    *(path(f"refused/{status}/", raising(family(SENTENCE))) for family, status in FAMILY),
    path("", include("config.urls")),
]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", [status for _, status in FAMILY])
def test_a_refusal_is_answered_with_its_status(client: Client, status: int) -> None:
    answer = client.get(f"/refused/{status}/")
    assert answer.status_code == status
    text = answer.content.decode()
    assert "چیزی تغییر نکرد" in text or status == 404
    assert (SENTENCE in text) == (status in (403, 422))


def test_every_refusal_of_a_command_is_of_the_family() -> None:
    kinds: dict[type[DomainError], list[type[Exception]]] = {
        ForbiddenError: [NotAllowedError],
        NotFoundError: [NotYetError],
        ConflictError: [
            CaseConflictError,
            StaleVersionError,
            StateConflictError,
            EditConflictError,
            AnotherEditionError,
            AlreadyAnsweredError,
            NothingToComplainError,
            DuplicateMonthError,
        ],
        InvalidFieldError: [EditRefusedError, NotSelectableError, NotNamableError],
        InvalidError: [
            NotPublishedError,
            UnacceptableFileError,
            TooManyError,
            NothingToExportError,
            IncompleteError,
        ],
    }
    for family, members in kinds.items():
        assert all(issubclass(member, family) for member in members)
    assert issubclass(ReasonsRequired, InvalidError)
    assert issubclass(ForbiddenError, PermissionDenied)
    assert issubclass(NotFoundError, Http404)


def test_a_refused_field_is_told_at_its_field_else_at_the_form() -> None:
    class ReasonForm(Form):
        reason = CharField()

    form = ReasonForm({"reason": "کوتاه"})
    InvalidFieldError("reason", SENTENCE).add_to(form)
    InvalidFieldError("month", "این ماه گذشته است.").add_to(form)
    assert form.errors == {"reason": [SENTENCE], "__all__": ["این ماه گذشته است."]}
