"""The states of a monthly submission and the one table of moves between them."""

from django.db.models import IntegerChoices, TextChoices

from catalog.enums import Direction


class State(TextChoices):
    """Where a submission stands. Stored in `Submission.state`, nowhere else."""

    DRAFT = "draft", "پیش‌نویس"
    AT_UNION = "at_union", "نزد اتحادیه"
    AT_PROVINCE = "at_province", "نزد سازمان استان"
    AT_MINISTRY = "at_ministry", "نزد معاونت تخصصی وزارت"
    RETURNED = "returned", "بازگردانی‌شده برای اصلاح"
    FINAL = "final", "ثبت نهایی"


class Event(TextChoices):
    """What moves a submission."""

    FILE = "file", "ثبت"
    SKIP = "skip", "ارسال بدون مرحلهٔ اتحادیه"
    APPROVE = "approve", "تأیید"
    LAPSE = "lapse", "پایان مهلت"
    RETURN = "return", "بازگشت"
    REOPEN = "reopen", "بازگشایی به درخواست واحد"
    BACK_TO_UNION = "back_to_union", "وارد بودن شکایت"
    BACK_TO_PROVINCE = "back_to_province", "وارد بودن شکایت"
    BACK_TO_MINISTRY = "back_to_ministry", "وارد بودن شکایت"


_ONWARD = {
    State.AT_UNION: State.AT_PROVINCE,
    State.AT_PROVINCE: State.AT_MINISTRY,
    State.AT_MINISTRY: State.FINAL,
}

# The one table: the model's decorators, the set-based sweep and the diagram are made from it.
TRANSITIONS: dict[Event, dict[State, State]] = {
    # A corrected month goes the whole way anew (service sheet §9 step 4).
    Event.FILE: {State.DRAFT: State.AT_UNION, State.RETURNED: State.AT_UNION},
    Event.SKIP: {State.AT_UNION: State.AT_PROVINCE},
    Event.APPROVE: _ONWARD,
    # Silence moves a case as an approval does (directive 5013 §6).
    Event.LAPSE: _ONWARD,
    Event.RETURN: dict.fromkeys(_ONWARD, State.RETURNED),
    # Only at the unit's request, and its final version stands on (decision 0025).
    Event.REOPEN: {State.FINAL: State.RETURNED},
    # A return that was complained of rightly: to the desk that made it, one event for each.
    Event.BACK_TO_UNION: {State.RETURNED: State.AT_UNION},
    Event.BACK_TO_PROVINCE: {State.RETURNED: State.AT_PROVINCE},
    Event.BACK_TO_MINISTRY: {State.RETURNED: State.AT_MINISTRY},
}

EDITABLE = (State.DRAFT, State.RETURNED)
IN_REVIEW = tuple(_ONWARD)
# One bit a level, for the columns that name several of them.
LEVEL_BITS = {State.AT_UNION: 1, State.AT_PROVINCE: 2, State.AT_MINISTRY: 4}
# Where a case lies only after a level let it pass.
PASSED_ON = (State.AT_PROVINCE, State.AT_MINISTRY, State.FINAL)


class HumanReview(IntegerChoices):
    """How far people looked at a version before it became final (decision 0073)."""

    LAPSED = 0, "به‌طور خودکار"
    BULK = 1, "تأیید گروهی"
    OPENED = 2, "با بررسی کارشناس"


class ActivityState(TextChoices):
    """The unit's declared activity for the month (step 1)."""

    ACTIVE = "active", "فعال"
    INACTIVE = "inactive", "غیرفعال"


class Step(IntegerChoices):
    """The four steps of the guide's form."""

    PERIOD = 1, "گام ۱ انتخاب دوره"
    PRODUCTION = 2, "گام ۲ میزان تولید"
    EXPORTS = 3, "گام ۳ صادرات"
    EMPLOYMENT = 4, "گام ۴ اشتغال"


class Selected(IntegerChoices):
    """What of a month was on the lists of selected units and products when it was filed."""

    NONE = 0, ""
    UNIT = 1, "واحد منتخب"
    PRODUCT = 2, "محصول منتخب"
    BOTH = 3, "واحد و محصول منتخب"

    @property
    def words(self) -> list[str]:
        """The words of the chips that say it; both for BOTH."""
        return [str(each.label) for each in (Selected.UNIT, Selected.PRODUCT) if self & each]


class Timeliness(TextChoices):
    """How the first filing of a month stands to its window; it is never closed."""

    ON_TIME = "on_time", "به‌موقع"
    ALLOWED = "allowed", "با تأخیر مجاز"
    LATE = "late", "خارج از مهلت"


class ReminderKind(TextChoices):
    """Before what a unit is reminded of a month it has not filed, or not corrected."""

    ON_TIME = "on_time", "پیش از پایان مهلت"
    ALLOWED = "allowed", "پیش از پایان تأخیر مجاز"
    INACTIVE = "inactive", "پیش از غیرفعالی"
    CORRECTION = "correction", "پیش از آنکه ماه بازگردانده ثبت‌نشده شود"


class StepStatus(TextChoices):
    """Whether a step is empty, saved as a draft, or green."""

    EMPTY = "empty", "پر نشده است"
    DRAFT = "draft", "پیش‌نویس ذخیره شده"
    CONFIRMED = "confirmed", "تایید شده است"


class ExportKind(TextChoices):
    """Which rows a file holds: figures of final months, or cases with what was decided."""

    PRODUCTION = "production", "تولید"
    EXPORTS = "exports", "صادرات"
    EMPLOYMENT = "employment", "اشتغال"
    CASES = "cases", "پرونده‌ها و نشان‌ها"


