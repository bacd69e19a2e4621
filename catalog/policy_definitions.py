"""The thresholds that the statistics office may change: keys, ranges, first values and clauses."""

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices


class GovernedBy(TextChoices):
    """The day that chooses which dated value applies."""

    MONTH = "month", "ماه مرجع"
    ARRIVAL = "arrival", "روز رسیدن پرونده"


class PolicyKey(TextChoices):
    """The thresholds that the statistics office may change; facts in `POLICY`."""

    UNION_DAYS = "union_days", "مهلت بررسی اتحادیه"
    PROVINCE_DAYS = "province_days", "مهلت بررسی سازمان استان"
    MINISTRY_DAYS = "ministry_days", "مهلت بررسی وزارت"
    CORRECTION_DAYS = "correction_days", "مهلت اصلاح پس از بازگشت"
    FILING_ON_TIME_DAY = "filing_on_time_day", "آخرین روز ثبت به‌موقع"
    FILING_ALLOWED_DAY = "filing_allowed_day", "آخرین روز ثبت با تأخیر مجاز"
    OBLIGATION_FROM = "obligation_from", "نخستین ماه تکلیف"
    NEW_UNIT_GRACE_MONTHS = "new_unit_grace_months", "فرصت واحد جدید"
    INACTIVE_AFTER_MONTHS = "inactive_after_months", "ماه‌های ثبت‌نشدهٔ پذیرفتنی"
    MIN_ACTIVE_DAYS = "min_active_days", "کمترین روزهای اعتبار پروانه در ماه"
    ACTIVITY_WINDOW_MONTHS = "activity_window_months", "ماه‌هایی که فعال یا تعطیل را می‌گویند"
    RETURNED_COUNTS_DAYS = "returned_counts_days", "روزهای محسوب شدن ماه بازگردانی‌شده"
    REMIND_ON_TIME_DAYS = "remind_on_time_days", "یادآوری پیش از پایان مهلت ثبت"
    REMIND_ALLOWED_DAYS = "remind_allowed_days", "یادآوری پیش از پایان تأخیر مجاز"
    REMIND_INACTIVE_DAYS = "remind_inactive_days", "یادآوری پیش از غیرفعال شدن"
    REMIND_CORRECTION_DAYS = "remind_correction_days", "یادآوری پیش از ثبت‌نشده شدن ماه بازگردانده"
    REMIND_EXPIRY_FAR_DAYS = "remind_expiry_far_days", "نخستین یادآوری پیش از پایان اعتبار پروانه"
    REMIND_EXPIRY_NEAR_DAYS = "remind_expiry_near_days", "یادآوری دوم پیش از پایان اعتبار پروانه"
    WORKING_DAYS = "working_days", "شمارش روزهای کاری"
    WEEKEND = "weekend", "روزهای تعطیل هفته"
    RULE_LEAST_MONTHS = "rule_least_months", "کمترین ماه‌ها برای سنجش با گذشته"
    RULE_MOST_MONTHS = "rule_most_months", "ماه‌هایی که سنجش به یاد می‌آورد"
    RULE_SPREADS = "rule_spreads", "پراکندگی پذیرفتنی از میانه"
    RULE_CHANGE_PERCENT = "rule_change_percent", "تغییر پذیرفتنی تولید"
    RULE_SHIFT_PERCENT = "rule_shift_percent", "نزدیکی به ده یا هزار برابر"
    RULE_UNIT_VALUE_PERCENT = "rule_unit_value_percent", "تغییر پذیرفتنی ارزش هر تن صادرات"
    RULE_PEOPLE_PERCENT = "rule_people_percent", "تغییر پذیرفتنی تعداد کارکنان"
    RULE_PEOPLE_LEAST = "rule_people_least", "کمترین تغییر کارکنان که علت آن پرسیده می‌شود"
    RULE_EXPORT_PERCENT = "rule_export_percent", "تغییر پذیرفتنی میزان صادرات"
    RULE_DOLLAR_RATE = "rule_dollar_rate", "نرخ مرجع دلار در ماه"
    RULE_RATE_LOW = "rule_rate_low", "کف نرخ دلار در صادرات"
    RULE_RATE_HIGH = "rule_rate_high", "سقف نرخ دلار در صادرات"
    RULE_RATE_PERCENT = "rule_rate_percent", "تفاوت پذیرفتنی با نرخ مرجع دلار"
    RULE_CAPACITY_PERCENT = "rule_capacity_percent", "تولید پذیرفتنی از ظرفیت ثبت‌شده"
    RULE_LUMPED_MONTHS = "rule_lumped_months", "ماه‌های برابر در یک روز"
    RULE_SAME_DIGITS = "rule_same_digits", "رقم‌های یکسان با عضو دیگر"
    RULE_PEERS_LEAST = "rule_peers_least", "حداقل واحدهای مشابه برای سنجش نخستین ثبت"
    RULE_PEERS_PERCENT = "rule_peers_percent", "سهم بیرون از بازهٔ واحدهای مشابه، در هر سو"
    RULE_PEERS_MONTHS = "rule_peers_months", "ماه‌های محاسبهٔ بازهٔ واحدهای مشابه"
    RULE_OFF = "rule_off", "هشدارهای خاموش"
    INFLUENCE_PERCENT = "influence_percent", "اثر بر جمع کشوری محصول که بررسی جداگانه می‌خواهد"
    RISK_MOST = "risk_most", "بیشترین امتیاز خطر"
    RISK_HOURS = "risk_hours", "جلو آمدن پرونده برای هر امتیاز"
    RISK_SELECTED = "risk_selected", "امتیاز خطر واحد یا محصول منتخب"
    COMPLAINT_DAYS = "complaint_days", "مهلت پاسخ به شکایت"
    PEERS_MINIMUM = "peers_minimum", "کمینهٔ واحدها برای گفتن گزینهٔ همکاران"
    SWEEP_LATE_MINUTES = "sweep_late_minutes", "تأخیر پذیرفتنی پیشروی خودکار"
    SWEEP_MANY = "sweep_many", "تعداد غیرعادی پیشروی خودکار در یک نوبت"
    SWEEP_KEPT_DAYS = "sweep_kept_days", "مدت نگهداری سوابق پیشروی خودکار"
    EVALUATION_LEAST = "evaluation_least", "حداقل ماه‌های مشمول برای رتبه در ارزیابی"
    SUPPORT_FROM = "support_from", "نخستین ماه در اولویت حمایت"
    BEST_ON_TIME = "best_on_time", "وزن ثبت به‌موقع در انتخاب واحدهای برگزیده"
    BEST_UNRETURNED = "best_unreturned", "وزن ثبت بی‌بازگشت در انتخاب واحدهای برگزیده"
    BEST_GROWTH = "best_growth", "وزن رشد تولید در انتخاب واحدهای برگزیده"
    BEST_EXPORTS = "best_exports", "وزن صادرات در انتخاب واحدهای برگزیده"
    BEST_LEAST_MONTHS = "best_least_months", "حداقل ماه‌های مشمول واحد برگزیده در سال"
    BEST_MOST = "best_most", "بیشترین واحد برگزیدهٔ هر استان"
    BEST_LAST_DAY = "best_last_day", "آخرین روز معرفی واحدهای برگزیده، از آغاز سال بعد"
    EVIDENCE_FILES = "evidence_files", "بیشترین مدرک هر پرونده"
    EVIDENCE_MEGABYTES = "evidence_megabytes", "بیشترین اندازهٔ هر مدرک"
    VISITS_OF_VISITOR = "visits_of_visitor", "بیشترین بازدید هر بازدیدکننده در ماه"
    VISIT_REST_MONTHS = "visit_rest_months", "فاصلهٔ دو بازدید پیشنهادی از یک واحد"
    VISIT_PHOTOS = "visit_photos", "بیشترین عکس هر بازدید"
    IMPORT_FILES_PERSON = "import_files_person", "بیشترین فایل در جریان ورود اطلاعات هر کاربر"
    IMPORT_FILES_OFFICE = "import_files_office", "بیشترین فایل در جریان ورود اطلاعات هر حوزه"
    IMPORT_MEGABYTES = "import_megabytes", "بیشترین حجم فایل‌های ورود اطلاعات هر حوزه"
    IMPORT_KEPT_DAYS = "import_kept_days", "مدت نگهداری بررسی آزمایشی تأییدنشده"
    FIGURE_FILES_PERSON = "figure_files_person", "بیشترین فایل آمار در دست ساخت هر کاربر"
    FIGURE_FILE_DAYS = "figure_file_days", "مدت نگهداری فایل آمار"
    ESTIMATE_MIN_TQRR = "estimate_min_tqrr", "کمترین سهم ثبت‌شده برای نمایش برآورد"
    ESTIMATE_NORMAL_TQRR = "estimate_normal_tqrr", "سهم ثبت‌شدهٔ برآورد قابل اعتماد"
    GROWTH_MIN_HOLDERS = "growth_min_holders", "کمترین دارندهٔ مشترک دو ماه برای نمایش رشد"
    GROWTH_MIN_BASE_SHARE = "growth_min_base_share", "کمترین سهم واحدهای مشترک از کل ماه پایه"
    DISCLOSURE_MIN_HOLDERS = "disclosure_min_holders", "کمترین دارنده در هر رقم منتشرشده"
    DISCLOSURE_PERCENT = "disclosure_percent", "فاصلهٔ محرمانگی رقم هر دارنده"
    DISCLOSURE_KEPT_MONTHS = "disclosure_kept_months", "ماه‌های پوشیده ماندن رقم حساس"
    MIRROR_MIN_HOLDERS = "mirror_min_holders", "کمترین دارنده در گروه مقایسهٔ هم‌صنفان"
    EDITION_FINAL_MONTHS = "edition_final_months", "انتشار نهایی، پس از پایان ماه"
    EDITION_ANNUAL_MONTHS = "edition_annual_months", "انتشار قطعی سالانه، پس از پایان سال"
    CODES_OF_A_NETWORK = "codes_of_a_network", "بیشترین کد پیامکی هر شبکه در روز"
    FACTOR_RESET_DAYS = "factor_reset_days", "مهلت تأیید نفر دوم برای برداشتن رمز دوم"
    MOBILE_BY_FILE_DAYS = "mobile_by_file_days", "فاصلهٔ تغییر شمارهٔ همراه با فایل تا ساخت حساب"
    SMS_DAY_RIALS = "sms_day_rials", "سقف هزینهٔ پیامک در روز"
    SMS_PART_RIALS = "sms_part_rials", "هزینهٔ هر بخش پیامک"

    @property
    def fact(self) -> "PolicyFact":
        """What is fixed about this value: unit, source, range and first value."""
        return POLICY[self]


