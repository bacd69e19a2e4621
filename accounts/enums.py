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
    EXPORT_IDENTIFIED = "export_identified", "دریافت خروجی آمار واحدی (محرمانه)"
    LOOK_UP_FINAL = "look_up_final", "دیدن ماه‌های نهایی یک واحد"
    RUN_PORTAL = "run_portal", "مدیریت فنی"


class Role(TextChoices):
    """A post held at an organization."""

    UNION_OFFICER = "union_officer", "کارشناس اتحادیه"
    COUNTY_OFFICER = "county_officer", "ادارهٔ شهرستان"
    PROVINCE_EXPERT = "province_expert", "کارشناس استان"
    PROVINCE_HEAD = "province_head", "رئیس سازمان استان"
    MINISTRY_EXPERT = "ministry_expert", "کارشناس وزارت"
    STATISTICS_OFFICER = "statistics_officer", "دفتر آمار"
    IMPORT_REVIEWER = "import_reviewer", "کارشناس بررسی ثبت سفارش"
    TECHNICAL_ADMIN = "technical_admin", "مدیر فنی سامانه"


ROLE_KIND = {
    Role.UNION_OFFICER: OrganizationKind.UNION,
    Role.COUNTY_OFFICER: OrganizationKind.COUNTY_OFFICE,
    Role.PROVINCE_EXPERT: OrganizationKind.PROVINCE,
    Role.PROVINCE_HEAD: OrganizationKind.PROVINCE,
    Role.MINISTRY_EXPERT: OrganizationKind.MINISTRY,
    Role.STATISTICS_OFFICER: OrganizationKind.STATISTICS,
    Role.IMPORT_REVIEWER: OrganizationKind.MINISTRY,
    Role.TECHNICAL_ADMIN: OrganizationKind.STATISTICS,
}

ROLE_PERMISSIONS = {
    Role.UNION_OFFICER: {
        Permission.VIEW_CASES,
        Permission.VIEW_REGISTRY,
        Permission.KEEP_REGISTRY,
        Permission.DECIDE,
    },
    Role.COUNTY_OFFICER: {
        Permission.VIEW_CASES,
        Permission.VIEW_REGISTRY,
        Permission.KEEP_REGISTRY,
    },
    Role.PROVINCE_EXPERT: {
        Permission.VIEW_CASES,
        Permission.VIEW_REGISTRY,
        Permission.KEEP_REGISTRY,
        Permission.IMPORT_REGISTRY,
        Permission.DECIDE,
    },
    Role.PROVINCE_HEAD: {
        Permission.VIEW_CASES,
        Permission.VIEW_REGISTRY,
        Permission.KEEP_REGISTRY,
        Permission.IMPORT_REGISTRY,
        Permission.DECIDE,
        Permission.EVALUATE,
    },
    Role.MINISTRY_EXPERT: {
        Permission.VIEW_CASES,
        Permission.VIEW_REGISTRY,
        Permission.DECIDE,
        Permission.EVALUATE,
    },
    # Decides no case: it keeps the measures by which cases are judged.
    Role.STATISTICS_OFFICER: {
        Permission.VIEW_REGISTRY,
        Permission.IMPORT_REGISTRY,
        Permission.MANAGE_CATALOGUE,
        Permission.EXPORT_IDENTIFIED,
        Permission.EVALUATE,
    },
    # Looks up one unit's final months; no list of cases is theirs.
    Role.IMPORT_REVIEWER: {Permission.LOOK_UP_FINAL},
    # Runs the portal and sees no figure.
    Role.TECHNICAL_ADMIN: {Permission.RUN_PORTAL},
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
    REGISTRY = "registry", "مشخصات واحد"
    EXPIRY = "expiry", "اعتبار پروانه"


class AccessKind(TextChoices):
    """What the trail of access keeps: comings and goings, and what was refused."""

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


class Job(TextChoices):
    """What runs over many rows by itself, and sets one aside rather than stop."""

    SWEEP = "sweep", "پیشروی خودکار پرونده‌ها"
    ACTIVITY = "activity", "سنجش وضعیت واحدها"
    REMINDERS = "reminders", "یادآوری‌ها"
    OUTBOX = "outbox", "پیام‌های بیرونی"
    EXPIRY = "expiry", "یادآوری اعتبار پروانه‌ها"


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
    NoticeKind.REGISTRY: "review",
    NoticeKind.EXPIRY: "near",
}
