"""The file of one unit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from config.http import current_user, row_id
from entitlements.ledger.queries import lines_of
from portal.unit_file.history import read_history
from portal.unit_file.page import UnitFile
from portal.unit_file.queries import complaints_of, contact_lines, last_people, reader_of
from portal.unit_list.reminder_rules import LastReminder, last_reminder, owes
from portal.unit_list.rows import contact_url, standing_of
from review.followup.queries import last_reminders
from review.visits.unit_queries import visit_links
from statistics.obligation.queries import inactive_since
from statistics.office.selection.queries import selected_units
from units.capacity.queries import capacities_of
from units.registry.queries import acts_for, linked_units
from units.verification.queries import issues_of, verification_of

COMPLAINTS_SHOWN, ASKED_SHOWN = 10, 3


@require_GET
def file(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a unit to its own people and to the offices where it lies; 404 to everybody else."""
    key = row_id(pk)
    reader = reader_of(current_user(request), key, timezone.now()) if key is not None else None
    if reader is None:
        raise Http404
    page, unit = UnitFile(reader), reader.unit
    asked = row_id(request.GET.get("year", ""))
    shown = page.year(asked if asked and 1387 <= asked <= page.month.year else None)
    since = inactive_since([unit.pk]).get(unit.pk) if unit.inactive else None
    after = request.GET.get("after", "")
    history = read_history(reader, after)
    case = page.case
    context = {
        "reader": reader,
        "unit": unit,
        "standing": standing_of(unit, page.outlook, since, reader.at),
        "selected": selected_units(reader.today).filter(unit=unit).exists(),
        "answer": page.answer,
        "shown": shown,
        "strip": page.strip(shown) if shown else [],
        "earlier": page.earlier(shown) if shown else [],
        "licences": page.licences,
        "employment": last_people(reader) if reader.reads_cases else None,
        "complaints": list(complaints_of(reader)[:COMPLAINTS_SHOWN]) if reader.reads_cases else [],
        "history": history.rows,
        "next": f"{reverse('unit_file:file', args=[unit.pk])}?after={history.cursor}#log"
        if history.cursor
        else "",
        "later": bool(after),
        "case": case,
        "case_page": "owner:case" if reader.mine else "review:case",
        "contact": _contact(page),
        "reminder": _reminder(page),
        "acts": [
            *acts_for(reader.user, unit),
            *visit_links(reader.user, unit, reader.mine),
        ],
        # Who held the place before or after is not told to who held it then.
        "linked": None if reader.mine else linked_units(reader.user, unit),
        "contacts": contact_lines(unit),
        "verification": verification_of(unit.pk),
        "issues": issues_of(unit.pk),
        # What of it is told to others is its own people's to know.
        "asked": lines_of(unit, size=ASKED_SHOWN).rows if reader.mine else None,
        "capacities": capacities_of(unit.pk, page.month + 1) if reader.reads_cases else [],
    }
    return render(request, "portal/unit_file/file.html", context)


def _contact(page: UnitFile) -> str:
    """Lead to the log of contacts about the month that is owed; '' where this person keeps none."""
    if not page.reader.follows_up or page.outlook is None or page.unit.closed_on:
        return ""
    return contact_url(page.unit, page.outlook.way or page.month)


def _reminder(page: UnitFile) -> LastReminder | None:
    at, found = page.reader.at, page.outlook
    if not page.reader.follows_up or found is None or not owes(found, at):
        return None
    return last_reminder(found, last_reminders([page.unit.pk]), at)