@dataclass(frozen=True)
class PolicyFact:
    """The fixed facts of one policy value.

    `minimum` and `maximum` are inclusive; `first` is the national value to begin with;
    an `optional` value may be empty, which means no deadline or nothing to judge by; a province may
    have its own unless the value is not asked `by_province`.
    """

    unit: str
    clause: str
    minimum: int
    maximum: int
    first: int | None
    governed_by: GovernedBy
    optional: bool = False
    by_province: bool = True


_OWN: Final = "بندی ندارد؛ برداشت این سامانه"
_BEST: Final = "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۶؛ اندازه برداشت این سامانه"
_RETURNS: Final = (
    "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بندهای ۴ و ۵؛ برداشت این سامانه"
)
_VISIT: Final = "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بند ۱؛ اندازه برداشت این سامانه"
_SECRET: Final = "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۵؛ اندازه برداشت این سامانه"
_DAYS: Final = "روز"
_BASE: Final = "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۲؛ آغاز در این سامانه"
_DAY_OF_MONTH: Final = "روزِ ماه بعد"
_MONTHS: Final = "ماه"
_PERCENT: Final = "درصد"
_RATE: Final = "ریال برای هر دلار"

# The rules that ask and may be switched off, each a bit of the value: a new one goes to the end.
SWITCHED_RULES: Final = {
    "P-21": "ده یا هزار برابر شدن تولید",
    "P-22": "تغییر زیاد تولید",
    "P-23": "افتادن محصول ماه پیش از فهرست",
    "P-24": "تولید بیش از ظرفیت",
    "X-21": "صادرات بیش از تولید",
    "X-22": "ارزش نامعمول هر تن صادرات",
    "X-23": "نرخ نامعمول دلار",
    "X-24": "تغییر زیاد صادرات",
    "E-21": "تولید بدون کارکن",
    "E-22": "کارکن بدون تولید",
    "E-23": "تغییر زیاد تعداد کارکنان",
}


