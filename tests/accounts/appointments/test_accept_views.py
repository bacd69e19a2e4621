"""The pages of an invited person, as their browser opens them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine as clock
from django.test import Client

from accounts.appointments.ending_services import end_post
from accounts.appointments.errors import DeadInvitationError
from accounts.appointments.invitation_services import accept, sign_and_invite
from accounts.appointments.services import begin
from accounts.enums import AppointmentState, InvitationWay, Role
from accounts.models import Appointment
from tests.accounts.appointments.cases import (
    DAY,
    Offices,
    code_of,
    invited,
    terms,
    typed,
)
from tests.codes import codes_sent, last_code
from tests.statistics.filing import text_of
from tests.world import FILED_AT, person

Browser = Callable[..., Client]
CODE, MOBILE_PAGE, ACCOUNT = (
    "/appointments/accept/",
    "/appointments/accept/mobile/",
    "/appointments/accept/account/",
)
NEW = {
    "username": "nasrin",
    "new_password1": "three green lamps 61",
    "new_password2": "three green lamps 61",
}


def proved(browser: Client, row: Appointment) -> Client:
    """Type the letter's code and the SMS to the number the office wrote."""
    assert browser.post(CODE, {"invitation": typed(row)}).headers["Location"] == MOBILE_PAGE
    with codes_sent(FILED_AT):
        browser.post(MOBILE_PAGE, {"send": "1"})
    answer = browser.post(MOBILE_PAGE, {"code": last_code()})
    assert answer.headers["Location"] == ACCOUNT
    return browser


def test_the_browser_that_opened_it_goes_on_and_another_is_told(
    there: Offices, browser: Browser
) -> None:
    row = invited(there, InvitationWay.LETTER)
    mine = proved(browser(), row)
    # Back to the first page: the same browser has it open, and the code typed again goes on.
    assert ACCOUNT in mine.get(CODE).content.decode()
    assert mine.post(CODE, {"invitation": typed(row)}).headers["Location"] == ACCOUNT
    other = browser()
    assert ACCOUNT not in other.get(CODE).content.decode()
    answer = other.post(CODE, {"invitation": typed(row)})
    assert answer.status_code == 422
    assert "یک بار باز شده است" in text_of(answer)
    assert other.get(ACCOUNT).status_code == 410


def test_an_open_invitation_opens_no_other(there: Offices, browser: Browser) -> None:
    mine = proved(browser(), invited(there, InvitationWay.LETTER))
    answer = mine.post(CODE, {"invitation": "123456789012"})
    assert answer.status_code == 422
    assert "پیدا نشد" in text_of(answer)


def test_at_a_desk_where_another_is_signed_in_the_invitation_stays_open(
    there: Offices, browser: Browser
) -> None:
    row = invited(there, InvitationWay.LETTER)
    desk = browser()
    clerk = person("clerk", "منشی اداره")
    desk.force_login(clerk)
    proved(desk, row)
    shown = desk.get(ACCOUNT)
    assert "منشی اداره" in text_of(shown)
    before = desk.cookies["sessionid"].value
    assert desk.post(ACCOUNT, {"leave": "1"}).headers["Location"] == ACCOUNT
    assert desk.cookies["sessionid"].value != before
    assert Appointment.objects.get(pk=row.pk).state == AppointmentState.INVITED
    shown = desk.get(ACCOUNT)
    assert "منشی اداره" not in text_of(shown)
    assert desk.post(ACCOUNT, NEW).headers["Location"] == "/appointments/accept/done/"
    made = Appointment.objects.select_related("user").get(pk=row.pk)
    assert made.user is not None
    assert made.user.username == "nasrin"


def test_without_an_open_invitation_leaving_is_nothing(there: Offices, browser: Browser) -> None:
    desk = browser()
    desk.force_login(person("clerk"))
    assert desk.post(ACCOUNT, {"leave": "1"}).status_code == 410
    assert desk.get("/accounts/profile/").status_code == 200


def test_the_code_of_a_post_that_ended_says_so(there: Offices, browser: Browser) -> None:
    row = invited(there, InvitationWay.LETTER)
    code = typed(row)
    row = accept(row.pk, row.version, person("nasrin"), FILED_AT)
    end_post(there.head, row.pk, row.version, "به دستگاه دیگری رفت", FILED_AT)
    answer = browser().post(CODE, {"invitation": code})
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "آن سمت پایان یافته است" in shown
    assert "با حساب خود وارد شوید" not in shown


def test_a_term_that_ended_before_it_was_accepted_begins_no_post(
    there: Offices, browser: Browser, time_machine: clock.TimeMachineFixture
) -> None:
    until = FILED_AT + 3 * DAY
    row = begin(there.head, terms(Role.PROVINCE_EXPERT, there.province, until=until), FILED_AT)
    row = sign_and_invite(there.expert, row.pk, row.version, InvitationWay.LETTER, FILED_AT)
    code = typed(row)
    time_machine.move_to(until + timedelta(hours=1), tick=False)
    answer = browser().post(CODE, {"invitation": code})
    assert answer.status_code == 422
    assert "دورهٔ این سمت پایان یافته است" in text_of(answer)
    with pytest.raises(DeadInvitationError, match="دورهٔ این سمت"):
        accept(row.pk, row.version, person("nasrin"), until)


@pytest.mark.parametrize(
    "grouping", ["{} {} {}", "{}-{}-{}", "{}\u00a0{}\u00a0{}", "\u202a{}\u200c{}\u200e{}\u202c"]
)
def test_a_code_is_typed_as_it_stands_on_paper(
    there: Offices, browser: Browser, grouping: str
) -> None:
    row = invited(there, InvitationWay.LETTER)
    code = code_of(row)
    paper = grouping.format(code[:4], code[4:8], code[8:])
    for ascii_digit, persian in zip("0123456789", "۰۱۲۳۴۵۶۷۸۹", strict=True):
        paper = paper.replace(ascii_digit, persian)
    assert browser().post(CODE, {"invitation": paper}).headers["Location"] == MOBILE_PAGE
