"""The unit's side: complaining about a return of a month, or about standing inactive."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from config import form_recovery
from config.http import current_user, row_id
from review.complaints import services
from review.complaints.forms import ComplaintForm
from review.complaints.queries import of_inactivity
from review.complaints.services import NothingToComplainError, disputed
from statistics.filing.web.context import facts, own_submission
from statistics.filing.web.handler import not_now
from statistics.models import Submission
from units.models import Unit

SENT = "شکایت شما ارسال شد. پاسخ آن همین‌جا و در پیام‌ها می‌آید."
NOTHING = "از هر بازگشت یک بار می‌توان شکایت کرد، تا هنگامی که ماه نزد شماست."


@require_http_methods(["GET", "POST"])
def of_return(request: HttpRequest, tracking: str) -> HttpResponse:
    """Complain about the last return of one's own month."""
    user = current_user(request)
    submission = own_submission(user, tracking)
    decision, sent = disputed(submission), form_recovery.sent(request)
    # Typed words are shown once more, even where there is nothing left to complain about.
    if decision is None and sent is None:
        return redirect("owner:case", tracking)
    form, posted = ComplaintForm(sent), request.method == "POST"
    if posted and form.is_valid():
        try:
            services.complain_of_return(user, tracking, form.cleaned_data["text"], timezone.now())
        except (NothingToComplainError, Submission.DoesNotExist):
            decision = None
        else:
            messages.success(request, SENT)
            return redirect("owner:case", tracking)
    if decision is None:
        return not_now(request, own_submission(user, tracking), [NOTHING], form["text"].value())
    context = {
        "submission": submission,
        "facts": facts(submission),
        "decision": decision,
        "form": form,
        "kept": sent is not None and not posted,
    }
    return render(
        request, "review/complaints/of_return.html", context, status=422 if posted else 200
    )


@require_http_methods(["GET", "POST"])
def of_inactivity_page(request: HttpRequest, unit: str) -> HttpResponse:
    """Complain about the inactive state of one's own unit, and read the answers."""
    user = current_user(request)
    pk = row_id(unit)
    mine = None if pk is None else Unit.objects.of(user).filter(pk=pk).first()
    if mine is None:
        raise Http404
    sent, posted = form_recovery.sent(request), request.method == "POST"
    form = ComplaintForm(sent)
    status = 422 if posted else 200
    if posted and form.is_valid():
        try:
            services.complain_of_inactivity(
                user, mine.pk, form.cleaned_data["text"], timezone.now()
            )
        except Unit.DoesNotExist:
            raise Http404 from None
        except NothingToComplainError:
            status = 409
        else:
            messages.success(request, SENT)
            return redirect("owner:inactive_complaint", unit)
    rows = of_inactivity(mine)
    may = mine.inactive and all(row.verdict for row in rows)
    context = {
        "unit": mine,
        "complaints": rows,
        "may": may,
        "form": form,
        "stale": sent is not None and not may,
        "kept": sent is not None and not posted and may,
    }
    return render(request, "review/complaints/of_inactivity.html", context, status=status)