_ARRIVAL: Final = GovernedBy.ARRIVAL


_MONTH: Final = GovernedBy.MONTH


POLICY: Final = {
    PolicyKey.UNION_DAYS: PolicyFact(_DAYS, _OWN, 1, 60, 3, _ARRIVAL, optional=True),
    PolicyKey.PROVINCE_DAYS: PolicyFact(
        _DAYS, "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بند ۴", 1, 60, 3, _ARRIVAL
    ),
    PolicyKey.MINISTRY_DAYS: PolicyFact(
        _DAYS, "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بند ۵", 1, 60, 5, _ARRIVAL
    ),
    # The directive gives two days in both clauses, so one value serves province and ministry.
    PolicyKey.CORRECTION_DAYS: PolicyFact(
        _DAYS, "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بندهای ۴ و ۵", 1, 60, 2, _ARRIVAL
    ),
    # Twenty-nine at most: every Jalali month has that day, also Esfand of a common year.
    PolicyKey.FILING_ON_TIME_DAY: PolicyFact(
        _DAY_OF_MONTH, "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بند ۲", 1, 29, 5, _MONTH
    ),
    PolicyKey.FILING_ALLOWED_DAY: PolicyFact(
        _DAY_OF_MONTH, "شناسنامهٔ خدمت ثبت آمار تولید", 1, 29, 10, _MONTH
    ),
    PolicyKey.OBLIGATION_FROM: PolicyFact(
        "سال و ماه", "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۱؛ آغاز در این سامانه", 138701, 149912, 140401, _MONTH
    ),
    PolicyKey.NEW_UNIT_GRACE_MONTHS: PolicyFact(
        _MONTHS, "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۱، تبصرهٔ ۲", 0, 24, 3, _MONTH
    ),
    PolicyKey.INACTIVE_AFTER_MONTHS: PolicyFact(
        _MONTHS, "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۳", 1, 24, 3, _MONTH
    ),
    # No source says how much of a month makes it due, how many months tell that a unit works, nor
    # that two days of correction make a month unfiled.
    PolicyKey.MIN_ACTIVE_DAYS: PolicyFact(
        _DAYS, "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۳؛ برداشت این سامانه", 1, 29, 15, _MONTH
    ),
    PolicyKey.ACTIVITY_WINDOW_MONTHS: PolicyFact(
        _MONTHS, "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بندهای ۱ و ۳؛ برداشت این سامانه", 1, 24, 4, _MONTH
    ),
    PolicyKey.RETURNED_COUNTS_DAYS: PolicyFact(_DAYS, _RETURNS, 0, 60, 10, _ARRIVAL),
    PolicyKey.REMIND_ON_TIME_DAYS: PolicyFact(
        _DAYS,
        "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بند ۲؛ برداشت این سامانه",
        0,
        20,
        2,
        _MONTH,
    ),
    PolicyKey.REMIND_ALLOWED_DAYS: PolicyFact(
        _DAYS, "شناسنامهٔ خدمت ثبت آمار تولید؛ برداشت این سامانه", 0, 20, 2, _MONTH
    ),
    PolicyKey.REMIND_INACTIVE_DAYS: PolicyFact(
        _DAYS, "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۳؛ برداشت این سامانه", 0, 20, 3, _MONTH
    ),
    # A return stops counting on a day stored with it, whatever month it is of.
    PolicyKey.REMIND_CORRECTION_DAYS: PolicyFact(
        _DAYS, "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۳؛ برداشت این سامانه", 0, 20, 3, _ARRIVAL
    ),
    # Two months to gather what a renewal asks, then once more; a province may know better.
    PolicyKey.REMIND_EXPIRY_FAR_DAYS: PolicyFact(_DAYS, _OWN, 1, 365, 60, _ARRIVAL),
    PolicyKey.REMIND_EXPIRY_NEAR_DAYS: PolicyFact(_DAYS, _OWN, 0, 180, 15, _ARRIVAL),
    PolicyKey.WORKING_DAYS: PolicyFact("۰ یا ۱", _RETURNS, 0, 1, 0, _ARRIVAL),
    # A bit for each day of the week, Saturday the lowest. Offices close on Fridays everywhere, on
    # Thursdays or Saturdays by time and place; all seven would leave no working day.
    PolicyKey.WEEKEND: PolicyFact("روز هفته", _OWN, 1, 126, 64, _ARRIVAL),
    PolicyKey.PEERS_MINIMUM: PolicyFact(
        "واحد", "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۵؛ برداشت این سامانه", 3, 100, 3, _MONTH, by_province=False
    ),
    PolicyKey.RULE_LEAST_MONTHS: PolicyFact(_MONTHS, _OWN, 2, 12, 3, _MONTH),
    PolicyKey.RULE_MOST_MONTHS: PolicyFact(_MONTHS, _OWN, 3, 24, 12, _MONTH),
    PolicyKey.RULE_SPREADS: PolicyFact("برابر پراکندگی", _OWN, 1, 20, 3, _MONTH),
    PolicyKey.RULE_CHANGE_PERCENT: PolicyFact(_PERCENT, _OWN, 5, 500, 50, _MONTH),
    PolicyKey.RULE_SHIFT_PERCENT: PolicyFact(_PERCENT, _OWN, 1, 40, 15, _MONTH),
    PolicyKey.RULE_UNIT_VALUE_PERCENT: PolicyFact(_PERCENT, _OWN, 5, 500, 50, _MONTH),
    PolicyKey.RULE_PEOPLE_PERCENT: PolicyFact(_PERCENT, _OWN, 5, 500, 50, _MONTH),
    PolicyKey.RULE_PEOPLE_LEAST: PolicyFact("نفر", _OWN, 1, 1000, 5, _MONTH),
    PolicyKey.RULE_EXPORT_PERCENT: PolicyFact(_PERCENT, _OWN, 5, 500, 60, _MONTH),
    # Begins empty: no rate is invented for a month. The office gives one for each month, or one
    # from a month on; without one an export is held against the unit's others alone.
    PolicyKey.RULE_DOLLAR_RATE: PolicyFact(
        _RATE, _OWN, 1, 100_000_000, None, _MONTH, optional=True, by_province=False
    ),
    PolicyKey.RULE_RATE_LOW: PolicyFact(_RATE, _OWN, 1, 100_000_000, 1, _MONTH),
    PolicyKey.RULE_RATE_HIGH: PolicyFact(_RATE, _OWN, 1, 100_000_000, 10_000_000, _MONTH),
    PolicyKey.RULE_RATE_PERCENT: PolicyFact(_PERCENT, _OWN, 1, 500, 40, _MONTH),
    # Nominal capacity is of ordinary shifts; a fifth above is still believable.
    PolicyKey.RULE_CAPACITY_PERCENT: PolicyFact(_PERCENT, _OWN, 50, 500, 120, _MONTH),
    PolicyKey.RULE_LUMPED_MONTHS: PolicyFact(_MONTHS, _OWN, 2, 12, 3, _MONTH),
    PolicyKey.RULE_SAME_DIGITS: PolicyFact("رقم", _OWN, 2, 10, 3, _MONTH),
    # Zero: no first filing is held back for want of peers.
    PolicyKey.RULE_PEERS_LEAST: PolicyFact("واحد", _OWN, 0, 100, 10, _MONTH, by_province=False),
    # Counted once for the country, so no province has its own.
    PolicyKey.RULE_PEERS_PERCENT: PolicyFact(_PERCENT, _OWN, 1, 25, 5, _MONTH, by_province=False),
    PolicyKey.RULE_PEERS_MONTHS: PolicyFact(_MONTHS, _OWN, 1, 12, 3, _MONTH, by_province=False),
    # A bit for each rule of SWITCHED_RULES; none is off to begin with.
    PolicyKey.RULE_OFF: PolicyFact("هشدار", _OWN, 0, 2 ** len(SWITCHED_RULES) - 1, 0, _MONTH),
    # One scale for the country, whose total it is a part of.
    PolicyKey.INFLUENCE_PERCENT: PolicyFact(
        _PERCENT, _OWN, 1, 1000, 5, _ARRIVAL, by_province=False
    ),
    PolicyKey.RISK_MOST: PolicyFact("امتیاز", _OWN, 0, 100, 8, _ARRIVAL),
    PolicyKey.RISK_HOURS: PolicyFact("ساعت", _OWN, 0, 48, 6, _ARRIVAL),
    PolicyKey.SWEEP_LATE_MINUTES: PolicyFact(
        "دقیقه", _OWN, 5, 1440, 15, _ARRIVAL, by_province=False
    ),
    # A twentieth of the country in three minutes; on a last day of all clocks more is lawful.
    PolicyKey.SWEEP_MANY: PolicyFact(
        "پرونده", _OWN, 1, 1_000_000, 25_000, _ARRIVAL, by_province=False
    ),
    # The database itself keeps a line for thirty days (config.append_only_triggers).
    PolicyKey.SWEEP_KEPT_DAYS: PolicyFact(_DAYS, _OWN, 30, 3650, 90, _ARRIVAL, by_province=False),
    # All offices are ranked in one row, so no province has its own. Zero: every office is ranked.
    PolicyKey.EVALUATION_LEAST: PolicyFact(_MONTHS, _OWN, 0, 10_000, 10, _MONTH, by_province=False),
    # The circular begins with 1387; nothing was filed here before the portal's own beginning.
    PolicyKey.SUPPORT_FROM: PolicyFact(
        "سال و ماه", _BASE, 138701, 149912, 140401, _ARRIVAL, by_province=False
    ),
    # The circular leaves the indicators to the ministry: these weights are the beginning. One scale
    # for the country.
    **{
        key: PolicyFact("وزن", _BEST, 0, 100, first, _MONTH, by_province=False)
        for key, first in (
            (PolicyKey.BEST_ON_TIME, 40),
            (PolicyKey.BEST_UNRETURNED, 30),
            (PolicyKey.BEST_GROWTH, 15),
            (PolicyKey.BEST_EXPORTS, 15),
        )
    },
    PolicyKey.BEST_LEAST_MONTHS: PolicyFact(_MONTHS, _BEST, 1, 12, 12, _MONTH, by_province=False),
    PolicyKey.BEST_MOST: PolicyFact("واحد", _BEST, 1, 30, 10, _MONTH, by_province=False),
    # The first of Khordad is the sixty-third day of every Jalali year.
    PolicyKey.BEST_LAST_DAY: PolicyFact(
        _DAYS, "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۶", 1, 365, 63, _MONTH, by_province=False
    ),
    PolicyKey.EVIDENCE_FILES: PolicyFact("فایل", _OWN, 1, 50, 10, _ARRIVAL, by_province=False),
    PolicyKey.EVIDENCE_MEGABYTES: PolicyFact(
        "مگابایت", _OWN, 1, 20, 5, _ARRIVAL, by_province=False
    ),
    # A day's way each, beside the desk: so many fit a month of twenty-two working days.
    PolicyKey.VISITS_OF_VISITOR: PolicyFact("بازدید", _VISIT, 1, 200, 20, _ARRIVAL),
    PolicyKey.VISIT_REST_MONTHS: PolicyFact(_MONTHS, _VISIT, 0, 60, 6, _ARRIVAL),
    PolicyKey.VISIT_PHOTOS: PolicyFact("عکس", _VISIT, 1, 20, 6, _ARRIVAL, by_province=False),
    # A file has at most 20 MB, and a dry run weighs about as much again.
    PolicyKey.IMPORT_FILES_PERSON: PolicyFact(
        "فایل", _OWN, 1, 100, 10, _ARRIVAL, by_province=False
    ),
    PolicyKey.IMPORT_FILES_OFFICE: PolicyFact(
        "فایل", _OWN, 1, 500, 30, _ARRIVAL, by_province=False
    ),
    PolicyKey.IMPORT_MEGABYTES: PolicyFact(
        "مگابایت", _OWN, 20, 100_000, 2_000, _ARRIVAL, by_province=False
    ),
    PolicyKey.IMPORT_KEPT_DAYS: PolicyFact(_DAYS, _OWN, 1, 365, 14, _ARRIVAL, by_province=False),
    # A file of the country holds a worker for minutes, and figures of units lie about no longer
    # than they are used.
    PolicyKey.FIGURE_FILES_PERSON: PolicyFact("فایل", _OWN, 1, 100, 5, _ARRIVAL, by_province=False),
    PolicyKey.FIGURE_FILE_DAYS: PolicyFact(_DAYS, _OWN, 1, 90, 7, _ARRIVAL, by_province=False),
    # Thresholds of judgement, no law's (decision 0075). One scale for the country: the same word
    # stands beside the figures of every province.
    PolicyKey.ESTIMATE_MIN_TQRR: PolicyFact(_PERCENT, _OWN, 1, 100, 50, _MONTH, by_province=False),
    PolicyKey.ESTIMATE_NORMAL_TQRR: PolicyFact(
        _PERCENT, _OWN, 1, 100, 70, _MONTH, by_province=False
    ),
    # Fewer than three would let two holders read each other's figures in the growth.
    PolicyKey.GROWTH_MIN_HOLDERS: PolicyFact("دارنده", _OWN, 3, 100, 5, _MONTH, by_province=False),
    PolicyKey.GROWTH_MIN_BASE_SHARE: PolicyFact(
        _PERCENT, _OWN, 1, 100, 50, _MONTH, by_province=False
    ),
    # Two holders would read each other's figures, and what is promised is fifteen percent at least
    # (decision 0085). One scale for the country: editions are of all provinces.
    PolicyKey.DISCLOSURE_MIN_HOLDERS: PolicyFact(
        "دارنده", _SECRET, 3, 100, 3, _MONTH, by_province=False
    ),
    PolicyKey.DISCLOSURE_PERCENT: PolicyFact(
        _PERCENT, _SECRET, 15, 100, 15, _MONTH, by_province=False
    ),
    PolicyKey.DISCLOSURE_KEPT_MONTHS: PolicyFact(
        _MONTHS, _SECRET, 0, 36, 12, _MONTH, by_province=False
    ),
    # The quarters of fewer than ten have no two holders on either side with one beyond them.
    PolicyKey.MIRROR_MIN_HOLDERS: PolicyFact(
        "دارنده", _SECRET, 10, 1000, 10, _MONTH, by_province=False
    ),
    PolicyKey.EDITION_FINAL_MONTHS: PolicyFact(_MONTHS, _OWN, 1, 12, 3, _MONTH, by_province=False),
    PolicyKey.EDITION_ANNUAL_MONTHS: PolicyFact(_MONTHS, _OWN, 3, 24, 6, _MONTH, by_province=False),
    # Not fewer than one line's own bound (CODES_OF_A_LINE).
    PolicyKey.CODES_OF_A_NETWORK: PolicyFact(
        "کد", _OWN, 60, 100_000, 600, _ARRIVAL, by_province=False
    ),
    PolicyKey.FACTOR_RESET_DAYS: PolicyFact(_DAYS, _OWN, 1, 30, 3, _ARRIVAL, by_province=False),
    PolicyKey.MOBILE_BY_FILE_DAYS: PolicyFact(_DAYS, _OWN, 1, 60, 7, _ARRIVAL, by_province=False),
    # A reminder to four hundred thousand owners in two parts each; the price is the gateway's.
    PolicyKey.SMS_DAY_RIALS: PolicyFact(
        *("ریال", _OWN, 0, 2_100_000_000, 2_000_000_000, _ARRIVAL), optional=True, by_province=False
    ),
    PolicyKey.SMS_PART_RIALS: PolicyFact(
        "ریال", _OWN, 1, 1_000_000, 2_500, _ARRIVAL, by_province=False
    ),
    PolicyKey.RISK_SELECTED: PolicyFact(
        "امتیاز",
        "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بند ۳؛ اندازه برداشت این سامانه",
        0,
        100,
        2,
        _ARRIVAL,
    ),
    PolicyKey.COMPLAINT_DAYS: PolicyFact(_DAYS, _OWN, 1, 60, 10, _ARRIVAL),
}


