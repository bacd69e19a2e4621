"""The owner's way back to the very field, the request for correction, the answer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from review import workflow
from review.correspondence.services import ask
from review.models import Answer, CorrectionRequest
from statistics.models import Submission
from tests.statistics.filing import Filer, at_fields, exports, make_products, production, text_of
from tests.world import BAG, FILED_AT, MEHR, person, tehran

HOME = "/statistics/"
REASON = "با فروش مطابقت ندارد"


def returned(filer: Filer, *keys: str) -> None:
    """Let the union return the filer's month with some fields ticked."""
    case = filer.submission if filer.tracking else filer.world.filed()
    filer.tracking = case.tracking_number
    officer = filer.world.union_officer
    workflow.send_back(officer, filer.tracking, case.version, REASON, FILED_AT, list(keys))


def leads_to(filer: Filer, query: str = "") -> str:
    """Return where «اصلاح» leads."""
    answer = filer.browser.get(filer.url("correct") + query)
    assert answer.status_code == 302
    found: str = answer.headers["Location"]
    return found


def question(filer: Filer, text: str = "چرا دو برابر؟") -> Any:
    """Return a question of the union about the filer's month."""
    case = filer.world.filed()
    filer.tracking = case.tracking_number
    return ask(filer.world.union_officer, filer.tracking, case.version, text, FILED_AT)


def test_a_returned_month_opens_at_the_first_ticked_field(filer: Filer) -> None:
    returned(filer, "employment:contract", f"production:{BAG}")
    assert f'href="{filer.url("correct")}"' in text_of(filer.browser.get(HOME))
    assert leads_to(filer) == f"{filer.url('production')}#id_lines-0-quantity"
    assert 'id="id_lines-0-quantity"' in filer.read("production")


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("period:activity", "period/#id_activity"),
        ("exports:has_exports", "exports/#id_has_exports"),
        (f"exports:{BAG}:usd", "exports/#id_exports-0-value_usd"),
        ("employment:remarks", "employment/#id_remarks"),
        ("production:1920590001", "production/"),
    ],
)
def test_every_field_has_its_place(filer: Filer, key: str, place: str) -> None:
    returned(filer, f"production:{BAG}", key)
    assert leads_to(filer, f"?field={key}") == f"{HOME}{filer.tracking}/{place}"


def test_without_a_ticked_field_the_month_opens_at_its_quantities(filer: Filer) -> None:
    returned(filer)
    assert leads_to(filer) == filer.url("production")
    assert leads_to(filer, "?field=employment:official") == filer.url("production")


def test_a_field_on_a_later_page_of_rows_is_found_there(filer: Filer) -> None:
    filer.green()
    codes = make_products(60)
    filer.send("production", production((BAG, "20"), *[(code, "1") for code in codes]))
    case = filer.submission
    workflow.file(filer.world.owner, filer.tracking, case.version, FILED_AT)
    returned(filer, f"production:{codes[-1]}")
    assert leads_to(filer) == f"{filer.url('production')}?page=2#id_lines-10-quantity"
    first = filer.read("production")
    assert "در صفحه‌ای دیگر از این گام، یا حذف‌شده از فهرست: ۱ قلم" in first
    assert 'id="told-id_lines-10-quantity"' in filer.read("production", "?page=2")


def test_each_step_tells_the_reason_and_marks_its_fields(filer: Filer) -> None:
    returned(filer, "employment:contract", f"production:{BAG}")
    text = filer.read("production")
    for words in (REASON, "اتحادیه پلاستیک ملکان", "جمعه ۳ آبان ۱۳۹۸، ۱۱:۰۰، دور ۱"):
        assert words in text
    assert 'href="#id_lines-0-quantity"' in text
    assert text.count("این قلم در علت بازگشت ذکر شده است") == 1
    assert 'id="told-id_lines-0-quantity"' in text
    assert "گام ۴ اشتغال: ۱ قلم" in text
    assert filer.world.union_officer.full_name not in text
    assert 'id="told-id_contract"' in filer.read("employment")
    text = filer.read("exports")
    assert REASON in text
    assert "این قلم در علت بازگشت ذکر شده است" not in text
    assert filer.read("month").count("این قلم در علت بازگشت ذکر شده است") == 2


