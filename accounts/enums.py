"""Roles and permissions: the one place that says who may do what, and where."""

from django.db.models import TextChoices


class OrganizationKind(TextChoices):
    """What an organization is. The first three hold desks of the review chain."""

    UNION = "union", "اتحادیه"
    PROVINCE = "province", "سازمان استان"
    MINISTRY = "ministry", "وزارت"
    STATISTICS = "statistics", "دفتر آمار و فرآوری داده‌ها"
    COUNTY_OFFICE = "county_office", "ادارهٔ شهرستان"
    CHAMBER = "chamber", "اتاق اصناف"
    GUILD_CENTRE = "guild_centre", "مرکز امور اصناف و بازرگانان"
    AFFILIATE = "affiliate", "واحد وابسته"


class Permission(TextChoices):
    """What may be done for an organization. Checked on the organization, never globally."""

    VIEW_CASES = "view_cases", "دیدن پرونده‌های حوزه"
    VIEW_REGISTRY = "view_registry", "دیدن پروندهٔ واحدهای حوزه"
    KEEP_REGISTRY = "keep_registry", "ثبت تغییر در پروندهٔ واحد"
    IMPORT_REGISTRY = "import_registry", "ورود فهرست واحدها و پروانه‌ها"
    DECIDE = "decide", "تأیید و بازگرداندن پرونده‌های میز"
    EVALUATE = "evaluate", "دیدن ارزیابی"
    MANAGE_CATALOGUE = "manage_catalogue", "ویرایش فهرست کالا و سیاست‌ها"
    PUBLISH = "publish", "انتشار آمار"
    EXPORT_IDENTIFIED = "export_identified", "دریافت خروجی آمار واحدی (محرمانه)"
    LOOK_UP_FINAL = "look_up_final", "دیدن ماه‌های نهایی یک واحد"
    GIVE_SUPPORT = "give_support", "پرسش پیش از حمایت از واحد"
    KEEP_AGREEMENTS = "keep_agreements", "توافق استعلام با دستگاه‌ها"
    FILE_FOR_OWNERS = "file_for_owners", "نوشتن آمار برای دارنده در اتحادیه"
    APPOINT = "appoint", "انتصاب کارشناسان"
    HANDLE_ACCESS = "handle_access", "رسیدگی به دسترسی اتحادیه‌ها"
    READ_TRAIL = "read_trail", "دیدن سوابق دسترسی"
    RUN_PORTAL = "run_portal", "مدیریت فنی"
    REPORT_OFFICE = "report_office", "ثبت آمار سازمانی"
    CONFIRM_OFFICE = "confirm_office", "تأیید آمار سازمانی"


class Role(TextChoices):
    """A post held at an organization."""

    UNION_OFFICER = "union_officer", "کارشناس اتحادیه"
    UNION_CLERK = "union_clerk", "متصدی ثبت آمار اتحادیه"
    COUNTY_OFFICER = "county_officer", "ادارهٔ شهرستان"
    PROVINCE_EXPERT = "province_expert", "کارشناس استان"
    PROVINCE_HEAD = "province_head", "رئیس سازمان استان"
    MINISTRY_EXPERT = "ministry_expert", "کارشناس وزارت"
    STATISTICS_OFFICER = "statistics_officer", "دفتر آمار"
    IMPORT_REVIEWER = "import_reviewer", "کارشناس بررسی ثبت سفارش"
    TECHNICAL_ADMIN = "technical_admin", "مدیر فنی سامانه"
    ACCESS_AUDITOR = "access_auditor", "ناظر دسترسی‌ها"
    MINISTRY_HEAD = "ministry_head", "رئیس حوزهٔ ستادی"
    AFFILIATE_EXPERT = "affiliate_expert", "کارشناس واحد وابسته"
    AFFILIATE_HEAD = "affiliate_head", "رئیس واحد وابسته"


ROLE_KIND = {
    Role.UNION_OFFICER: OrganizationKind.UNION,
    Role.UNION_CLERK: OrganizationKind.UNION,
    Role.COUNTY_OFFICER: OrganizationKind.COUNTY_OFFICE,
    Role.PROVINCE_EXPERT: OrganizationKind.PROVINCE,
    Role.PROVINCE_HEAD: OrganizationKind.PROVINCE,
    Role.MINISTRY_EXPERT: OrganizationKind.MINISTRY,
    Role.STATISTICS_OFFICER: OrganizationKind.STATISTICS,
    Role.IMPORT_REVIEWER: OrganizationKind.MINISTRY,
    Role.TECHNICAL_ADMIN: OrganizationKind.STATISTICS,
    Role.ACCESS_AUDITOR: OrganizationKind.STATISTICS,
    Role.MINISTRY_HEAD: OrganizationKind.MINISTRY,
    Role.AFFILIATE_EXPERT: OrganizationKind.AFFILIATE,
    Role.AFFILIATE_HEAD: OrganizationKind.AFFILIATE,
}

