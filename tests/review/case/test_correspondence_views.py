"""The reviewer asks and answers in the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from review.correspondence.correction_requests import request_correction
from review.correspondence.services import answer
from review.models import CorrectionRequest, Question
from statistics.enums import State
from statistics.models import Submission
from tests.review.cases import INBOX, fresh, page
from tests.statistics.filing import at_fields, text_of
from tests.world import FILED_AT, MEHR, World, person

pytestmark = pytest.mark.usefixtures("an_hour_later")

SignIn = Callable[[Any], Client]
WHY = "کارتن به جای کیلوگرم نوشته شد"


def send(browser: Client, case: Submission, what: str, **data: Any) -> Any:
    """Post to the case as its page would."""
    return browser.post(f"{page(case)}{what}/", {"version": case.version} | data)


def requested(world: World, case: Submission) -> Submission:
    """Return a case whose owner has asked for it back."""
    request_correction(world.owner, case.tracking_number, case.version, WHY, FILED_AT)
    return fresh(case)


def test_a_question_is_sent_from_the_panel_and_shown_on_the_way(
    world: World, union: Client
) -> None:
    case = world.filed()
    text = text_of(union.get(page(case)))
    assert "پرسش از واحد" in text
    assert "مهلت بررسی متوقف نمی‌شود" in text
    sent = send(union, case, "question", text="چرا  دو برابر؟ ")
    assert sent.headers["Location"] == page(case)
    assert Question.objects.get().text == "چرا دو برابر؟"
    text = text_of(union.get(page(case)))
    assert "چرا دو برابر؟" in text
    assert "پرسش بی‌پاسخ" in text_of(union.get(INBOX))
    answer(world.owner, case.tracking_number, Question.objects.get().pk, "سفارش", FILED_AT)
    assert "پاسخ رسید" in text_of(union.get(INBOX))


def test_a_question_sent_twice_is_asked_once(world: World, union: Client) -> None:
    case = world.filed()
    for _ in range(2):
        assert send(union, case, "question", text="چرا؟").status_code == 302
    assert Question.objects.count() == 1
    assert send(union, case, "question", text="از کی؟").status_code == 302
    assert Question.objects.count() == 2


@pytest.mark.parametrize("text", ["", " \u200f"])
def test_a_question_without_words_is_refused(world: World, union: Client, text: str) -> None:
    sent = send(union, world.filed(), "question", text=text)
    assert sent.status_code == 422
    assert at_fields(sent) == ["پرسش خود را بنویسید."]
    assert not Question.objects.exists()


def test_a_question_about_what_changed_keeps_its_words(world: World, union: Client) -> None:
    case = world.filed()
    case.version -= 1
    sent = send(union, case, "question", text="چرا دو برابر؟")
    assert sent.status_code == 409
    assert "چرا دو برابر؟" in text_of(sent)
    assert not Question.objects.exists()


def test_a_case_that_left_the_reach_meanwhile_is_not_there(
    world: World, union: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*given: Any) -> None:
        raise Submission.DoesNotExist

    monkeypatch.setattr("review.correspondence.services.ask", gone)
    assert send(union, world.filed(), "question", text="چرا؟").status_code == 404


def test_a_request_stands_in_its_own_list_and_on_the_case(world: World, union: Client) -> None:
    case = requested(world, world.filed())
    other = world.filed(MEHR - 1)
    text = text_of(union.get(INBOX, {"only": "requests"}))
    assert page(case) in text
    assert page(other) not in text
    assert "درخواست اصلاح (۱)" in text
    text = text_of(union.get(page(case)))
    assert WHY in text
    assert "پذیرش و بازگرداندن" in text


def test_a_final_month_asked_for_stands_at_the_ministry(world: World, sign_in: SignIn) -> None:
    case = requested(world, world.final())
    browser = sign_in(world.ministry_officer)
    text = text_of(browser.get(INBOX, {"only": "requests"}))
    assert page(case) in text
    assert "ثبت نهایی" in text
    assert "پذیرش و بازگشایی" in text_of(browser.get(page(case)))
    assert send(browser, case, "correction", action="accept").status_code == 302
    assert fresh(case).state == State.RETURNED
    province = sign_in(world.province_officer)
    assert page(case) not in text_of(province.get(INBOX, {"only": "requests"}))


def test_who_answers_a_final_months_request_is_not_told_to_keep_off(
    world: World, sign_in: SignIn
) -> None:
    case = requested(world, world.final())
    text = text_of(sign_in(world.ministry_officer).get(page(case)))
    assert "تصمیم شما" in text
    assert "تصمیم با شما نیست" not in text
    assert "مهلت بررسی با این درخواست متوقف نمی‌شود" not in text
    assert "تصمیم با شما نیست" in text_of(sign_in(world.province_officer).get(page(case)))


def test_the_inbox_names_a_desk_only_where_cases_lie_elsewhere(world: World, union: Client) -> None:
    world.filed()
    desk = "نزد</th>"
    assert desk not in text_of(union.get(INBOX))
    world.returned(MEHR - 1)
    assert desk in text_of(union.get(INBOX, {"only": "returned"}))


def test_a_refusal_needs_its_reason(world: World, union: Client) -> None:
    case = requested(world, world.filed())
    sent = send(union, case, "correction", action="refuse", words=" ")
    assert sent.status_code == 422
    assert at_fields(sent) == ["علت نپذیرفتن را بنویسید تا واحد بداند."]
    sent = send(union, case, "correction", action="refuse", words="رقم درست است")
    assert sent.status_code == 302
    assert CorrectionRequest.objects.get().answer == "رقم درست است"
    text = text_of(union.get(page(case)))
    assert "درخواست اصلاح پذیرفته نشد" in text
    assert "پذیرش و بازگرداندن" not in text


@pytest.mark.parametrize("data", [{}, {"action": "x"}])
def test_an_answer_says_yes_or_no(world: World, union: Client, data: dict[str, str]) -> None:
    case = requested(world, world.filed())
    assert send(union, case, "correction", **data).status_code == 422
    assert CorrectionRequest.objects.get().outcome == ""


def test_an_answer_to_what_changed_is_lost_and_keeps_its_words(world: World, union: Client) -> None:
    case = requested(world, world.filed())
    case.version -= 1
    sent = send(union, case, "correction", action="refuse", words="رقم درست است")
    assert sent.status_code == 409
    assert "رقم درست است" in text_of(sent)


def test_another_level_reads_the_request_and_does_not_answer(world: World, sign_in: SignIn) -> None:
    case = requested(world, world.filed())
    browser = sign_in(world.province_officer)
    text = text_of(browser.get(page(case)))
    assert WHY in text
    assert "پذیرش و بازگرداندن" not in text
    assert send(browser, case, "correction", action="accept").status_code == 409


@pytest.mark.parametrize("what", ["question", "correction"])
def test_a_stranger_finds_nothing(world: World, sign_in: SignIn, what: str) -> None:
    case = world.filed()
    assert send(sign_in(person("stranger")), case, what, text="x").status_code == 404
    assert send(sign_in(world.owner), case, what, text="x").status_code == 403
