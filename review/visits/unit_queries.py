"""Visits beside a unit's months: on the page and the way of a case, in its file, for its people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet
from django.urls import reverse

from accounts.models import User
from config.jalali import format_day, format_moment
from config.persian import quoted
from review.models import Visit
from review.timeline import TimelineEntry
from review.visit_enums import VisitFinding, VisitState
from review.visits.queries import SHOWN_WITH, case_of, known_of, report_of, visiting_offices
from review.visits.rules import ReportSection
from statistics.models import Submission
from units.models import Unit
from units.registry.rules import covers


@dataclass(frozen=True)
class LinkedVisit:
    """A visit as a case shows it: what was found, in a line."""

    visit: Visit
    words: str


def visits_of_case(case: Submission) -> list[LinkedVisit]:
    """List the visits about a month that were written down (letter 60/227210 §5)."""
    rows = Visit.objects.filter(
        unit=case.unit_id,
        year=case.year,
        month=case.month,
        state__in=(VisitState.WRITTEN, VisitState.CONFIRMED),
    )
    found = rows.select_related("office", "visitor").order_by("visited_on", "pk")
    return [LinkedVisit(one, _in_a_line(one)) for one in found]


def events_of(found: Iterable[LinkedVisit], names: bool) -> list[tuple[datetime, TimelineEntry]]:
    """Tell visits on the way of a case; to its own people only what is confirmed, and no name."""
    rows = []
    for one in found:
        visit = one.visit
        if not names and visit.state != VisitState.CONFIRMED:
            continue
        at = visit.closed_at if visit.closed_at else visit.written_at
        assert at
        who = f"{visit.office.name}، {visit.visitor.full_name}" if names else visit.office.name
        title = "بازدید از واحد" if visit.closed_at else "بازدید از واحد، هنوز تأیید نشده"
        detail = f"{format_moment(at)}، {who}: {one.words}"
        rows.append((at, TimelineEntry(title, detail, "talk")))
    return rows


def _in_a_line(visit: Visit) -> str:
    day = format_day(visit.day)
    finding = VisitFinding(visit.finding).label
    return f"روز {day}؛ {finding}؛ {quoted(visit.summary)}"


def last_visits(units: Iterable[int]) -> dict[int, date]:
    """Map units (ids) to the day of their last confirmed visit."""
    rows = Visit.objects.filter(unit__in=list(units), state=VisitState.CONFIRMED)
    found = rows.values("unit").annotate(last=Max("visited_on")).order_by("unit")
    return {row["unit"]: row["last"] for row in found}


def visit_links(user: User, unit: Unit, mine: bool) -> list[tuple[str, str]]:
    """List what leads from a unit's file to its visits: (label, address). Two queries at most."""
    if mine:
        return [("بازدیدها از واحد من", reverse("visits:mine"))]
    found = []
    if any(covers(office, unit) for office in visiting_offices(user)) and not unit.closed_on:
        found.append(("برنامه‌ریزی بازدید", reverse("visits:plan", args=[unit.pk])))
    rows = Visit.objects.visible_to(user).filter(unit=unit).exclude(state=VisitState.CANCELLED)
    if last := rows.order_by("-planned_on", "-pk").first():
        words = f"بازدید {format_day(last.day)}، {last.get_state_display()}"
        found.append((words, reverse("visits:one", args=[last.pk])))
    return found


def own_visits(user: User) -> QuerySet[Visit]:
    """List what was found at the person's own units, the latest first."""
    return Visit.objects.of(user).select_related(*SHOWN_WITH).order_by("-visited_on", "-pk")


def own_report(visit: Visit, user: User) -> list[ReportSection]:
    """Lay out a report for the unit's own people, beside what they wrote themselves."""
    return report_of(visit, known_of(visit, case_of(visit, Submission.objects.of(user))))
