"""Writing a report from a phone: one page whose every save keeps all that is typed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.forms import faults
from accounts.models import User
from config import autosave, form_recovery
from config.form_recovery import written_rows
from config.http import current_user, row_id, seen_version, version_in
from config.jalali import tehran_day
from config.repeated_posts import compares_state
from config.uploads.errors import UnacceptableFileError
from review.models import Visit, VisitQuestion
from review.visit_enums import VisitSection, VisitState
from review.visits.errors import RefusedVisitError, VisitConflictError
from review.visits.forms import PhotoForm, ReportForm
from review.visits.guards import keepers_only, visit_in_reach
from review.visits.photo_services import add_photo, take_photo_off
from review.visits.plan_queries import products_of
from review.visits.queries import (
    answers_of,
    case_of,
    known_of,
    limits,
    photos_of,
    questionnaire_for,
    questions_of,
)
from review.visits.report_services import (
    PostedReport,
    check_visits,
    missing,
    save,
    stored_report,
)
from review.visits.rules import Known
from statistics.models import Submission
from units.models import Licence
from units.queries import phones_of

# The last part of the page: photographs, and what the visitor says.
LAST = "end"


@dataclass(frozen=True)
class QuestionRow:
    """A question with its field, and what the unit said."""

    question: VisitQuestion
    field: Any
    beside: str


@dataclass(frozen=True)
class SectionRows:
    """One part of the form; `filled` once each of its questions has an answer."""

    key: str
    number: int
    title: str
    rows: list[QuestionRow]
    filled: bool


class WritePage:
    """The report of one visit, before and while it is typed."""

    def __init__(self, request: HttpRequest, visit: Visit, sent: Any, at: datetime) -> None:
        self.request, self.visit, self.at = request, visit, at
        self.today = tehran_day(at)
        self.user: User = current_user(request)
        self.case = case_of(visit, Submission.objects.in_reach_of(self.user))
        self.questions = questions_of(questionnaire_for(visit, self.today))
        self.stored = stored_report(visit)
        self.form = ReportForm(
            sent,
            questions=self.questions,
            products=products_of(self.case),
            today=self.today,
            initial=self._initial(),
        )
        self.photo = PhotoForm(sent, request.FILES) if sent is not None else PhotoForm()
        self.errors: list[tuple[str, str]] = []
        self.conflict = False
        self.typed: list[str] = []
        self.kept = sent is not None and request.method == "GET"
        self.version = version_in(sent) if self.kept else visit.version

    def _initial(self) -> dict[str, Any]:
        stored = self.stored
        first: dict[str, Any] = {
            "visited_on": (stored.visited_on or self.today).isoformat(),
            "companion": stored.companion,
            "product": stored.product_id,
            "finding": stored.finding,
            "summary": stored.summary,
            "latitude": stored.latitude,
            "longitude": stored.longitude,
        }
        given = answers_of(self.visit)
        return first | {q.field: given.get(q.pk, "") for q in self.questions}

    @property
    def posted(self) -> PostedReport:
        """What was typed; of a field that cannot be read, what is stored."""
        return self.form.posted_over(self.stored)

    def sections(self, known: Known) -> list[SectionRows]:
        found: list[SectionRows] = []
        for section in VisitSection:
            asked = [q for q in self.questions if q.section == section]
            rows = [QuestionRow(q, self.form[q.field], known.beside(q.meaning)) for q in asked]
            if rows:
                filled = all(row.field.value() not in (None, "") for row in rows)
                number = len(found) + 1
                found.append(SectionRows(section, number, str(section.label), rows, filled))
        return found

    def render(self, status: int = 200) -> HttpResponse:
        known = known_of(self.visit, self.case)
        sections = self.sections(known)
        context = {
            "visit": self.visit,
            "form": self.form,
            "photo_form": self.photo,
            "sections": sections,
            "last_number": len(sections) + 1,
            "filled": sum(part.filled for part in sections),
            "capacity": self.form.capacity_field,
            "photos": photos_of(self.visit),
            "limits": limits(self.today),
            "phones": phones_of(self.visit.unit_id),
            "licence": Licence.objects.filter(unit=self.visit.unit_id)
            .select_related("county")
            .order_by("-issued_on", "number")
            .first(),
            "errors": self.errors,
            "conflict": self.conflict,
            "typed": self.typed,
            "kept": self.kept,
            "version": self.version,
            "open": self.visit.state == VisitState.PLANNED,
        }
        return render(self.request, "review/visits/write.html", context, status=status)


@compares_state
@require_http_methods(["GET", "POST"])
@keepers_only
def write(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the form of a visit and keep it, section by section, until it is handed on."""
    visit, at = visit_in_reach(request, pk), timezone.now()
    check_visits(current_user(request), visit)
    sent = form_recovery.sent(request)
    if request.method == "GET":
        if visit.state != VisitState.PLANNED and sent is None:
            return redirect("visits:one", visit.pk)
        return WritePage(request, visit, sent, at).render()
    page = WritePage(request, visit, sent, at)
    try:
        return _keep(page)
    except Visit.DoesNotExist:
        raise Http404 from None
    except VisitConflictError as stale:
        return _overtaken(page, stale.visit)