class FileState(TextChoices):
    """How far a file of figures is."""

    WAITING = "waiting", "در نوبت"
    WORKING = "working", "در حال ساخت"
    READY = "ready", "آماده"
    FAILED = "failed", "ساخته نشد"
    EXPIRED = "expired", "پاک‌شده"


FILES_AT_WORK = frozenset({FileState.WAITING, FileState.WORKING})


class EditionKind(TextChoices):
    """How settled what an edition publishes of a month is; in this order of editions."""

    PRELIMINARY = "preliminary", "مقدماتی"
    FINAL = "final", "نهایی"
    ANNUAL = "annual", "قطعی سالانه"


class EditionState(TextChoices):
    """How far the making of an edition is."""

    WAITING = "waiting", "در نوبت"
    WORKING = "working", "در حال آماده‌سازی"
    PUBLISHED = "published", "منتشرشده"
    FAILED = "failed", "منتشر نشد"


EDITIONS_AT_WORK = frozenset({EditionState.WAITING, EditionState.WORKING})


class Flow(TextChoices):
    """What a published figure counts. Production is by product, all others by trade."""

    PRODUCTION = "production", "تولید"
    EMPLOYMENT = "employment", "اشتغال"
    EXPORT_TONNES = "export_tonnes", "وزن صادرات (تن)"
    EXPORT_USD = "export_usd", "ارزش صادرات (دلار)"
    EXPORT_IRR = "export_irr", "ارزش صادرات (ریال)"


class CellStatus(TextChoices):
    """Whether a published cell has a figure. One word for all that is hidden (circular §5)."""

    SHOWN = "shown", "منتشرشده"
    HIDDEN = "hidden", "پوشیده"
    NOT_YET = "not_yet", "هنوز کافی نیست"


class CellLabel(TextChoices):
    """What is said beside a shown figure: nothing, or how far it is estimated."""

    NONE = "", ""
    ESTIMATE = "estimate", "برآورد"
    WEAK = "weak", "برآورد کم‌اعتماد"


class MirrorFigure(TextChoices):
    """What a unit is held against its group in."""

    PER_PERSON = "per_person", "تولید هر نفر"
    GROWTH = "growth", "تغییر تولید"


class ExportFormat(TextChoices):
    """The kind of file."""

    XLSX = "xlsx", "اکسل (XLSX)"
    CSV = "csv", "CSV"


class Reason(TextChoices):
    """Why an unusual figure is right, besides the causes of the dated list (`catalog.Cause`).

    The first four are former: they stand for what was answered before the list, and are offered
    no more.
    """

    SEASON = "season", "فصل، یا سفارش بیشتر یا کمتر"
    STOPPED = "stopped", "تعطیلی یا تعمیر"
    CAPACITY = "capacity", "تغییر تجهیزات یا نیرو"
    MATERIAL = "material", "کمبود مواد اولیه یا انرژی"
    PAST_WRONG = "past_wrong", "اصلاح ثبت نادرست ماه پیش"
    MEASURE = "measure", "تغییر واحد اندازه‌گیری"
    STOCK = "stock", "از موجودی انبار پیش از این ماه‌ها"
    BOUGHT = "bought", "خرید از تولیدکنندهٔ دیگر"
    PRICE = "price", "تغییر قیمت، کیفیت یا نوع کالا"
    CONTRACT = "contract", "نرخ قرارداد یا روز تسویه"
    CURRENCY = "currency", "فروش با ارز دیگر"
    FAMILY = "family", "خود دارنده یا خانواده‌اش کار می‌کنند"
    OUTSIDE = "outside", "کار بیرون از واحد سپرده شده است"
    OTHER = "other", "سایر (با توضیح)"


# What was answered before the dated list of causes, with the way of the figure that it fits.
FORMER_REASONS = {
    Reason.SEASON: "",
    Reason.STOPPED: Direction.FALL,
    Reason.CAPACITY: "",
    Reason.MATERIAL: Direction.FALL,
}


class Frequency(IntegerChoices):
    """How often an organizational indicator is told; the value is how many months that is."""

    MONTHLY = 1, "ماهانه"
    QUARTERLY = 3, "فصلی"
    YEARLY = 12, "سالانه"


class ReportState(TextChoices):
    """Where an office's report of organizational statistics stands."""

    DRAFT = "draft", "در حال تکمیل"
    WAITING = "waiting", "در انتظار تأیید رئیس"
    CONFIRMED = "confirmed", "تأییدشده"
    RETURNED = "returned", "برگشت‌خورده برای اصلاح"


# What the office writes in; the rest is read until it is sent back or corrected.
REPORT_OPEN = (ReportState.DRAFT, ReportState.RETURNED)


class ReportMove(TextChoices):
    """What was done with an office's report; the last three give a reason."""

    SENT = "sent", "ارسال برای تأیید"
    CONFIRMED = "confirmed", "تأیید"
    SENT_BACK = "sent_back", "بازگرداندن رئیس به کارشناس"
    RETURNED = "returned", "بازگرداندن دفتر آمار"
    CORRECTED = "corrected", "آغاز اصلاح"


class OfficeReminderKind(TextChoices):
    """Before or after which day an office is reminded of a report."""

    ON_TIME = "on_time", "پیش از پایان مهلت"
    ALLOWED = "allowed", "پیش از پایان تأخیر مجاز"
    PASSED = "passed", "پس از پایان تأخیر مجاز"
