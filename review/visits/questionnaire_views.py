"""The versions of the visit form: what they ask, and the next one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user
from config.jalali import tehran_day
from config.persian import quoted
from review.models import VisitQuestionnaire
from review.visits.errors import RefusedVisitError
from review.visits.guards import office_only
from review.visits.queries import questionnaire_on
from review.visits.questionnaire_forms import QuestionnaireForms
from review.visits.questionnaire_services import (
    FIRST_QUESTIONS,
    make_questionnaire,
    terms_of,
)

readers_only = OfficeGuard(
    "فرم بازدید برای دستگاه‌های بازدیدکننده و دفتر آمار است.",
    Permission.KEEP_REGISTRY,
    Permission.EVALUATE,
)


@require_GET
@readers_only
def index(request: HttpRequest) -> HttpResponse:
    """Show every version, the latest first, with what it asks."""
    user, today = current_user(request), tehran_day(timezone.now())
    rows = VisitQuestionnaire.objects.order_by("-since").prefetch_related("questions")
    context = {
        "versions": list(rows.select_related("made_by")[:12]),
        "current": questionnaire_on(today),
        "today": today,
        "makes": bool(authority_of(user).organizations(Permission.MANAGE_CATALOGUE)),
    }
    return render(request, "review/visits/forms.html", context)


@require_http_methods(["GET", "POST"])
@office_only
def new(request: HttpRequest) -> HttpResponse:
    """Write the next version, beginning with the questions of the last."""
    user, at = current_user(request), timezone.now()
    sent = form_recovery.sent(request)
    last = VisitQuestionnaire.objects.order_by("-since").first()
    forms = QuestionnaireForms(sent, tehran_day(at), terms_of(last) if last else FIRST_QUESTIONS)
    posted = request.method == "POST"
    errors: list[tuple[str, str]] = []
    if posted:
        questions, main = forms.read(), forms.main
        if questions is not None:
            said = main.cleaned_data
            try:
                made = make_questionnaire(
                    user, said["title"], said["since"], said["source"], questions, at
                )
            except RefusedVisitError as refusal:
                refusal.add_to(main)
            else:
                messages.success(request, f"نسخهٔ {quoted(made.title)} ثبت شد.")
                return redirect("visits:forms")
        errors = forms.faults
    context = {
        "forms": forms,
        "last": last,
        "errors": errors,
        "kept": sent is not None and not posted,
    }
    return render(request, "review/visits/form_new.html", context, status=422 if errors else 200)
