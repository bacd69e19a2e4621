"""What people write to each other, and what an office was writing, waits on its own page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine as clock
from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from config import form_recovery
from config.jalali import tehran_day
from review.checklist.answers import AFFIRMED
from review.complaints.services import complain_of_return
from review.correspondence.correction_requests import request_correction
from review.correspondence.services import ask
from review.models import Answer, Complaint, Contact, CorrectionRequest, Decision, Question
from review.workflow import approve, send_back
from statistics.models import DailyEntry, Submission
from tests.config.test_form_recovery import ended
from tests.statistics.files import statistician
from tests.statistics.filing import text_of, typed
from tests.world import BAG, FILED_AT, World, officer
from units.models import Unit

WORDS = "کارتن به جای کیلوگرم نوشته شد"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Begin and end with nothing in the cache."""
    cache.clear()
    yield
    cache.clear()


@dataclass(frozen=True)
class Sheet:
    """A form that is written on: whose, on which page, with what, posted to which part of it."""

    user: User
    page: str
    data: dict[str, Any]
    part: str = ""
    said: str = WORDS

    @property
    def action(self) -> str:
        return f"{self.page}{self.part}"


def sheet(world: World, name: str) -> Sheet:
    """Lay out one of the forms on which people write to each other."""
    union, owner, unit = world.union_officer, world.owner, world.unit.pk
    case = world.final() if name == "request" else world.filed()
    number, seen = case.tracking_number, {"version": case.version}
    desk, home = f"/review/{number}/", f"/statistics/{number}/"
    if name == "answer":
        asked = ask(union, number, case.version, "چرا؟", FILED_AT).pk
        return Sheet(owner, home, {"question": asked, "text": WORDS}, "answer/")
    if name == "reply":
        request_correction(owner, number, case.version, "اشتباه", FILED_AT)
        data = {"version": case.version + 1, "action": "refuse", "words": WORDS}
        return Sheet(union, desk, data, "correction/")
    if name in ("complaint", "verdict"):
        send_back(union, number, case.version, "ببینید", FILED_AT)
    if name == "verdict":
        complaint = complain_of_return(owner, number, "درست است", FILED_AT)
        there = f"/review/complaints/{complaint.pk}/"
        return Sheet(world.province_officer, there, {"verdict": "declined", "answer": WORDS})
    if name == "inactivity":
        Unit.objects.update(activity="inactive", missed_months=4)
    day = tehran_day(FILED_AT).isoformat()
    reached = {"on": day, "way": "phone", "result": "other", "note": WORDS}
    noted = {"day": 3, "code": BAG, "quantity": "12.5"}
    return {
        "return": Sheet(union, desk, seen | {"reason": WORDS}, "return/"),
        "question": Sheet(union, desk, seen | {"text": WORDS}, "question/"),
        "contact": Sheet(union, f"/review/followup/{unit}/1398/6/", reached),
        "request": Sheet(owner, f"{home}correction/", seen | {"reason": WORDS}),
        "complaint": Sheet(owner, f"{home}complaint/", {"text": WORDS}),
        "inactivity": Sheet(owner, f"/statistics/complaint/{unit}/", {"text": WORDS}),
        "notebook": Sheet(owner, f"/statistics/notebook/{unit}/1398/6/", noted, said="12.5"),
    }[name]


REVIEWERS = ["return", "question", "reply", "verdict", "contact"]
OWNERS = ["answer", "request", "complaint", "inactivity", "notebook"]


@pytest.mark.parametrize("name", [*REVIEWERS, *OWNERS])
def test_what_people_write_to_each_other_waits_on_its_page_and_is_sent_once_more(
    world: World,
    sign_in: Callable[[Any], Client],
    time_machine: clock.TimeMachineFixture,
    name: str,
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    form = sheet(world, name)
    browser = sign_in(form.user)
    token = typed(browser.get(form.page), form_recovery.FIELD)
    done = rows_written()
    place = ended(
        browser, form.data | {form_recovery.FIELD: token}, form.action, form.user.username
    )
    assert place.startswith(f"{form.page}?kept=")
    text = text_of(browser.get(place))
    assert "نوشته‌های شما مانده است" in text
    assert form.said in text
    assert rows_written() == done
    assert browser.post(form.action, form.data).status_code == 302
    assert rows_written() != done


def test_words_about_a_case_that_left_the_desk_meanwhile_are_shown_with_what_happened(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    form = sheet(world, "return")
    browser = sign_in(form.user)
    token = typed(browser.get(form.page), form_recovery.FIELD)
    number = form.page.strip("/").rpartition("/")[2]
    approve(officer("second", Role.UNION_OFFICER, world.union), number, 6, FILED_AT, AFFIRMED)
    place = ended(
        browser, form.data | {form_recovery.FIELD: token}, form.action, form.user.username
    )
    text = text_of(browser.get(place))
    assert f"نوشتهٔ شما ارسال نشد:</b>«{WORDS}»" in text
    assert "این پرونده در این میان تغییر کرده و تصمیم شما ثبت نشد" in text
    assert Submission.objects.get().state == "at_province"


def rows_written() -> tuple[int, ...]:
    said = (Decision, Question, Answer, CorrectionRequest, Complaint, Contact, DailyEntry)
    refused = CorrectionRequest.objects.filter(outcome="refused").count()
    answered = Complaint.objects.exclude(answered_at=None).count()
    return (*(model.objects.count() for model in said), refused, answered)


OFFICE = [
    ("/policy/union_days/add/", {"value": "9", "reason": WORDS}),
    ("/selected/units/new/", {"guild_id": "0499999913", "criterion": WORDS}),
    (f"/catalog/products/{BAG}/describe/", {"version": "0", "name": "", "reason": WORDS}),
]


@pytest.mark.parametrize(("page", "data"), OFFICE)
def test_what_the_statistics_office_was_writing_waits_on_its_page(
    world: World, sign_in: Callable[[Any], Client], page: str, data: dict[str, str]
) -> None:
    writer = statistician(world)
    browser = sign_in(writer)
    token = typed(browser.get(page), form_recovery.FIELD)
    shown = browser.get(ended(browser, data | {form_recovery.FIELD: token}, page, writer.username))
    assert shown.status_code == 200
    assert "نوشته‌های شما مانده است؛ دوباره ارسال کنید." in text_of(shown)
    assert WORDS in text_of(shown)
    assert 'class="errors"' not in shown.content.decode()
    assert all(typed(shown, name) == text for name, text in data.items() if text.isdigit())


def test_days_of_leave_wait_too(world: World, sign_in: Callable[[Any], Client]) -> None:
    officer("colleague", Role.PROVINCE_EXPERT, world.province)
    browser = sign_in(world.province_officer)
    page = browser.get("/accounts/leave/")
    data = {
        form_recovery.FIELD: typed(page, form_recovery.FIELD),
        "since_year": "1398",
        "since_month": "9",
    }
    place = ended(browser, data, "/accounts/leave/", world.province_officer.username)
    assert "نوشته‌های شما مانده است" in text_of(browser.get(place))
