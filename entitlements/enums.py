"""What a certificate is for, and what its check answers."""

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
