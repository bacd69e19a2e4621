"""The unit's side: complaining about a return of a month, or about standing inactive."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from config.http import actor, row_id
from review.complaints import services
from review.complaints.forms import ComplaintForm
from review.complaints.queries import of_inactivity
from review.complaints.services import NothingToComplain, disputed
from statistics.filing.pages import facts, own_submission
from statistics.models import Submission
from units.models import Unit

SENT = "شکایت شما فرستاده شد. پاسخ آن همین‌جا و در پیام‌ها می‌آید."


@require_http_methods(["GET", "POST"])
def of_return(request: HttpRequest, tracking: str) -> HttpResponse:
    """Complain about the last return of one's own month."""
    user = actor(request)
    submission = own_submission(user, tracking)
    decision = disputed(submission)
    if request.method == "GET" and decision is None:
        return redirect("owner:case", tracking)
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    if decision is None:
        return _nothing(request, submission)
    if not form.is_valid():
        context = {
            "submission": submission,
            "facts": facts(submission),
            "decision": decision,
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return render(request, "statistics/complaint.html", context, status=status)
    try:
        services.complain_of_return(user, tracking, form.cleaned_data["text"], timezone.now())
    except (NothingToComplain, Submission.DoesNotExist):
        return _nothing(request, own_submission(user, tracking))
    messages.success(request, SENT)
    return redirect("owner:case", tracking)


@require_http_methods(["GET", "POST"])
def of_inactivity_page(request: HttpRequest, unit: str) -> HttpResponse:
    """Complain about the inactive state of one's own unit, and read the answers."""
    user = actor(request)
    pk = row_id(unit)
    mine = None if pk is None else Unit.objects.of(user).filter(pk=pk).first()
    if mine is None:
        raise Http404
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            services.complain_of_inactivity(
                user, mine.pk, form.cleaned_data["text"], timezone.now()
            )
        except Unit.DoesNotExist:
            raise Http404 from None
        except NothingToComplain:
            status = 409
        else:
            messages.success(request, SENT)
            return redirect("owner:inactive_complaint", unit)
    rows = of_inactivity(mine)
    context = {
        "unit": mine,
        "complaints": rows,
        "may": not mine.filing_active and all(row.verdict for row in rows),
        "form": form,
        "stale": status == 409,
    }
    return render(request, "statistics/complaint_inactive.html", context, status=status)


def _nothing(request: HttpRequest, submission: Submission) -> HttpResponse:
    url = reverse("owner:case", args=[submission.tracking_number])
    context = {"submission": submission, "faults": [], "case_url": url}
    return render(request, "statistics/not_now.html", context, status=409)
