"""The code of an invitation: once, in time, by the right person."""

from datetime import timedelta
from typing import Any
from unicodedata import bidirectional

import pytest
from django.core import mail

from accounts.appointments.errors import (
    AppointmentFieldError,
    DeadInvitationError,
    NotYourSignatureError,
    StaleAppointmentError,
)
from accounts.appointments.forms import NewAccountForm
from accounts.appointments.invitation_services import (
    accept,
    accept_anew,
    account_for,
    code_for_letter,
    grouped,
    invite,
    open_code,
    send,
    send_out,
    sign_and_invite,
)
from accounts.appointments.services import begin, withdraw
from accounts.authority import read_authority
from accounts.enums import AppointmentState, InvitationWay, Permission, Role
from accounts.forms import ONLY_DIGITS
from accounts.models import Appointment, User
from accounts.notices.backends import MemorySms
from config.errors import InvalidError
from config.persian import to_ascii_digits
from tests.accounts.appointments.cases import (
    DAY,
    MOBILE,
    Offices,
    asked,
    code_of,
    held,
    invited,
    request,
    terms,
)
from tests.accounts.conftest import run
from tests.world import FILED_AT, officer, person

LATER = FILED_AT + timedelta(minutes=5)


def test_the_sms_names_post_and_code_and_nothing_else_knows_it(
    there: Offices, queued: list[tuple[str, list[Any]]]
) -> None:
    row = invited(there)
    MemorySms.sent.clear()
    assert send_out(row)
    (task,) = [task for task in queued if task[0].endswith("send_invitation")]
    assert code_of(row) not in str(task)
    run(task)
    (sms,) = MemorySms.sent
    assert sms.address == MOBILE
    assert grouped(code_of(row)) in sms.title
    assert "?" not in sms.link
    assert code_of(row) not in str(Appointment.objects.values().get(pk=row.pk))


def test_the_groups_of_a_code_keep_their_order_in_a_persian_message(there: Offices) -> None:
    code = grouped(code_of(invited(there)))
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    # A separator of numbers, by the rules of writing both ways; a blank («WS») is none.
    assert {bidirectional(sign) for sign in code if not sign.isdigit()} == {"ES"}


def test_an_invitation_by_mail_goes_to_the_address(there: Offices) -> None:
    wanted = terms(Role.PROVINCE_EXPERT, there.province, mobile="", email="n@example.ir")
    row = begin(there.head, wanted, FILED_AT)
    with pytest.raises(AppointmentFieldError):
        sign_and_invite(there.expert, row.pk, row.version, InvitationWay.SMS, FILED_AT)
    row = sign_and_invite(there.expert, row.pk, row.version, InvitationWay.EMAIL, FILED_AT)
    send(row.pk, row.version)
    assert mail.outbox[-1].to == ["n@example.ir"]
    assert grouped(code_of(row)) in mail.outbox[-1].subject


def test_a_message_that_comes_late_to_the_worker_is_not_sent(there: Offices) -> None:
    row = invited(there)
    withdraw(there.head, row.pk, row.version, "اشتباه", FILED_AT)
    MemorySms.sent.clear()
    send(row.pk, row.version)
    assert MemorySms.sent == []


def test_the_code_opens_once(there: Offices) -> None:
    row = invited(there)
    assert open_code(request(), code_of(row), FILED_AT) == row
    with pytest.raises(DeadInvitationError, match="یک بار باز شده"):
        open_code(request(), code_of(row), FILED_AT)


def test_a_foreign_code_opens_nothing(there: Offices) -> None:
    row = invited(there)
    code = code_of(row)
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    with pytest.raises(DeadInvitationError, match="پیدا نشد"):
        open_code(request(), wrong, FILED_AT)


def test_a_late_code_says_so(there: Offices) -> None:
    row = invited(there)
    open_code(request(), code_of(row), FILED_AT + 14 * DAY - timedelta(seconds=1))
    other = Appointment.objects.get(pk=row.pk)
    with pytest.raises(DeadInvitationError, match="مهلت"):
        open_code(request(), code_of(other), FILED_AT + 14 * DAY)


def test_a_withdrawn_one_says_so(there: Offices) -> None:
    row = invited(there)
    code = code_of(row)
    withdraw(there.head, row.pk, row.version, "اشتباه", FILED_AT)
    with pytest.raises(DeadInvitationError, match="پس گرفته"):
        open_code(request(), code, FILED_AT)


def test_an_accepted_one_says_so(there: Offices) -> None:
    row = invited(there)
    code = code_of(row)
    accept(row.pk, row.version, person("nasrin"), FILED_AT)
    with pytest.raises(DeadInvitationError, match="پذیرفته شده"):
        open_code(request(), code, FILED_AT)


