"""What a certificate is for, what its check answers, and what an agency may ask."""

from django.db.models import TextChoices


class CertificatePurpose(TextChoices):
    """For what a unit shows that it files, as the circulars name it (60/133338 §2 and §7)."""

    ORDER = "order", "ثبت سفارش مواد اولیه و ماشین‌آلات"
    LOAN = "loan", "تسهیلات بانکی"
    TENDER = "tender", "مناقصه یا مزایدهٔ دولتی"
    EXCHANGE = "exchange", "خرید از بورس کالا"


class Verdict(TextChoices):
    """What somebody who checks a certificate is told in the first line."""

    VALID = "valid", "این گواهی معتبر است"
    INCOMPLETE = "incomplete", "گواهی معتبر است، ولی ثبت واحد دیگر کامل نیست"
    UNSUPPORTED = "unsupported", "گواهی صادر شده است، ولی واحد اکنون پشتیبانی نمی‌شود"
    EXPIRED = "expired", "اعتبار این گواهی پایان یافته است"
    REVOKED = "revoked", "این گواهی باطل شده است"

    @property
    def chip(self) -> str:
        """The state of the paper itself in the list of who issued it."""
        return {Verdict.REVOKED: "باطل‌شده", Verdict.EXPIRED: "گذشته"}.get(self, "معتبر")

    @property
    def tone(self) -> str:
        """Which ground the answer of a check stands on: good, warn or bad."""
        if self is Verdict.VALID:
            return "good"
        return "warn" if self is Verdict.INCOMPLETE else "bad"


class InquiryField(TextChoices):
    """A fact of a unit that an agreement may name; the first four are derived, the rest base data.

    None is a figure of the unit, and none tells whose it is.
    """

    ACTIVITY = "activity", "وضعیت فعالیت"
    DUTY = "duty", "وضعیت ثبت آمار"
    MONTHS = "months", "ماه‌های ثبت‌شده و نهایی"
    COMPLETE_SINCE = "complete_since", "ثبت کامل از ماه"
    LICENCE_HOLDS = "licence_holds", "اعتبار پروانه"
    LICENCE_KIND = "licence_kind", "نوع پروانه"
    LICENCE_UNTIL = "licence_until", "پایان اعتبار پروانه"
    TRADE = "trade", "رشته فعالیت"
    COUNTY = "county", "استان و شهرستان"
    UNION = "union", "اتحادیه"

    @property
    def derived(self) -> bool:
        """Whether it is judged from what was filed, as every agreement may have it."""
        return self in DERIVED


DERIVED = (
    InquiryField.ACTIVITY,
    InquiryField.DUTY,
    InquiryField.MONTHS,
    InquiryField.COMPLETE_SINCE,
)


class InquiryState(TextChoices):
    """How far a question is."""

    WAITING = "waiting", "در صف پاسخ"
    DONE = "done", "پاسخ داده شد"
    FAILED = "failed", "پاسخ داده نشد"


class RowResult(TextChoices):
    """What became of one row of a question."""

    FOUND = "found", "پیدا شد"
    NOT_FOUND = "not_found", "پیدا نشد"
    INVALID = "invalid", "خوانا نیست"


class RefusalReason(TextChoices):
    """Why a question was not taken."""

    UNKNOWN = "unknown", "توکن ناشناس"
    REVOKED = "revoked", "توکن باطل‌شده"
    EXPIRED = "expired", "توکن گذشته"
    NOT_IN_FORCE = "not_in_force", "توافق در اعتبار نیست"
    FIELDS = "fields", "بیرون از توافق"
    QUOTA = "quota", "سهمیهٔ روز پر شده"


class LedgerKind(TextChoices):
    """How somebody asked about a unit."""

    ORDER = "order", "بررسی ثبت سفارش"
    INQUIRY = "inquiry", "استعلام دستگاه‌ها"
    CHECK = "check", "بررسی گواهی"
    SUPPORT = "support", "پرسش پیش از حمایت"
    REFUSED = "refused", "استعلام ردشده"


class SupportVerdict(TextChoices):
    """What an office that gives support is told of a unit (directive 5013 §8; 60/133338 §2-3)."""

    SUPPORTED = "supported", "پشتیبانی می‌شود"
    UNFILED = "unfiled", "تا ثبت آمار پشتیبانی نمی‌شود"
    UNLICENSED = "unlicensed", "تا درست شدن پروانه پشتیبانی نمی‌شود"

    @property
    def chip(self) -> str:
        return "done" if self is SupportVerdict.SUPPORTED else "late"


class SupportResult(TextChoices):
    """What became of one row of a question before support."""

    FOUND = "found", "پیدا شد"
    NOT_FOUND = "not_found", "پیدا نشد"
    UNREADABLE = "unreadable", "خوانا نیست"
    REPEATED = "repeated", "تکراری"