ROLE_PERMISSIONS = {
    Role.UNION_OFFICER: {
        Permission.VIEW_CASES,
        Permission.VIEW_REGISTRY,
        Permission.KEEP_REGISTRY,
        Permission.DECIDE,
        Permission.APPOINT,
    },
    # Types what an owner says; decides on nothing and reads no list of cases.
    Role.UNION_CLERK: {Permission.FILE_FOR_OWNERS},
    Role.COUNTY_OFFICER: {
        Permission.VIEW_CASES,
        Permission.VIEW_REGISTRY,
        Permission.KEEP_REGISTRY,
        Permission.HANDLE_ACCESS,
        Permission.GIVE_SUPPORT,
    },
    Role.PROVINCE_EXPERT: {
        Permission.VIEW_CASES,
        Permission.VIEW_REGISTRY,
        Permission.KEEP_REGISTRY,
        Permission.IMPORT_REGISTRY,
        Permission.EXPORT_IDENTIFIED,
        Permission.DECIDE,
        Permission.APPOINT,
        Permission.HANDLE_ACCESS,
        Permission.REPORT_OFFICE,
        Permission.GIVE_SUPPORT,
    },
    Role.PROVINCE_HEAD: {
        Permission.VIEW_CASES,
        Permission.VIEW_REGISTRY,
        Permission.KEEP_REGISTRY,
        Permission.IMPORT_REGISTRY,
        Permission.EXPORT_IDENTIFIED,
        Permission.DECIDE,
        Permission.EVALUATE,
        Permission.APPOINT,
        Permission.HANDLE_ACCESS,
        Permission.CONFIRM_OFFICE,
        Permission.GIVE_SUPPORT,
    },
    Role.MINISTRY_EXPERT: {
        Permission.VIEW_CASES,
        Permission.VIEW_REGISTRY,
        Permission.EXPORT_IDENTIFIED,
        Permission.DECIDE,
        Permission.EVALUATE,
        Permission.APPOINT,
        Permission.REPORT_OFFICE,
        Permission.GIVE_SUPPORT,
    },
    # Decides no case: it keeps the measures by which cases are judged.
    Role.STATISTICS_OFFICER: {
        Permission.VIEW_REGISTRY,
        Permission.IMPORT_REGISTRY,
        Permission.MANAGE_CATALOGUE,
        Permission.PUBLISH,
        Permission.EXPORT_IDENTIFIED,
        Permission.EVALUATE,
        Permission.APPOINT,
        Permission.HANDLE_ACCESS,
        Permission.KEEP_AGREEMENTS,
    },
    # Looks up one unit's final months; no list of cases is theirs.
    Role.IMPORT_REVIEWER: {Permission.LOOK_UP_FINAL},
    # Runs the portal and sees no figure.
    Role.TECHNICAL_ADMIN: {Permission.RUN_PORTAL},
    # Reads who came, went and was let in, and changes nothing: not even the administrator's own.
    Role.ACCESS_AUDITOR: {Permission.READ_TRAIL},
    # Of an office's own figures (directive 5013 §11) the head is always the second person.
    Role.MINISTRY_HEAD: {Permission.CONFIRM_OFFICE},
    Role.AFFILIATE_EXPERT: {Permission.REPORT_OFFICE, Permission.GIVE_SUPPORT},
    Role.AFFILIATE_HEAD: {Permission.CONFIRM_OFFICE, Permission.GIVE_SUPPORT},
}


