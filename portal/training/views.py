"""Training: one's own lessons, one lesson with its questions, the people of one's office."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import LessonWay, Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from accounts.models import User
from accounts.training import queries, services
from accounts.training.rules import BY_SLUG
from config import form_recovery
from config.environment import Profile
from config.http import current_user
from config.persian import quoted
from portal.training.forms import LessonForm
from statistics.models import Revision

heads_only = OfficeGuard(
    "فهرست آموزش را رئیس دستگاه و کسی که همکاران را منصوب می‌کند می‌بیند.",
    Permission.CONFIRM_OFFICE,
    Permission.APPOINT,
)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the person's lessons and, to a head, the way to those of the office."""
    user = current_user(request)
    context = {
        "lessons": queries.own_lessons(user),
        "heads": bool(queries.headed_offices(user)),
        "practice": _practice(),
    }
    return render(request, "portal/training/index.html", context)


@require_http_methods(["GET", "POST"])
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a lesson and take its answers; with all of them right it is finished."""
    user = current_user(request)
    if slug not in {one.lesson.slug for one in queries.own_lessons(user)}:
        raise Http404
    found, posted = BY_SLUG[slug], request.method == "POST"
    practised = slug == "month" and _has_practised(user)
    if posted and practised and request.POST.get("action") == "practice":
        return _finished(request, user, slug, LessonWay.PRACTICE)
    form = LessonForm(form_recovery.sent(request), found)
    if posted and form.is_valid():
        return _finished(request, user, slug, LessonWay.ANSWERS)
    errors = faults(form) if posted else []
    context = {
        "lesson": found,
        "form": form,
        "errors": errors,
        "kept": form.is_bound and not posted,
        "finish": user.lessons.filter(lesson=slug).first(),
        "practice": slug == "month" and _practice(),
        "practised": practised,
    }
    status = 422 if errors else 200
    return render(request, "portal/training/lesson.html", context, status=status)


@require_GET
@heads_only
def office(request: HttpRequest) -> HttpResponse:
    """Show who of one's offices has finished which lesson, and on which day."""
    now = timezone.now()
    offices = [
        (one, queries.trainees(one, now)) for one in queries.headed_offices(current_user(request))
    ]
    return render(request, "portal/training/office.html", {"offices": offices})


def _finished(request: HttpRequest, user: User, slug: str, way: LessonWay) -> HttpResponse:
    services.finish(user, BY_SLUG[slug], way, timezone.now())
    messages.success(request, f"درس {quoted(BY_SLUG[slug].title)} تمام شد.")
    return redirect("training:index")


def _practice() -> bool:
    """Whether months filed here are practice: the demonstration's are."""
    return bool(settings.PROFILE is Profile.DEMO)


def _has_practised(user: User) -> bool:
    return _practice() and Revision.objects.filter(filed_by=user).exists()
