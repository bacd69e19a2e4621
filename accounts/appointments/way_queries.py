"""The way of an appointment as its page draws it: what was done, whose turn it is, what follows."""

from datetime import datetime

from accounts.appointments.queries import Signers, Turn
from accounts.enums import AppointmentAct, AppointmentState, InvitationWay
from accounts.models import Appointment, AppointmentEvent, User
from catalog.fields import alphabetical
from config.jalali import format_moment, last_day, plain_day
from config.way import WayStep

_NAMED = 6
_FIRST, _SECOND = "تأیید نفر نخست", "تأیید نفر دوم"
_ACCEPT = "پذیرش دعوت"
CHIPS = {
    AppointmentState.ASKED: "near",
    AppointmentState.SIGNED: "near",
    AppointmentState.INVITED: "review",
    AppointmentState.HELD: "done",
    AppointmentState.REFUSED: "returned",
    AppointmentState.WITHDRAWN: "draft",
    AppointmentState.LAPSED: "late",
    AppointmentState.ENDED: "draft",
}


def way_of(row: Appointment, at: datetime) -> list[WayStep]:
    """List the steps from the first act to what is still to come."""
    events = AppointmentEvent.objects.filter(appointment=row).select_related("actor", "office")
    return [*map(_past, events.order_by("pk")), *_ahead(row, at)]


def turn_words(turn: Turn) -> str:
    """Name whose turn it is: the office and its people."""
    if turn.office is None:
        return "کسی که بتواند تأیید کند نیست؛ مدیر فنی با فرمان سامانه منصوب می‌کند."
    people = User.objects.filter(pk__in=turn.people).order_by(alphabetical("full_name"), "pk")
    names = "، ".join(people.values_list("full_name", flat=True)[:_NAMED])
    return f"{turn.office.name}: {names}"


def _past(event: AppointmentEvent) -> WayStep:
    lines = []
    if event.actor:
        office = f"، {event.office.name}" if event.office else ""
        lines.append(f"{event.actor.full_name}{office}")
    if event.note:
        lines.append(event.note)
    title = str(AppointmentAct(event.act).label)
    return WayStep(title, "past", tuple(lines), (format_moment(event.at),))


def _ahead(row: Appointment, at: datetime) -> list[WayStep]:
    accept = WayStep(_ACCEPT, "next")
    if row.state == AppointmentState.ASKED:
        turn = turn_words(Signers(at).of(row))
        return [WayStep(_FIRST, "now", (turn,)), WayStep(_SECOND, "next"), accept]
    if row.state == AppointmentState.SIGNED:
        return [WayStep(_SECOND, "now", (turn_words(Signers(at).of(row)),)), accept]
    if row.state == AppointmentState.INVITED:
        until = row.invitation_until
        took = (f"تا {plain_day(last_day(until))}",) if until else ()
        return [WayStep(_ACCEPT, "now", (f"دعوت با {InvitationWay(row.way).label}",), took)]
    if row.state == AppointmentState.HELD:
        found = []
        if row.review_due:
            day = plain_day(row.review_due)
            found.append(WayStep("بازبینی سالانه", "next", (), (day,)))
        if row.until:
            found.append(WayStep("پایان دوره", "next", (), (plain_day(last_day(row.until)),)))
        return found
    return []