class NoticeKind(TextChoices):
    """What a notice is about."""

    FILED = "filed", "ثبت شد"
    APPROVED = "approved", "تأیید شد"
    RETURNED = "returned", "بازگردانی‌شده برای اصلاح"
    LAPSED = "lapsed", "ارسال خودکار"
    FINAL = "final", "نهایی"
    QUESTION = "question", "پرسش"
    REFUSED = "refused", "درخواست رد شد"
    REMINDER = "reminder", "یادآوری"
    WARNING = "warning", "هشدار غیرفعالی"
    INACTIVE = "inactive", "غیرفعال"
    ACTIVE = "active", "دوباره فعال"
    ALARM = "alarm", "هشدار کارکرد"
    COMPLAINT = "complaint", "پاسخ شکایت"
    SECURITY = "security", "امنیت حساب"
    IMPORT = "import", "ورود اطلاعات"
    FILE = "file", "فایل آمار"
    REGISTRY = "registry", "مشخصات واحد"
    EXPIRY = "expiry", "اعتبار پروانه"
    POST = "post", "پست سازمانی"
    ACCESS = "access", "دسترسی اتحادیه"
    CAMPAIGN = "campaign", "فراخوان ثبت‌نام"
    MEETING = "meeting", "جلسهٔ پایش"
    EDITION = "edition", "انتشار آمار"
    OFFICE = "office", "آمار سازمانی"
    TRAINING = "training", "آموزش"
    CIRCULAR = "circular", "بخشنامه"
    HELP = "help", "میز کمک"
    VISIT = "visit", "بازدید"


class AccessKind(TextChoices):
    """What the trail of access keeps: comings and goings, what was refused, what left as a file."""

    SIGNED_IN = "signed_in", "ورود"
    SIGNED_OUT = "signed_out", "خروج"
    FAILED = "failed", "ورود ناموفق"
    LOCKED = "locked", "ورود بسته بود"
    FORBIDDEN = "forbidden", "دسترسی غیرمجاز"
    RESET_ASKED = "reset_ask", "درخواست رمز جدید"
    LINK_OPENED = "link_open", "باز شدن پیوند"
    PASSWORD = "password", "تغییر رمز"
    UNCONFIRMED = "unconfirm", "رمز نادرست هنگام تأیید"
    ADDRESS = "address", "تغییر راه ارتباطی"
    ENDED = "ended", "پایان دادن به نشست"
    DOWNLOAD = "download", "دریافت فایل"
    SIGN_UP_TRY = "sign_try", "جست‌وجوی پروانه برای ساخت حساب"
    SIGNED_UP = "signed_up", "ساخت حساب"
    CODE_WRONG = "code_wrong", "کد پیامک نادرست"
    FACTOR = "factor", "تغییر رمز دوم"
    FACTOR_WRONG = "factor_bad", "رمز دوم نادرست"
    LINKED = "linked", "پیوند با حساب بیرونی"
    INVITED = "invited", "دعوت"
    APPOINTED = "appointed", "انتصاب"
    POST_ENDED = "post_ended", "پایان پست"
    UNION_ACCESS = "union", "دسترسی اتحادیه"
    ADMINISTERED = "admin", "مدیریت فنی حساب"
    TRAIL_READ = "trail", "جست‌وجو در سوابق دسترسی"
    CHECK_TRY = "check_try", "بررسی گواهی با کد نادرست"


class CodePurpose(TextChoices):
    """What a code by SMS opens."""

    CONTACT = "contact", "تأیید شمارهٔ تماس"
    SIGN_UP = "sign_up", "ساخت حساب"
    RESET = "reset", "رمز جدید"
    MOBILE = "mobile", "تغییر شمارهٔ همراه"
    UNION = "union", "عضویت اتحادیه"
    AT_UNION = "at_union", "آمار نوشته‌شده در اتحادیه"


class AppointmentState(TextChoices):
    """How far an appointment is."""

    ASKED = "asked", "درخواست‌شده"
    SIGNED = "signed", "در انتظار تأیید نفر دوم"
    INVITED = "invited", "دعوت‌شده"
    HELD = "held", "در پست"
    REFUSED = "refused", "ردشده"
    WITHDRAWN = "withdrawn", "پس‌گرفته‌شده"
    LAPSED = "lapsed", "دعوت بی‌پاسخ"
    ENDED = "ended", "پایان‌یافته"


class AppointmentAct(TextChoices):
    """What was done about an appointment."""

    ASKED = "asked", "درخواست پست"
    SIGNED = "signed", "تأیید نفر نخست"
    SECONDED = "seconded", "تأیید نفر دوم"
    REFUSED = "refused", "رد درخواست"
    WITHDRAWN = "withdrawn", "پس‌گرفتن درخواست"
    INVITED = "invited", "ارسال دعوت"
    ACCEPTED = "accepted", "پذیرش دعوت"
    LAPSED = "lapsed", "پایان وقت دعوت"
    REVIEWED = "reviewed", "بازبینی سالانه"
    ENDED = "ended", "پایان پست"
    COMMANDED = "commanded", "انتصاب با فرمان مدیر سامانه"


class InvitationWay(TextChoices):
    """How an invitation reaches the person."""

    SMS = "sms", "پیامک"
    EMAIL = "email", "ایمیل"
    LETTER = "letter", "نامهٔ چاپی"