def test_a_month_that_was_not_returned_has_no_reason_and_no_way_back(filer: Filer) -> None:
    filer.green()
    assert "این ماه برای اصلاح بازگشته است" not in filer.read("production")
    assert leads_to(filer) == f"{HOME}{filer.tracking}/"


def test_before_filing_again_the_asked_stands_beside_the_changed(filer: Filer) -> None:
    returned(filer, f"production:{BAG}", "employment:official")
    text = filer.read("confirm")
    assert "هنوز هیچ رقمی عوض نشده است" in text
    filer.send("production", production((BAG, "18")))
    sent = ("5", "5.5", "1", "20", "وزن با بسته‌بندی")
    filer.send("exports", exports((BAG, *sent)))
    text = filer.read("confirm")
    assert "آنچه اتحادیه پلاستیک ملکان خواست" in text
    assert "<del>۲۰ تن</del>←<ins>۱۸ تن</ins>" in text
    assert "عوض نشده" in text
    assert "قلمی که گفته شده عوض نشده است" in text


def test_a_first_filing_is_told_nothing_of_a_return(filer: Filer) -> None:
    assert "آنچه از بازگشت تاکنون" not in filer.green().read("confirm")


def test_a_request_is_sent_with_its_reason_and_stands_on_the_case(filer: Filer) -> None:
    filer.tracking = filer.world.filed().tracking_number
    assert f'href="{filer.url("correction")}"' in text_of(
        filer.browser.get(f"{HOME}{filer.tracking}/")
    )
    assert "اتحادیه پلاستیک ملکان" in filer.read("correction")
    data = {"version": filer.submission.version, "reason": "  کارتن  به جاي کیلوگرم "}
    assert filer.browser.post(filer.url("correction"), data).status_code == 302
    assert CorrectionRequest.objects.get().reason == "کارتن به جای کیلوگرم"
    text = text_of(filer.browser.get(f"{HOME}{filer.tracking}/"))
    assert "درخواست اصلاح شما نزد اتحادیه پلاستیک ملکان است" in text
    assert f'href="{filer.url("correction")}"' not in text
    assert filer.browser.get(filer.url("correction")).status_code == 302
    again = {"version": filer.submission.version, "reason": "باز"}
    assert filer.browser.post(filer.url("correction"), again).status_code == 409


def test_after_final_the_ministry_is_asked(filer: Filer) -> None:
    filer.tracking = filer.world.final().tracking_number
    assert "وزارت دربارهٔ درخواست شما تصمیم می‌گیرد" in filer.read("correction")


def test_a_request_without_reason_is_refused(filer: Filer) -> None:
    filer.tracking = filer.world.filed().tracking_number
    data = {"version": filer.submission.version, "reason": " "}
    answer = filer.browser.post(filer.url("correction"), data)
    assert answer.status_code == 422
    assert at_fields(answer) == ["علت را بنویسید تا بررسی‌کننده بتواند تصمیم بگیرد."]


def test_a_request_about_what_moved_keeps_its_words(filer: Filer) -> None:
    case = filer.world.at_province()
    filer.tracking = case.tracking_number
    data = {"version": case.version - 1, "reason": "کارتن به جای کیلوگرم"}
    answer = filer.browser.post(filer.url("correction"), data)
    assert answer.status_code == 409
    assert "کارتن به جای کیلوگرم" in text_of(answer)
    assert not CorrectionRequest.objects.exists()


