"""Evidence in the browser: the unit's list, and the one way by which a file leaves the store."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from config.form_recovery import posted_from, says_unsent
from config.http import current_user
from config.persian import quoted
from config.uploads import storage
from config.uploads.enums import MEDIA_TYPES, FileKind
from config.uploads.errors import UnacceptableFileError
from review.evidence import services
from review.evidence.forms import EvidenceForm
from review.models import Evidence
from statistics.errors import CaseConflictError
from statistics.filing.web.context import facts, own_submission
from statistics.models import Submission

NOT_ATTACHED = "فایلی پیوست نشد: نشست شما پایان یافته بود."
NOT_REMOVED = "فایل حذف نشد و همچنان پیوست است: نشست شما پایان یافته بود."


@says_unsent(NOT_ATTACHED)
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show the files of one's own month; a post attaches another."""
    submission = own_submission(current_user(request), tracking)
    if request.method == "GET":
        return _page(request, submission, EvidenceForm())
    if services.round_of(submission) is None:
        return _page(request, submission, EvidenceForm(), 409)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, submission, form, 422)
    file = form.cleaned_data["file"]
    try:
        services.attach(current_user(request), tracking, file.name, file.read(), timezone.now())
    except UnacceptableFileError as fault:
        form.add_error("file", str(fault))
        return _page(request, submission, form, 422)
    except Submission.DoesNotExist:
        # The draft was deleted while the file came up the line.
        raise Http404 from None
    except CaseConflictError:
        return _page(request, own_submission(current_user(request), tracking), EvidenceForm(), 409)
    messages.success(request, "فایل پیوست شد.")
    return redirect("evidence:list", tracking)


@require_GET
def download(request: HttpRequest, tracking: str, number: str) -> HttpResponseBase:
    """Stream a file to who may read the case: its people, and its reviewers once it was sent."""
    user = current_user(request)
    row = _row(tracking, number, Submission.objects.visible_to(user))
    mine = Submission.objects.of(user).filter(pk=row.submission_id).exists()
    # What is not sent yet is the unit's own.
    if not mine and row.round > row.submission.round:
        raise Http404
    try:
        file = storage.path_of(row.stored).open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    return FileResponse(
        file,
        as_attachment=True,
        filename=row.name,
        content_type=MEDIA_TYPES[FileKind(row.kind)],
        # A browser that opens it all the same runs nothing of it and gives it no origin.
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


@posted_from("evidence:list", "tracking", unsent=NOT_REMOVED)
def take_off(request: HttpRequest, tracking: str, number: str) -> HttpResponse:
    """Take a file off before the month is sent."""
    submission = own_submission(current_user(request), tracking)
    row = _row(tracking, number, Submission.objects.filter(pk=submission.pk))
    try:
        services.take_off(
            current_user(request), tracking, row.number, request.POST.get("sha256", "")
        )
    except CaseConflictError:
        return _page(request, own_submission(current_user(request), tracking), EvidenceForm(), 409)
    except (Evidence.DoesNotExist, Submission.DoesNotExist) as gone:
        raise Http404 from gone
    messages.success(request, f"فایل {quoted(row.name)} برداشته شد.")
    return redirect("evidence:list", tracking)


def _row(tracking: str, number: str, cases: Any) -> Evidence:
    """Find a file of one of these cases; 404 when it is not there for the person."""
    rows = Evidence.objects.select_related("submission").filter(submission__in=cases)
    # No file has the number 0: five digits may be more than the column holds.
    found = rows.filter(
        submission__tracking_number=tracking, number=int(number) if len(number) < 5 else 0
    ).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, submission: Submission, form: EvidenceForm, status: int = 200
) -> HttpResponse:
    most = services.limits(timezone.now())
    rows = Evidence.objects.filter(submission=submission).order_by("number")
    context = {
        "submission": submission,
        "facts": facts(submission),
        "form": form,
        "errors": [(field.auto_id, text) for field in form for text in field.errors],
        "evidence": rows,
        "open": services.round_of(submission) is not None,
        "removable": submission.round if submission.editable else None,
        "limits": most,
        "refused": status == 409,
    }
    return render(request, "review/evidence/list.html", context, status=status)
