"""What a workshop of the demonstration says when a figure is asked about."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

from statistics.enums import Reason
from statistics.figures import Figures, FlagFigure
from statistics.rules.services import GivenReason, Reasons, with_reasons
from statistics.rules.subject import Bounds, PastMonth, Subject

NOTES: dict[Reason, Sequence[str]] = {
    Reason.SEASON: ("سفارش عید", "قرارداد تازه با یک فروشگاه زنجیره‌ای", ""),
    Reason.STOPPED: ("دستگاه اصلی دو هفته در تعمیر بود", "تعطیلات نوروز", ""),
    Reason.MATERIAL: ("مواد اولیه دیر رسید", ""),
    Reason.STOCK: ("از انبار سال پیش", ""),
    Reason.PRICE: ("سفارش با کیفیت بالاتر", ""),
    Reason.CONTRACT: ("تسویه با نرخ روز قرارداد", ""),
    Reason.FAMILY: ("با پسرم کار می‌کنیم", ""),
}
QUESTION = "«{product}» این ماه با چه سفارشی ساخته شد؟ برای ما بنویسید تا در بررسی بیاید."
REQUEST = "دو فاکتور پایان ماه پس از ثبت پیدا شد و در مقدار تولید نیامده است."
LESS = (Reason.STOPPED, Reason.MATERIAL)
# By rule: what fits it, where neither a rise nor a fall decides.
USUAL = {
    "X-21": (Reason.STOCK,),
    "X-22": (Reason.PRICE,),
    "X-23": (Reason.CONTRACT,),
    "E-21": (Reason.FAMILY,),
    "E-22": (Reason.STOPPED,),
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
    # The short words of a flag tell a rise from a fall.
    rises = "×" in flag.short or "پس از صفر" in flag.short
    reason = draw.choice(USUAL.get(flag.rule, (Reason.SEASON,) if rises else LESS))
    return GivenReason(reason, draw.choice(NOTES[reason]))
