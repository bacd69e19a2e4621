"""Problems on the way (§4): asked of the province's liaison, answered once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts.access import notice_services as told
from accounts.access.errors import AccessMovedError, NotYourStepError
from accounts.access.queries import LIAISON_DAYS, desks_of, visible_to
from accounts.access.rules import Hand
from accounts.models import AccessProblem, AccessRequest, User
from config.errors import NotFoundError


@transaction.atomic
def ask_liaison(user: User, request_id: int, text: str, at: datetime) -> AccessProblem:
    """Write a problem down: who signed up for the union, or the county's office.

    Raises NotFoundError, NotYourStepError.
    """
    request = visible_to(user).select_related("union__parent").filter(pk=request_id).first()
    if request is None:
        raise NotFoundError
    if not asks(user, request):
        raise NotYourStepError("مشکل را اتحادیه یا ادارهٔ شهرستان از رابط سامانه می‌پرسد.")
    problem = AccessProblem.objects.create(request=request, text=text, asked_by=user, asked_at=at)
    told.tell_problem(problem, user, _page(problem), at)
    return problem


@transaction.atomic
def answer_problem(user: User, pk: int, answer: str, at: datetime) -> AccessProblem:
    """Answer a problem; it is answered once. Raises NotFoundError, AccessMovedError,
    NotYourStepError.
    """
    mine = AccessProblem.objects.filter(pk=pk, request__in=visible_to(user)).values("pk")
    rows = AccessProblem.objects.select_for_update(of=("self",)).filter(pk__in=mine)
    problem = rows.select_related("request__union__parent").first()
    if problem is None:
        raise NotFoundError
    if problem.answered_at:
        raise AccessMovedError
    if not answers(user, problem, at):
        raise NotYourStepError("پاسخ این مشکل با رابط سامانه در سازمان استان است.")
    problem.answer, problem.answered_by, problem.answered_at = answer, user, at
    problem.save(update_fields=["answer", "answered_by", "answered_at"])
    told.tell_answer(problem, _page(problem), at)
    return problem


def asks(user: User, request: AccessRequest) -> bool:
    """Tell whether the person may ask the liaison about this request."""
    mine = request.applicant_id == user.pk
    return mine or desks_of(user).office_for(Hand.COUNTY, request.union) is not None


def answers(user: User, problem: AccessProblem, at: datetime) -> bool:
    """Tell whether an open problem is the person's to answer.

    Of the province at once; of the statistics office when it has waited LIAISON_DAYS.
    """
    if problem.answered_at or problem.asked_by_id == user.pk:
        return False
    desks, union = desks_of(user), problem.request.union
    if desks.office_for(Hand.PROVINCE, union):
        return True
    late = problem.asked_at <= at - timedelta(days=LIAISON_DAYS)
    return late and desks.office_for(Hand.STATISTICS, union) is not None


def _page(problem: AccessProblem) -> str:
    return reverse("access:one", args=[problem.request_id])