def _keep(page: WritePage) -> HttpResponse:
    """Keep what can be read first, so that nothing typed waits for what cannot."""
    request, user, at, pk = page.request, page.user, page.at, page.visit.pk
    finishing = request.POST.get("action") == "finish"
    page.form.is_valid()
    posted = page.posted
    if finishing and page.visit.state == VisitState.WRITTEN:
        # The button was pressed twice: refused unless it says the very same.
        save(user, pk, posted, seen_version(request), at, finish=True)
        return redirect("visits:one", pk)
    try:
        page.visit = save(user, pk, posted, seen_version(request), at)
    except RefusedVisitError as refusal:
        refusal.add_to(page.form)
        return _refused(page)
    page.version = page.visit.version
    if autosave.asked(request):
        found = faults(page.form)
        return autosave.saved(page.version, at, "", "", {}, found)
    _photos(page)
    if finishing and not page.form.errors:
        page.form.check_finished(missing(page.visit, posted))
    if page.form.errors or page.photo.errors:
        return _refused(page)
    if not finishing:
        messages.success(request, "ذخیره شد.")
        return redirect(f"{reverse('visits:write', args=[pk])}#{_next(page)}")
    save(user, pk, posted, page.version, at, finish=True)
    messages.success(request, "گزارش ثبت شد و در انتظار تأیید نفر دوم است.")
    return redirect("visits:one", pk)


def _photos(page: WritePage) -> None:
    """Add the photograph that was chosen, take off the one that was named."""
    taken_off = row_id(page.request.POST.get("remove", "")[:4])
    if taken_off:
        take_photo_off(page.user, page.visit.pk, taken_off)
    file = page.request.FILES.get("photo")
    if file is None or not page.photo.is_valid():
        return
    try:
        add_photo(page.user, page.visit.pk, file.read(), page.at)
    except UnacceptableFileError as fault:
        page.photo.add_error("photo", str(fault))


def _refused(page: WritePage) -> HttpResponse:
    page.errors = [*faults(page.form), *faults(page.photo)]
    if autosave.asked(page.request):
        return autosave.refused(422, autosave.NOT_SAVED, page.errors)
    return page.render(422)


def _overtaken(page: WritePage, visit: Visit) -> HttpResponse:
    """Show both: what is stored now stays stored, what was typed stays on the page."""
    if autosave.asked(page.request):
        return autosave.refused(409, autosave.OVERTAKEN)
    page.visit, page.conflict, page.version = visit, True, visit.version
    if visit.state != VisitState.PLANNED:
        page.typed = written_rows(page.request.POST)
    return page.render(409)


def _next(page: WritePage) -> str:
    """Name the place on the page to go on at: the first part that lacks an answer."""
    given = page.posted.answers
    lacks = (q.section for q in page.questions if q.required and not given.get(q.pk))
    return next(lacks, LAST)