def test_a_question_stands_at_home_and_on_the_case_and_is_answered(filer: Filer) -> None:
    asked = question(filer)
    text = text_of(filer.browser.get(HOME))
    assert "پرسش بی‌پاسخ" in text
    assert f'href="{HOME}{filer.tracking}/#question-{asked.pk}"' in text
    text = text_of(filer.browser.get(f"{HOME}{filer.tracking}/"))
    assert "چرا دو برابر؟" in text
    assert "مهلت بررسی متوقف نمی‌شود" in text
    assert filer.world.union_officer.full_name not in text
    data = {"question": asked.pk, "text": " سفارش  مدرسه‌ها"}
    assert filer.browser.post(filer.url("answer"), data).status_code == 302
    assert Answer.objects.get().text == "سفارش مدرسه‌ها"
    assert "پرسش بی‌پاسخ" not in text_of(filer.browser.get(HOME))
    assert "پاسخ واحد" in text_of(filer.browser.get(f"{HOME}{filer.tracking}/"))


def test_an_answer_needs_words_and_an_open_question(filer: Filer) -> None:
    asked = question(filer)
    empty = filer.browser.post(filer.url("answer"), {"question": asked.pk, "text": " "})
    assert empty.status_code == 422
    assert at_fields(empty) == ["پاسخ خود را بنویسید."]
    data = {"question": asked.pk, "text": "سفارش"}
    filer.browser.post(filer.url("answer"), data)
    for number in (asked.pk, 10**30, 0):
        late = filer.browser.post(filer.url("answer"), {"question": number, "text": "دیگر"})
        assert late.status_code in (409, 422)
    assert Answer.objects.count() == 1


def test_a_button_pressed_twice_has_sent_the_words_once_and_says_so(filer: Filer) -> None:
    asked = question(filer)
    for _ in range(2):
        data = {"question": asked.pk, "text": "سفارش مدرسه‌ها"}
        sent = filer.browser.post(filer.url("answer"), data, follow=True)
        assert "پاسخ شما ارسال شد" in text_of(sent)
    assert Answer.objects.count() == 1
    version = filer.submission.version
    for _ in range(2):
        data = {"version": version, "reason": "یک صفر زیاد نوشتم"}
        sent = filer.browser.post(filer.url("correction"), data, follow=True)
        assert "درخواست اصلاح ارسال شد" in text_of(sent)
    assert CorrectionRequest.objects.count() == 1


def test_words_that_come_too_late_are_shown_with_the_true_reason(filer: Filer) -> None:
    asked = question(filer)
    first = {"question": asked.pk, "text": "سفارش"}
    filer.browser.post(filer.url("answer"), first)
    late = filer.browser.post(filer.url("answer"), first | {"text": "مدرسه‌ها باز شد"})
    assert late.status_code == 409
    assert "به این پرسش پیش از این پاسخ داده شده است" in text_of(late)
    assert "مدرسه‌ها باز شد" in text_of(late)
    data = {"version": filer.submission.version, "reason": "یک صفر زیاد نوشتم"}
    filer.browser.post(filer.url("correction"), data)
    late = filer.browser.post(filer.url("correction"), data | {"reason": "دو صفر"})
    assert late.status_code == 409
    for words in ("پیش از این ارسال شده است و پاسخ آن هنوز نیامده", "دو صفر"):
        assert words in text_of(late)


def test_home_costs_the_same_for_one_question_and_three(filer: Filer) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert filer.browser.get(HOME).status_code == 200
        return len(captured)

    question(filer)
    cost()
    one = cost()
    for back in (1, 2):
        case = filer.world.filed(MEHR - back)
        officer = filer.world.union_officer
        ask(officer, case.tracking_number, case.version, "چرا؟", tehran(1398, 8, 3))
    assert cost() == one


@pytest.mark.parametrize("what", ["correct", "correction", "answer"])
def test_only_the_unit_speaks_for_itself(
    filer: Filer, sign_in: Callable[[Any], Client], what: str
) -> None:
    filer.tracking = filer.world.filed().tracking_number
    for user, status in ((person("stranger"), 404), (filer.world.union_officer, 403)):
        browser = sign_in(user)
        get = browser.get if what != "answer" else browser.post
        assert get(filer.url(what)).status_code == status
    assert Submission.objects.count() == 1