# Values that are a month, written as year and month in six digits.
MONTH_KEYS: Final = (PolicyKey.OBLIGATION_FROM, PolicyKey.SUPPORT_FROM)

# Nothing was ever due before (circular 60/133338 §1).
FIRST_DUE_YEAR: Final = POLICY[PolicyKey.OBLIGATION_FROM].minimum // 100

# Read by no rule any more. Their rows and history stay, and yesterday's code reads them during an
# upgrade; nobody sees or adds to them.
RETIRED: Final = frozenset({PolicyKey.RULE_RATE_LOW, PolicyKey.RULE_RATE_HIGH})

# What the rules that ask read: a new value is tried on the last twelve months before it is added.
# The dollar's rate is a fact of its month and no threshold; hints are for reviewers alone.
REHEARSED: Final = (
    *(PolicyKey.RULE_LEAST_MONTHS, PolicyKey.RULE_MOST_MONTHS, PolicyKey.RULE_SPREADS),
    *(PolicyKey.RULE_CHANGE_PERCENT, PolicyKey.RULE_SHIFT_PERCENT),
    *(PolicyKey.RULE_UNIT_VALUE_PERCENT, PolicyKey.RULE_EXPORT_PERCENT),
    *(PolicyKey.RULE_PEOPLE_PERCENT, PolicyKey.RULE_PEOPLE_LEAST),
    *(PolicyKey.RULE_RATE_PERCENT, PolicyKey.RULE_CAPACITY_PERCENT, PolicyKey.RULE_OFF),
)


def switch_of(rule: str) -> int:
    """Find the bit of a rule in the value of `RULE_OFF`."""
    return 1 << list(SWITCHED_RULES).index(rule)
