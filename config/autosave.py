"""Saves that a page asks for by itself while a person types (static/autosave.js): JSON answers."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.http import HttpRequest, JsonResponse

from config.jalali import format_time

HEADER = "X-Autosave"
SESSION_ENDED = (
    "نشست شما پایان یافته است. «ذخیره موقت» را بزنید؛ پس از ورود همین نوشته‌ها را می‌بینید."
)
# A number may be read well and yet be against a rule: the sentence at the field says which.
NOT_SAVED = "هنوز ذخیره نشد؛ کنار قلم نشان‌شده نوشته است که چه چیزی اصلاح شود."
THE_REST_SAVED = "بقیه ذخیره شد {}؛ قلم نشان‌شده هنوز ذخیره نشده است."
ANOTHER = (
    "در این مرورگر حساب دیگری وارد شده است؛ نوشتهٔ شما ذخیره نشد. «ذخیره موقت» را بزنید؛ "
    "نوشته‌ها برای حساب خود شما نگهداری می‌شود و پس از ورود با آن می‌بینید."
)
OVERTAKEN = (
    "در پنجره‌ای دیگر ذخیره شده است؛ نوشتهٔ شما هنوز ذخیره نشده. "
    "«ذخیره موقت» را بزنید تا هر دو را ببینید."
)
NOT_NOW = "این ماه اکنون نوشته نمی‌شود. «ذخیره موقت» را بزنید تا علت را ببینید."
# What a page that saves by itself is told where nobody else has answered it.
WORDS = {
    403: "دسترسی شما به این کار پایان یافته است؛ نوشته‌های این صفحه ذخیره نشد. پیش از بستن صفحه "
    "آن‌ها را نسخه‌برداری کنید.",
    404: "این پیش‌نویس دیگر نیست: حذف شده است یا در دسترس شما نیست. نوشته‌های این صفحه ذخیره نشد؛ "
    "پیش از بستن صفحه آن‌ها را نسخه‌برداری کنید.",
}


def asked(request: HttpRequest) -> bool:
    """Tell whether the page saves by itself: nobody pressed a button."""
    return request.headers.get(HEADER) == "1"


def saved(
    version: int | str,
    at: datetime,
    form_state: str,
    note: str,
    news: Mapping[str, str],
    faults: Iterable[tuple[str, str]],
) -> JsonResponse:
    """Answer what was saved: the version to name next, and the words for form and tab.

    `news` are texts of fields that another window filled, `faults` what was not saved with the
    rest: ids of fields with their sentences.
    """
    errors = dict(faults)
    text = (THE_REST_SAVED if errors else "ذخیره شد {}").format(format_time(at))
    said = {"text": text, "form_state": form_state, "note": note, "values": dict(news)}
    return JsonResponse(said | {"version": str(version), "errors": errors})


def refused(status: int, text: str, errors: Iterable[tuple[str, str]] = ()) -> JsonResponse:
    """Answer why nothing was saved; `errors` are ids of fields with their sentences."""
    return JsonResponse({"text": text, "errors": dict(errors)}, status=status)
