"""Hard rules: what a figure must be before a step is green. Each returns what to do, or None."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError

from config.fields import checked_number
from config.jalali import JalaliMonth, current_month
from config.persian import format_number
from statistics.enums import ActivityState, Step

TONNES_STEP = Decimal("0.000001")

NOT_ENDED = "{month} هنوز پایان نیافته است؛ آمار هر ماه پس از پایان آن ثبت می‌شود."
OPENED = "آمار {month} برای این واحد یک بار باز شده است"
SENT_ONCE = "ماهی که یک بار فرستاده شده عوض نمی‌شود."
OTHER_UNIT = "برای واحد دیگر، ماه تازه‌ای باز کنید."
NO_ACTIVITY = "وضعیت فعالیت واحد در این ماه را برگزینید."
DECLARED_INACTIVE = "این ماه غیرفعال اعلام شده است؛ نخست گام ۱ را درست کنید."
NO_PRODUCT = "دست‌کم یک محصول بیفزایید؛ اگر این ماه تولید نشده، مقدار آن را صفر بنویسید."
NO_QUANTITY = "مقدار را بنویسید؛ اگر تولید نشده، صفر بنویسید."
UNKNOWN = "این کد در فهرست محصولات نیست؛ محصول را از جست‌وجو یا درخت برگزینید."
LISTED = "این محصول در فهرست هست."
DASHED = "جانشین را بپذیرید، محصول دیگری برگزینید، یا آن را از فهرست بردارید."
NO_ANSWER = "بلی یا خیر را برگزینید؛ اگر صادرات نداشته‌اید، خیر را برگزینید."
NO_EXPORT = "محصول صادرشده را بیفزایید، یا خیر را برگزینید."
FOUR_NUMBERS = "هر چهار مقدار صادرات را بنویسید."
TONNE_IS_TONNE = "واحد این محصول تن است؛ میزان صادرات و مقدار تن باید یکی باشد."
WHY_TONNES = "مقدار تن با محاسبهٔ سامانه ({computed}) یکی نیست؛ علت را بنویسید."
ZERO_EXPORT = "صادرات صفر نوشته نمی‌شود؛ ردیف را بردارید یا مقدار بدهید."
NO_PEOPLE = "تعداد کارکنان را بنویسید."
NOT_GREEN = "{step} هنوز تایید نشده است."


def month_ended(month: JalaliMonth, at: datetime) -> str | None:
    """Refuse the running month and coming ones."""
    return NOT_ENDED.format(month=month) if month >= current_month(at) else None


def month_once(month: JalaliMonth, opened: bool) -> str | None:
    """Refuse a month that the unit has opened already."""
    return OPENED.format(month=month) if opened else None


def month_stays(before: JalaliMonth, after: JalaliMonth, sent: bool) -> str | None:
    """Refuse another month for a case that was sent once."""
    return SENT_ONCE if sent and before != after else None


def unit_stays(before: int, after: int) -> str | None:
    """Refuse to move a month to another unit."""
    return OTHER_UNIT if before != after else None


def activity_given(activity: str) -> str | None:
    """Ask for the activity of the month."""
    return None if activity else NO_ACTIVITY


def inactive_has_nothing(activity: str) -> str | None:
    """Refuse production and exports in a month that was declared inactive."""
    return DECLARED_INACTIVE if activity == ActivityState.INACTIVE else None


def products_listed(activity: str, count: int) -> str | None:
    """Ask for at least one product, unless the month was declared inactive."""
    return None if count or activity == ActivityState.INACTIVE else NO_PRODUCT


def quantity_given(quantity: Decimal | None) -> str | None:
    """Ask for a quantity: empty is not zero."""
    return NO_QUANTITY if quantity is None else None


def product_known(found: object | None) -> str | None:
    """Refuse a code that the catalogue does not have."""
    return UNKNOWN if found is None else None


def product_once(code: str, listed: Collection[str]) -> str | None:
    """Refuse a product that stands in the list."""
    return LISTED if code in listed else None


def product_current(outdated: bool) -> str | None:
    """Refuse a product with a dash: it left the catalogue, or its measure is another now."""
    return DASHED if outdated else None


def decimals_fit(quantity: Decimal, measure: str, decimals: int, limit: int) -> str | None:
    """Refuse more decimals than the measure admits («جفت» has none)."""
    try:
        checked_number(str(quantity), decimals, limit)
    except ValidationError as fault:
        return f"{measure}: {fault.messages[0]}"
    return None


def exports_answered(has_exports: bool | None) -> str | None:
    """Ask for an explicit yes or no."""
    return NO_ANSWER if has_exports is None else None


def exports_listed(has_exports: bool | None, count: int) -> str | None:
    """Ask for an exported product under «بلی»."""
    return NO_EXPORT if has_exports and not count else None


def four_numbers(numbers: Iterable[Decimal | None]) -> str | None:
    """Ask for amount, tonnes, dollars and rials of an exported product."""
    return FOUR_NUMBERS if None in list(numbers) else None


def tonne_is_tonne(
    factor: Decimal | None, quantity: Decimal | None, tonnes: Decimal | None
) -> str | None:
    """Refuse another weight where the measure is the tonne."""
    differs = factor == 1 and _differs(factor, quantity, tonnes)
    return TONNE_IS_TONNE if differs else None


def tonnes_explained(
    factor: Decimal | None, quantity: Decimal | None, tonnes: Decimal | None, reason: str
) -> str | None:
    """Ask why the weight is not the computed one."""
    if factor == 1 or reason or not _differs(factor, quantity, tonnes):
        return None
    computed = tonnes_of(factor, quantity)
    assert computed is not None
    return WHY_TONNES.format(computed=f"{format_number(computed)} تن")


def tonnes_of(factor: Decimal | None, quantity: Decimal | None) -> Decimal | None:
    """Return a quantity in tonnes when its measure is one of mass, else None."""
    if factor is None or quantity is None:
        return None
    return (quantity * factor).quantize(TONNES_STEP, ROUND_HALF_UP)


def export_not_zero(quantity: Decimal | None) -> str | None:
    """Refuse an exported product of no amount."""
    return ZERO_EXPORT if quantity == 0 else None


def people_given(total: int | None) -> str | None:
    """Ask for all three kinds of employees."""
    return NO_PEOPLE if total is None else None


def steps_green(green: Collection[int]) -> list[str]:
    """Return the steps that keep a month from being sent."""
    return [NOT_GREEN.format(step=step.label) for step in Step if step not in green]


def _differs(factor: Decimal | None, quantity: Decimal | None, tonnes: Decimal | None) -> bool:
    computed = tonnes_of(factor, quantity)
    return computed is not None and tonnes is not None and tonnes != computed
