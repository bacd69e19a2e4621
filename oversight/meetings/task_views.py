"""Tasks of meetings: what a person's offices have to do, and one of them with its answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user, row_id, seen_version
from config.jalali import tehran_day
from config.keyset import PAGE
from oversight.enums import TaskState
from oversight.meetings.errors import AnswerConflictError
from oversight.meetings.forms import TaskAnswerForm
from oversight.meetings.queries import closed_tasks, open_tasks
from oversight.meetings.services import answer, check_answers
from oversight.models import MeetingTask

officers_only = OfficeGuard(
    "مصوبه‌های جلسهٔ پایش برای کارشناسان دستگاه‌های پاسخ‌گوست.", Permission.VIEW_REGISTRY
)


@require_GET
@officers_only
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what the person's offices have to do, the nearest due first, and what is behind."""
    user = current_user(request)
    today = tehran_day(timezone.now())
    context = {"open": open_tasks(user, today), "closed": closed_tasks(user, today)[:PAGE]}
    return render(request, "oversight/meetings/tasks.html", context)


@require_http_methods(["GET", "POST"])
@officers_only
def task(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a task with all that was said of it, and take an answer (409 when another came)."""
    row, sent = _found(request, pk), form_recovery.sent(request)
    form = TaskAnswerForm(sent)
    if request.method == "GET":
        return _page(request, row, form, waited=sent is not None)
    user = current_user(request)
    check_answers(user, row)
    if not form.is_valid():
        return _page(request, row, form, 422)
    state, words = TaskState(form.cleaned_data["state"]), form.cleaned_data["text"]
    try:
        answer(user, row.pk, state, words, seen_version(request), timezone.now())
    except AnswerConflictError:
        return _page(request, _found(request, pk), form, 409)
    messages.success(request, "پاسخ ثبت شد و به برگزارکنندهٔ جلسه خبر داده شد.")
    return redirect("meetings:task", row.pk)


def _page(
    request: HttpRequest,
    row: MeetingTask,
    form: TaskAnswerForm,
    status: int = 200,
    waited: bool = False,
) -> HttpResponse:
    answers = list(row.answers.select_related("by").order_by("serial"))
    context = {
        "task": row,
        "answers": answers,
        "version": len(answers),
        "answers_here": authority_of(current_user(request)).may(
            Permission.VIEW_REGISTRY, row.office_id
        ),
        "form": form,
        "errors": faults(form) if status == 422 else [],
        "stale": status == 409,
        "kept": waited,
    }
    return render(request, "oversight/meetings/task.html", context, status=status)


def _found(request: HttpRequest, pk: str) -> MeetingTask:
    """Find a task that the person reads; 404 for any other, and for one not sent yet."""
    today = tehran_day(timezone.now())
    rows = MeetingTask.objects.visible_to(current_user(request)).stood(today)
    rows = rows.filter(meeting__sent_at__isnull=False, pk=row_id(pk) or 0)
    found: MeetingTask | None = rows.select_related("meeting__organization", "office").first()
    if found is None:
        raise Http404
    return found
