"""Writing a problem, answering, forwarding, opening again, closing: each an entry that stays.

Each act locks the ticket, compares how many entries the person saw, writes, and tells the others.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from accounts.enums import NoticeKind, OrganizationKind
from accounts.models import Organization, User
from accounts.notices.services import notify
from config.errors import NotFoundError
from config.jalali import format_day, tehran_day
from config.persian import quoted, to_persian_digits
from outreach.enums import WAITING_TICKETS, TicketAct, TicketState
from outreach.help_desk.errors import NotYourTicketError, TicketFieldError, TicketMovedError
from outreach.help_desk.queries import (
    answering_office,
    askers,
    asks_for,
    calendar_of,
    categories,
    heads_of,
    statistics_office,
    told_at,
    visible_to,
)
from outreach.help_desk.rules import DESK, move_of
from outreach.models import HelpCategory, Ticket, TicketEntry
from statistics.models import Submission

NO_DESK = "دفتر آمار هنوز در سامانه نیست؛ مشکل را تلفنی پیگیری کنید."
NOT_THE_DESK = "پاسخ و ارجاع این مشکل با {desk} است."
NOT_THE_ASKER = "بستن و باز کردن دوبارهٔ مشکل با کسی است که آن را نوشته است."
NOT_YOUR_CASE = "ماهی با این شماره رهگیری در میان پرونده‌های شما نیست."


@dataclass(frozen=True)
class Problem:
    """A problem as it was written; `asker` is the key of for whom (`queries.Asker`)."""

    asker: str
    category: int
    subject: str
    text: str
    tracking_number: str = ""
    page: str = ""


@transaction.atomic
def open_ticket(user: User, problem: Problem, at: datetime) -> Ticket:
    """Write a problem down, and tell the desk where it begins. Raises TicketFieldError."""
    found = {one.key: one for one in askers(user, problem.asker)}.get(problem.asker)
    if found is None:
        raise TicketFieldError("asker", "انتخاب کنید این مشکل از طرف کیست.")
    category = categories(tehran_day(at)).filter(pk=problem.category).first()
    if category is None:
        raise TicketFieldError("category", "این موضوع دیگر در فهرست نیست؛ موضوع دیگری انتخاب کنید.")
    if problem.tracking_number and not _own_case(user, problem.tracking_number):
        raise TicketFieldError("tracking_number", NOT_YOUR_CASE)
    kind, _, pk = problem.asker.partition(":")
    of_province = kind == "office" and found.province is not None and str(found.province.pk) == pk
    # The province itself, and an office of the country, have the statistics office to ask.
    desk = statistics_office() if found.province is None or of_province else found.province
    if desk is None:
        raise TicketFieldError("asker", NO_DESK)
    made = Ticket.objects.create(
        province=found.province,
        desk=desk,
        category=category,
        subject=problem.subject,
        asked_by=user,
        tracking_number=problem.tracking_number,
        page=problem.page,
        state=_state_at(desk),
        asked_at=at,
        arrived_at=at,
        due_on=_due(desk, category, at),
        **{f"{kind}_id": int(pk)},
    )
    TicketEntry.objects.create(
        ticket=made, serial=1, act=TicketAct.ASKED, text=problem.text, by=user, at=at
    )
    _tell_desk(made, problem.text, user, at)
    return made


@transaction.atomic
def act(user: User, pk: int, what: TicketAct, text: str, seen: int, at: datetime) -> TicketEntry:
    """Do one step about a problem; `seen` is how many entries the person saw.

    The same words of the same person once more (a button pressed twice) are that step. Raises
    NotFoundError, TicketMovedError, NotYourTicketError, ValueError without words.
    """
    if not text.strip() and what != TicketAct.CLOSED:
        raise ValueError("a step needs words")
    if not visible_to(user).filter(pk=pk).exists():
        raise NotFoundError
    # Locked alone: a join to the desk loses the row that somebody has just forwarded.
    ticket = Ticket.objects.select_for_update().get(pk=pk)
    last = ticket.entries.order_by("serial").last()
    if last and (last.by_id, last.act, last.text) == (user.pk, what, text.strip()):
        return last
    move = move_of(ticket.state, what)
    if move is None or ticket.serial != seen:
        raise TicketMovedError
    office = _office(user, ticket, move[1], at)
    made = TicketEntry.objects.create(
        ticket=ticket,
        serial=ticket.serial + 1,
        act=what,
        text=text.strip(),
        by=user,
        office=office,
        at=at,
    )
    ticket.serial = made.serial
    _moved(ticket, what, move[0], at)
    ticket.save()
    _tell(ticket, made, at)
    return made


def _moved(ticket: Ticket, what: TicketAct, state: TicketState, at: datetime) -> None:
    """Put the ticket where the step brings it, with the clock of that desk."""
    today = tehran_day(at)
    if ticket.state in WAITING_TICKETS and what != TicketAct.CLOSED:
        ticket.late = ticket.late or today > ticket.due_on
    ticket.state = state
    if what == TicketAct.ANSWERED and ticket.answered_at is None:
        ticket.answered_at = at
        days = calendar_of(ticket.desk, at).between(tehran_day(ticket.asked_at), today)
        ticket.answered_days = days
    if what == TicketAct.FORWARDED:
        desk = statistics_office()
        if desk is None:
            raise TicketFieldError("text", NO_DESK)
        ticket.desk = desk
    if what == TicketAct.REOPENED:
        ticket.state = _state_at(ticket.desk)
    if what in (TicketAct.FORWARDED, TicketAct.REOPENED):
        ticket.arrived_at, ticket.told_late_at = at, None
        ticket.due_on = _due(ticket.desk, ticket.category, at)


def tell_late(at: datetime) -> int:
    """Tell the head of each desk what waits there past its day, once; return how many."""
    today, count = tehran_day(at), 0
    with transaction.atomic():
        late = Ticket.objects.select_for_update(of=("self",), skip_locked=True).filter(
            state__in=WAITING_TICKETS, told_late_at=None, due_on__lt=today
        )
        for ticket in late.select_related("desk", "category").order_by("due_on", "pk"):
            title = f"میز کمک: پاسخ مشکل {to_persian_digits(ticket.pk)} دیر شده است"
            body = (
                f"{quoted(ticket.subject)}، نزد {ticket.desk.name}؛ "
                f"مهلت پاسخ {format_day(ticket.due_on)} بود."
            )
            people = heads_of(ticket.desk) | told_at(ticket.desk) | _above(ticket.desk)
            notify(sorted(people), NoticeKind.HELP, title, body, _page(ticket), at)
            ticket.told_late_at, ticket.late = at, True
            ticket.save(update_fields=["told_late_at", "late"])
            count += 1
    return count


def _office(user: User, ticket: Ticket, who: str, at: datetime) -> Organization | None:
    """Find by which office the person takes a step, None for who asked; raise what keeps them."""
    if who != DESK:
        if not asks_for(user, ticket):
            raise NotYourTicketError(NOT_THE_ASKER)
        return None
    office = answering_office(user, ticket, tehran_day(at))
    if office is None:
        raise NotYourTicketError(NOT_THE_DESK.format(desk=ticket.desk.name))
    return office


def _above(desk: Organization) -> set[int]:
    """Find who may answer in the place of a province that is late (ids)."""
    office = None if desk.kind == OrganizationKind.STATISTICS else statistics_office()
    return told_at(office) if office else set()


def _state_at(desk: Organization) -> TicketState:
    statistics = desk.kind == OrganizationKind.STATISTICS
    return TicketState.FORWARDED if statistics else TicketState.OPEN


def _due(desk: Organization, category: HelpCategory, at: datetime) -> date:
    return calendar_of(desk, at).due(tehran_day(at), category.answer_days)


def _own_case(user: User, tracking_number: str) -> bool:
    rows = Submission.objects.visible_to(user).filter(tracking_number=tracking_number)
    return rows.exists()


def _tell(ticket: Ticket, entry: TicketEntry, at: datetime) -> None:
    if entry.act in (TicketAct.FORWARDED, TicketAct.REOPENED):
        _tell_desk(ticket, entry.text, entry.by, at)
    if entry.act in (TicketAct.ANSWERED, TicketAct.FORWARDED) and entry.by_id != ticket.asked_by_id:
        title = f"میز کمک: {TicketAct(entry.act).label}، {quoted(ticket.subject)}"
        people = [ticket.asked_by_id]
        notify(people, NoticeKind.HELP, title, entry.text, _page(ticket), at, moved=True)


def _tell_desk(ticket: Ticket, text: str, by: User, at: datetime) -> None:
    title = f"میز کمک: {quoted(ticket.subject)}، پاسخ تا {format_day(ticket.due_on)}"
    people = told_at(ticket.desk) - {by.pk}
    notify(sorted(people), NoticeKind.HELP, title, text, _page(ticket), at)


def _page(ticket: Ticket) -> str:
    return reverse("help_desk:one", args=[ticket.pk])