def test_sent_again_the_earlier_code_is_dead_and_the_new_one_opens(there: Offices) -> None:
    row = invited(there)
    first = code_of(row)
    open_code(request(), first, FILED_AT)
    with pytest.raises(StaleAppointmentError, match="یک دقیقه"):
        invite(there.head, row.pk, row.version, FILED_AT)
    again = invite(there.head, row.pk, row.version, LATER)
    with pytest.raises(DeadInvitationError, match="پیدا نشد"):
        open_code(request(), first, LATER)
    assert open_code(request(), code_of(again), LATER).pk == row.pk
    with pytest.raises(DeadInvitationError):
        accept(row.pk, row.version, person("nasrin"), LATER)


def test_so_many_a_day_and_no_more(there: Offices) -> None:
    row = invited(there)
    for hour in range(1, 5):
        row = invite(there.head, row.pk, row.version, FILED_AT + timedelta(hours=hour))
    with pytest.raises(StaleAppointmentError, match="فردا"):
        invite(there.head, row.pk, row.version, FILED_AT + timedelta(hours=6))


def test_a_letter_shows_its_code_to_the_second_signer_for_minutes(there: Offices) -> None:
    row = invited(there, InvitationWay.LETTER)
    shown = code_for_letter(there.expert, row, LATER)
    assert to_ascii_digits(shown).replace("-", "") == code_of(row)
    assert code_for_letter(there.head, row, LATER) == ""
    assert code_for_letter(there.expert, row, FILED_AT + timedelta(minutes=11)) == ""
    with pytest.raises(NotYourSignatureError):
        invite(there.head, row.pk, row.version, LATER)
    again = invite(there.expert, row.pk, row.version, LATER)
    assert code_for_letter(there.expert, again, LATER) not in ("", shown)


def test_an_account_is_made_and_holds_the_post_until_the_end_of_its_term(there: Offices) -> None:
    until = FILED_AT + 100 * DAY
    wanted = terms(Role.PROVINCE_EXPERT, there.province, until=until)
    row = begin(there.head, wanted, FILED_AT)
    row = sign_and_invite(there.expert, row.pk, row.version, InvitationWay.SMS, FILED_AT)
    user = accept_anew(row.pk, row.version, "Nasrin", "three green lamps 61", FILED_AT)
    assert (user.username, user.mobile, user.full_name) == ("nasrin", MOBILE, "نسرین آزمون‌پور")
    assert user.check_password("three green lamps 61")
    assert read_authority(user).may(Permission.DECIDE, there.province.pk)
    row = Appointment.objects.get(pk=row.pk)
    assert (row.state, row.user) == (AppointmentState.HELD, user)
    assert row.review_due is not None
    assert (row.review_due - FILED_AT.date()).days in (365, 366)


def test_a_taken_name_makes_no_account(there: Offices) -> None:
    row = invited(there)
    person("taken")
    before = User.objects.count()
    with pytest.raises(AppointmentFieldError, match="نام دیگری"):
        accept_anew(row.pk, row.version, "taken", "three green lamps 61", FILED_AT)
    assert User.objects.count() == before
    assert Appointment.objects.get(pk=row.pk).state == AppointmentState.INVITED


@pytest.mark.parametrize("name", ["0012345679", "۰۹۱۲۱۱۱۰۰۰۱", "0012-345679"])
def test_an_id_or_a_number_is_no_name_to_choose(there: Offices, name: str) -> None:
    form = NewAccountForm(account_for(invited(there), ""), {"username": name})
    assert ONLY_DIGITS in form.errors["username"]


def test_who_signed_does_not_accept(there: Offices) -> None:
    row = invited(there)
    for signer in (there.head, there.expert):
        with pytest.raises(InvalidError, match="خود نمی‌توانید"):
            accept(row.pk, row.version, signer, FILED_AT)


def test_who_holds_the_post_is_not_given_it_twice(there: Offices) -> None:
    held(there)
    row = invited(there)
    with pytest.raises(InvalidError, match="همین سمت"):
        accept(row.pk, row.version, User.objects.get(username="nasrin"), FILED_AT)


def test_the_administrator_is_not_who_watches_the_administrator(there: Offices) -> None:
    office = there.statistics_office
    admin = officer("admin", Role.TECHNICAL_ADMIN, office)
    row = begin(there.statistics, terms(Role.ACCESS_AUDITOR, office), FILED_AT)
    row = sign_and_invite(there.statistics_two, row.pk, row.version, InvitationWay.SMS, FILED_AT)
    with pytest.raises(InvalidError, match="یک نفر نیستند"):
        accept(row.pk, row.version, admin, FILED_AT)


def test_asked_is_not_invited(there: Offices) -> None:
    row = asked(there)
    with pytest.raises(StaleAppointmentError):
        invite(there.head, row.pk, row.version, FILED_AT)
