"""What a workshop of the demonstration says when a figure is asked about."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

from catalog.enums import Direction
from statistics.enums import Reason
from statistics.figures import Figures, FlagFigure
from statistics.rules.services import GivenReason, Reasons, with_reasons
from statistics.rules.subject import Bounds, PastMonth, Subject

# By cause or reason: notes that fit any trade; an empty one is no note.
NOTES: dict[str, Sequence[str]] = {
    "power": ("سه روز در هفته برق صنعتی قطع بود", "خاموشی برنامه‌ریزی‌شده در ساعت کار", ""),
    "gas": ("فشار گاز از نیمهٔ ماه افت کرد", ""),
    "cash": ("پول خرید مواد اولیه دیر رسید", "چک‌های فروش دو ماه قبل وصول نشد", ""),
    "no_orders": ("سفارش عمده‌فروش‌ها کم شد", ""),
    "exchange": ("با تغییر نرخ ارز، خرید مشتری‌ها تغییر کرد", ""),
    "raw_material": ("مواد اولیه با تأخیر رسید", "قیمت مواد اولیه دو برابر شد", ""),
    "labour": ("تعداد کارکنان نسبت به ماه پیش تغییر کرد", ""),
    "breakdown": ("دستگاه اصلی دو هفته در تعمیر بود", ""),
    "holidays": ("کارگاه در تعطیلات بسته بود", ""),
    "seasonal": ("هر سال در این فصل همین‌طور است", ""),
    "accident": ("آب‌گرفتگی انبار", ""),
    "more_orders": ("قرارداد جدید با یک فروشگاه زنجیره‌ای", "سفارش شب عید", ""),
    "new_machines": ("دستگاه دوم از اول ماه راه افتاد", ""),
    "resumed": ("پس از تعمیر دستگاه، سفارش‌های مانده تولید شد", ""),
    "new_market": ("نمایندگی در استان همسایه", ""),
    Reason.STOCK: ("از انبار فصل پیش", ""),
    Reason.PRICE: ("سفارش با کیفیت بالاتر", ""),
    Reason.CONTRACT: ("تسویه با نرخ روز قرارداد", ""),
    Reason.FAMILY: ("با پسرم کار می‌کنیم", ""),
}
QUESTION = "«{product}» این ماه با چه سفارشی ساخته شد؟ برای ما بنویسید تا در بررسی بیاید."
REQUEST = "دو فاکتور پایان ماه پس از ثبت پیدا شد و در مقدار تولید نیامده است."
# What fits each way of a figure of made or sent goods, and of people.
CAUSES: dict[str, Sequence[str]] = {
    Direction.RISE: ("more_orders", "seasonal", "new_machines", "resumed", "new_market"),
    Direction.FALL: (
        *("power", "gas", "cash", "no_orders", "raw_material", "breakdown", "holidays"),
        *("exchange", "seasonal", "accident", "labour"),
    ),
}
PEOPLE: dict[str, Sequence[str]] = {
    Direction.RISE: ("labour", "more_orders", "new_machines"),
    Direction.FALL: ("labour", "no_orders", "cash"),
}
# By rule: what fits it, where neither a rise nor a fall decides.
USUAL: dict[str, Sequence[str]] = {
    "X-21": (Reason.STOCK,),
    "X-22": (Reason.PRICE,),
    "X-23": (Reason.CONTRACT,),
    "E-21": (Reason.FAMILY,),
}


def answers_to(flags: Iterable[FlagFigure], seed: str) -> Reasons:
    """Give a believable reason for each flag, the same at each making."""
    return {(flag.rule, flag.key): _reason(flag, seed) for flag in flags}


def explained(figures: Figures, before: Sequence[PastMonth], bounds: Bounds, seed: str) -> Figures:
    """Add to the figures of a month the flags they raise, each with its reason."""
    # The newest first, as the rules read the history of a unit.
    recent = list(reversed(before))[: bounds.most_months]
    subject = Subject(figures, bounds, tuple(recent))
    # Twice: to learn what is asked, then with the answers.
    flags = with_reasons(subject, {})
    flags = with_reasons(subject, answers_to(flags, seed))
    return replace(figures, flags=tuple(flags))


def _reason(flag: FlagFigure, seed: str) -> GivenReason:
    draw = Random(f"{seed}/{flag.rule}/{flag.key}")
    by_way = PEOPLE if flag.key.startswith("employment") else CAUSES
    reason = draw.choice(USUAL.get(flag.rule) or by_way[flag.direction])
    return GivenReason(reason, draw.choice(NOTES[reason]))
