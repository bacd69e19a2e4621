"""A problem goes to the liaison, is answered in working days, and ends with who asked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.access.services import name_liaison
from accounts.enums import NoticeKind, Role
from accounts.models import Notice, Organization, User
from config.errors import NotFoundError
from config.jalali import from_parts, tehran_day
from outreach.enums import TicketAct, TicketState
from outreach.help_desk.errors import NotYourTicketError, TicketFieldError, TicketMovedError
from outreach.help_desk.queries import askers, visible_to, waiting_at
from outreach.help_desk.services import act, open_ticket, tell_late
from outreach.models import Ticket, TicketEntry
from tests.accounts.access.stage import chain_of
from tests.outreach.help_desk.acts import asked, category, problem, statistician, took
from tests.world import FILED_AT, World, officer, person, tehran

pytestmark = pytest.mark.django_db
# A Friday is no working day, and FILED_AT is a Friday's eve of the week: 1398/08/03.
DAY = timedelta(days=1)


def told(user: User) -> list[str]:
    rows = Notice.objects.filter(user=user, kind=NoticeKind.HELP).order_by("pk")
    return list(rows.values_list("body", flat=True))


def test_it_goes_to_the_liaison_and_where_none_is_named_to_all_who_answer(world: World) -> None:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    ticket = asked(world)
    assert (ticket.desk, ticket.state) == (world.province, TicketState.OPEN)
    assert told(world.province_officer) == told(head) == [problem(world).text]
    name_liaison(world.province, world.province_officer, "04133334444", head)
    asked(world, text="دیگر")
    assert told(world.province_officer)[-1] == "دیگر"
    assert len(told(head)) == 1


def test_the_day_of_the_answer_is_counted_in_working_days(world: World) -> None:
    # 1398/08/03 is a Friday: Saturday, Sunday and Monday are the three days.
    assert asked(world).due_on == from_parts(1398, 8, 6)
    assert asked(world, at=tehran(1398, 8, 2)).due_on == from_parts(1398, 8, 6)
    assert asked(world, at=tehran(1398, 8, 8)).due_on == from_parts(1398, 8, 12)


def test_it_is_answered_and_closed_and_the_days_are_kept(world: World) -> None:
    ticket = took(
        world.province_officer, asked(world), TicketAct.ANSWERED, "صفحه را دوباره باز کنید",
        tehran(1398, 8, 5),
    )  # fmt: skip
    assert (ticket.state, ticket.answered_days) == (TicketState.ANSWERED, 2)
    assert told(world.owner) == ["صفحه را دوباره باز کنید"]
    ticket = took(world.owner, ticket, TicketAct.CLOSED, "", tehran(1398, 8, 6))
    assert ticket.state == TicketState.CLOSED
    with pytest.raises(TicketMovedError):
        took(world.province_officer, ticket, TicketAct.ANSWERED)


def test_reopened_it_goes_back_with_a_clock_of_its_own(world: World) -> None:
    answered = took(world.province_officer, asked(world), TicketAct.ANSWERED)
    at = tehran(1398, 8, 11)
    ticket = took(world.owner, answered, TicketAct.REOPENED, "حل نشد", at)
    assert (ticket.state, ticket.desk) == (TicketState.OPEN, world.province)
    assert ticket.due_on == from_parts(1398, 8, 14)
    assert told(world.province_officer)[-1] == "حل نشد"
    # The first answer is what is measured.
    again = took(world.province_officer, ticket, TicketAct.ANSWERED, "اکنون", at)
    assert again.answered_days == 0


def test_forwarded_it_is_the_statistics_offices(world: World) -> None:
    office = statistician(world)
    ticket = took(world.province_officer, asked(world), TicketAct.FORWARDED, "فهرست محصولات")
    assert ticket.state == TicketState.FORWARDED
    assert told(office) == ["فهرست محصولات"]
    with pytest.raises(NotYourTicketError):
        took(world.province_officer, ticket, TicketAct.ANSWERED)
    assert took(office, ticket, TicketAct.ANSWERED).state == TicketState.ANSWERED


def test_the_statistics_office_answers_what_the_province_left_past_its_day(world: World) -> None:
    office = statistician(world)
    ticket, desk = asked(world), Organization.objects.get(code="stats")
    assert not waiting_at([desk], tehran_day(FILED_AT)).exists()
    with pytest.raises(NotYourTicketError):
        took(office, ticket, TicketAct.ANSWERED)
    late = tehran(1398, 8, 7)
    assert waiting_at([desk], tehran_day(late)).get() == ticket
    answered = took(office, ticket, TicketAct.ANSWERED, "بله", late)
    assert (answered.state, answered.late) == (TicketState.ANSWERED, True)


def test_what_waits_past_its_day_is_told_to_the_head_once(world: World) -> None:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    name_liaison(world.province, world.province_officer, "04133334444", head)
    asked(world)
    assert tell_late(tehran(1398, 8, 6)) == 0
    assert tell_late(tehran(1398, 8, 7)) == 1
    assert len(told(head)) == 1
    assert "مهلت پاسخ" in told(head)[0]
    assert tell_late(tehran(1398, 8, 8)) == 0
    assert Ticket.objects.get().late


def test_a_province_and_the_ministry_ask_the_statistics_office(world: World) -> None:
    statistician(world)
    for user, office in (
        (world.province_officer, world.province),
        (world.ministry_officer, world.ministry),
    ):
        mine = problem(world, asker=f"office:{office.pk}")
        ticket = open_ticket(user, mine, FILED_AT)
        assert (ticket.desk.code, ticket.state) == ("stats", TicketState.FORWARDED)


def test_a_union_on_its_way_to_access_asks_here_too(world: World) -> None:
    chain = chain_of(world)
    request = chain.joined("sarrajan")
    mine = problem(world, asker=f"access:{request.pk}", category=category().pk)
    ticket = open_ticket(request.applicant, mine, FILED_AT)
    assert (ticket.access, ticket.desk) == (request, world.province)
    # The office of the county stands on the same way, and reads it.
    assert visible_to(chain.county).get() == ticket
    assert open_ticket(chain.county, mine, FILED_AT).access == request


def test_nobody_writes_for_others_or_about_others_months(world: World) -> None:
    stranger = person("stranger")
    with pytest.raises(TicketFieldError) as refused:
        open_ticket(stranger, problem(world), FILED_AT)
    assert refused.value.field == "asker"
    with pytest.raises(TicketFieldError) as refused:
        asked(world, tracking_number="99999999999")
    assert refused.value.field == "tracking_number"
    own = world.filed().tracking_number
    assert asked(world, tracking_number=own).tracking_number == own


def test_a_category_that_has_ended_is_not_chosen(world: World) -> None:
    with pytest.raises(TicketFieldError) as refused:
        asked(world, category=0)
    assert refused.value.field == "category"


def test_the_same_step_pressed_twice_is_one_and_a_stale_one_is_refused(world: World) -> None:
    ticket, who = asked(world), world.province_officer
    first = act(who, ticket.pk, TicketAct.ANSWERED, "بله", 1, FILED_AT)
    assert act(who, ticket.pk, TicketAct.ANSWERED, "بله", 1, FILED_AT) == first
    with pytest.raises(TicketMovedError):
        act(who, ticket.pk, TicketAct.ANSWERED, "نه", 1, FILED_AT)
    assert TicketEntry.objects.count() == 2


def test_of_others_problems_nobody_knows(world: World) -> None:
    ticket = asked(world)
    for user in (person("stranger"), world.union_officer, world.ministry_officer):
        with pytest.raises(NotFoundError):
            act(user, ticket.pk, TicketAct.CLOSED, "", 1, FILED_AT)


def test_nobody_answers_their_own_problem(world: World) -> None:
    who = statistician(world)
    ticket = took(world.province_officer, asked(world), TicketAct.FORWARDED)
    Ticket.objects.update(asked_by=who)
    with pytest.raises(NotYourTicketError):
        took(who, ticket, TicketAct.ANSWERED)


def test_entries_are_only_added(world: World) -> None:
    asked(world)
    for change in (lambda: TicketEntry.objects.update(text="-"), TicketEntry.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_one_with_many_units_names_the_one_of_whose_page_they_came(world: World) -> None:
    assert [one.key for one in askers(world.owner)] == [f"unit:{world.unit.pk}"]
    assert askers(world.owner, "unit:999") == askers(world.owner)
    assert askers(world.owner, "unit:٣") == askers(world.owner)