class AccessState(TextChoices):
    """At whose desk a union's request for access lies, or what became of it."""

    REGISTERED = "registered", "نوبت اتحادیه"
    AT_COUNTY = "county", "نوبت ادارهٔ شهرستان"
    AT_PROVINCE = "province", "نوبت سازمان استان"
    AT_STATISTICS = "statistics", "نوبت دفتر آمار"
    SIGNED = "signed", "در انتظار نفر دوم دفتر آمار"
    GRANTED = "granted", "دسترسی داده شد"
    REFUSED = "refused", "رد شد"
    WITHDRAWN = "withdrawn", "پس گرفته شد"


OPEN_ACCESS_STATES = (
    AccessState.REGISTERED,
    AccessState.AT_COUNTY,
    AccessState.AT_PROVINCE,
    AccessState.AT_STATISTICS,
    AccessState.SIGNED,
)


class AccessAct(TextChoices):
    """A step on a union's way to its access, and back."""

    REGISTERED = "registered", "اتحادیه ثبت‌نام کرد"
    SENT = "sent", "نامهٔ اتحادیه به ادارهٔ شهرستان"
    FORWARDED = "forwarded", "ادارهٔ شهرستان معرفی کرد"
    INTRODUCED = "introduced", "سازمان استان معرفی کرد"
    SIGNED = "signed", "نفر نخست دفتر آمار تأیید کرد"
    GRANTED = "granted", "دفتر آمار دسترسی داد"
    RETURNED = "returned", "برگردانده شد"
    REFUSED = "refused", "رد شد"
    WITHDRAWN = "withdrawn", "اتحادیه پس گرفت"
    TAKEN_BACK = "taken_back", "دسترسی پس گرفته شد"


class ResetKind(TextChoices):
    """What of a lost phone two people take off an account."""

    FACTOR = "factor", "رمز دوم"
    MOBILE = "mobile", "شمارهٔ همراه"


class Channel(TextChoices):
    """A way out of the portal."""

    EMAIL = "email", "ایمیل"
    SMS = "sms", "پیامک"


class Delivery(TextChoices):
    """How far a message got. `SENDING` that stays is unknown: it is never tried again."""

    QUEUED = "queued", "در صف"
    SENDING = "sending", "نامعلوم"
    SENT = "sent", "ارسال شد"
    FAILED = "failed", "نرسید"
    # The day's ceiling of cost was reached, and the person has a mail address.
    INSTEAD = "instead", "به جای آن ایمیل"


class Job(TextChoices):
    """What runs over many rows by itself, and sets one aside rather than stop."""

    SWEEP = "sweep", "پیشروی خودکار پرونده‌ها"
    ACTIVITY = "activity", "سنجش وضعیت واحدها"
    REMINDERS = "reminders", "یادآوری‌ها"
    OUTBOX = "outbox", "پیام‌های بیرونی"
    EXPIRY = "expiry", "یادآوری اعتبار پروانه‌ها"
    OFFICES = "offices", "یادآوری آمار سازمانی"


class LessonWay(TextChoices):
    """How somebody finished a lesson."""

    ANSWERS = "answers", "پاسخ به پرسش‌ها"
    PRACTICE = "practice", "ماه تمرینی"


# The chip of each kind, see templates/components/chip.html.
CHIPS = {
    NoticeKind.FILED: "review",
    NoticeKind.APPROVED: "review",
    NoticeKind.RETURNED: "returned",
    NoticeKind.LAPSED: "system",
    NoticeKind.FINAL: "done",
    NoticeKind.QUESTION: "near",
    NoticeKind.REFUSED: "returned",
    NoticeKind.REMINDER: "near",
    NoticeKind.WARNING: "near",
    NoticeKind.INACTIVE: "late",
    NoticeKind.ACTIVE: "done",
    NoticeKind.ALARM: "late",
    NoticeKind.COMPLAINT: "review",
    NoticeKind.SECURITY: "late",
    NoticeKind.IMPORT: "review",
    NoticeKind.FILE: "review",
    NoticeKind.REGISTRY: "review",
    NoticeKind.EXPIRY: "near",
    NoticeKind.POST: "review",
    NoticeKind.ACCESS: "review",
    NoticeKind.CAMPAIGN: "near",
    NoticeKind.MEETING: "near",
    NoticeKind.EDITION: "done",
    NoticeKind.OFFICE: "near",
    NoticeKind.TRAINING: "near",
    NoticeKind.CIRCULAR: "near",
    NoticeKind.HELP: "review",
    NoticeKind.VISIT: "review",
}
