"""Saves that a page asks for by itself while a person types (static/autosave.js): JSON answers."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest, JsonResponse

from config.jalali import format_time

HEADER = "X-Autosave"
SESSION_ENDED = (
    "نشست شما پایان یافته است. «ذخیره موقت» را بزنید؛ پس از ورود همین نوشته‌ها را می‌بینید."
)
NOT_READ = "هنوز ذخیره نشد: نوشتهٔ نشان‌شده خوانده نمی‌شود."
OVERTAKEN = (
    "در پنجره‌ای دیگر ذخیره شده است؛ نوشتهٔ شما هنوز ذخیره نشده. "
    "«ذخیره موقت» را بزنید تا هر دو را ببینید."
)
NOT_NOW = "این ماه اکنون نوشته نمی‌شود. «ذخیره موقت» را بزنید تا علت را ببینید."


def asked(request: HttpRequest) -> bool:
    """Tell whether the page saves by itself: nobody pressed a button."""
    return request.headers.get(HEADER) == "1"


def saved(version: int | str, at: datetime, form_state: str, note: str) -> JsonResponse:
    """Answer what was saved: the version to name next, and the words for form and tab."""
    said = {"text": f"ذخیره شد {format_time(at)}", "form_state": form_state, "note": note}
    return JsonResponse(said | {"version": str(version)})


def refused(status: int, text: str, errors: Iterable[tuple[str, str]] = ()) -> JsonResponse:
    """Answer why nothing was saved; `errors` are ids of fields with their sentences."""
    return JsonResponse({"text": text, "errors": dict(errors)}, status=status)
