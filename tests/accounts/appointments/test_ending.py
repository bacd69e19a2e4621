"""The end of a post, its review, and what a day does by itself."""

import pytest
from django.test import Client

from accounts.appointments.ending_services import end_post, review, run_day
from accounts.appointments.errors import NotYourSignatureError, StaleAppointmentError
from accounts.appointments.invitation_services import accept, sign_and_invite
from accounts.appointments.queries import waiting_for
from accounts.appointments.services import begin
from accounts.authority import read_authority
from accounts.enums import AppointmentState, InvitationWay, NoticeKind, Role
from accounts.models import Absence, Appointment, Notice, User
from accounts.substitution.queries import Post, stands_in_for
from accounts.substitution.services import name_substitute
from config.errors import InvalidError
from config.jalali import tehran_day
from statistics.models import Submission
from tests.accounts.appointments.cases import DAY, Offices, held, invited, terms
from tests.world import FILED_AT, person

TODAY = tehran_day(FILED_AT)


def test_an_ended_post_opens_nothing_and_signs_the_person_out(there: Offices) -> None:
    row = held(there)
    user = User.objects.get(username="nasrin")
    browser = Client()
    browser.force_login(user)
    assert browser.get("/review/").status_code == 200
    end_post(there.head, row.pk, row.version, "انتقال", FILED_AT)
    assert read_authority(user).roles == frozenset()
    assert browser.get("/review/").status_code == 302
    row = Appointment.objects.get(pk=row.pk)
    assert (row.state, row.ended_at) == (AppointmentState.ENDED, FILED_AT)
    told = Notice.objects.filter(user=user, kind=NoticeKind.POST)
    assert told.filter(body="انتقال").exists()


def test_who_may_not_sign_it_first_ends_nothing(there: Offices) -> None:
    row = held(there)
    for other in (there.expert, there.ministry):
        with pytest.raises(NotYourSignatureError):
            end_post(other, row.pk, row.version, "نه", FILED_AT)


def test_a_person_may_leave_by_themselves(there: Offices) -> None:
    row = held(there)
    user = User.objects.get(username="nasrin")
    end_post(user, row.pk, row.version, "استعفا", FILED_AT)
    assert read_authority(user).roles == frozenset()


def test_the_last_statistics_officer_and_the_last_administrator_stay(there: Offices) -> None:
    office, posts = there.statistics_office, []
    for number, role in enumerate((Role.TECHNICAL_ADMIN, Role.STATISTICS_OFFICER)):
        wanted = terms(role, office, f"0912111000{number}")
        row = begin(there.statistics, wanted, FILED_AT)
        row = sign_and_invite(
            there.statistics_two, row.pk, row.version, InvitationWay.SMS, FILED_AT
        )
        posts.append(accept(row.pk, row.version, person(f"new{number}"), FILED_AT))
    admin, third = posts
    for by in (there.statistics, admin.user):
        assert by is not None
        with pytest.raises(InvalidError, match="تنها کسی"):
            end_post(by, admin.pk, admin.version, "پایان", FILED_AT)
    User.objects.filter(pk__in=[there.statistics.pk, there.statistics_two.pk]).update(
        is_active=False
    )
    assert third.user
    with pytest.raises(InvalidError, match="تنها کسی"):
        end_post(third.user, third.pk, third.version, "پایان", FILED_AT)


def test_what_lies_on_the_desk_stays_with_the_desk(there: Offices) -> None:
    row = held(there)
    case = there.world.at_province()
    end_post(there.head, row.pk, row.version, "انتقال", FILED_AT)
    assert Submission.objects.get(pk=case.pk).desk_id == there.province.pk


def test_absences_and_standing_in_end_with_the_post(there: Offices) -> None:
    row = held(there)
    nasrin = User.objects.get(username="nasrin")
    mine = Post(nasrin, Role.PROVINCE_EXPERT, there.province)
    his = Post(there.expert, Role.PROVINCE_EXPERT, there.province)
    last = TODAY + 5 * DAY
    name_substitute(there.head, mine, there.expert, TODAY + 3 * DAY, last, FILED_AT)
    name_substitute(there.head, his, nasrin, TODAY, TODAY + DAY, FILED_AT)
    assert stands_in_for(nasrin, there.province, FILED_AT) == there.expert.pk
    end_post(there.head, row.pk, row.version, "انتقال", FILED_AT)
    assert stands_in_for(nasrin, there.province, FILED_AT) is None
    assert not Absence.objects.filter(ended_at=None).exists()
    assert read_authority(nasrin).roles == frozenset()


def test_the_term_ends_by_itself_after_it_was_told_twice(there: Offices) -> None:
    wanted = terms(Role.PROVINCE_EXPERT, there.province, until=FILED_AT + 40 * DAY)
    row = begin(there.head, wanted, FILED_AT)
    row = sign_and_invite(there.expert, row.pk, row.version, InvitationWay.SMS, FILED_AT)
    user = person("nasrin")
    accept(row.pk, row.version, user, FILED_AT)

    def told() -> int:
        return Notice.objects.filter(user=user, kind=NoticeKind.POST).count()

    counts = []
    for day in (5, 11, 12, 35, 36):
        run_day(FILED_AT + day * DAY)
        counts.append(told())
    assert counts == [0, 1, 1, 2, 2]
    run_day(FILED_AT + 40 * DAY)
    assert Appointment.objects.get(pk=row.pk).state == AppointmentState.ENDED


def test_an_invitation_that_nobody_answers_lapses(there: Offices) -> None:
    row = invited(there)
    assert run_day(FILED_AT + 13 * DAY) == 0
    assert run_day(FILED_AT + 14 * DAY) == 1
    assert Appointment.objects.get(pk=row.pk).state == AppointmentState.LAPSED
    assert Notice.objects.filter(user=there.head, title__contains="بی‌پاسخ").count() == 1


def test_a_year_later_the_office_says_that_the_person_still_serves(there: Offices) -> None:
    row = held(there)
    with pytest.raises(StaleAppointmentError):
        review(there.head, row.pk, row.version, FILED_AT)
    year = FILED_AT + 367 * DAY
    for at in (year, year + DAY):
        run_day(at)
    told = Notice.objects.filter(user=there.head, title__contains="بازبینی سالانه")
    assert told.count() == 1
    assert [w.appointment.pk for w in waiting_for(there.head, year)] == [row.pk]
    assert waiting_for(there.ministry, year) == []
    with pytest.raises(NotYourSignatureError):
        review(there.expert, row.pk, row.version, year)
    row = review(there.head, row.pk, row.version, year)
    assert waiting_for(there.head, year) == []
    assert row.review_due
    assert (row.review_due - year.date()).days in (365, 366)


def test_what_nobody_reviews_for_a_month_is_shown_to_the_office_above_and_goes_on(
    there: Offices,
) -> None:
    row = held(there)
    late = FILED_AT + 400 * DAY
    run_day(late)
    assert [w.appointment.pk for w in waiting_for(there.ministry, late)] == [row.pk]
    told = Notice.objects.filter(user=there.ministry, title__contains="بازبینی نشده")
    assert told.count() == 1
    assert Appointment.objects.get(pk=row.pk).state == AppointmentState.HELD
