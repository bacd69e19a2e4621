"""Which list stands behind a number of the pages of statistics."""

from django.db.models import TextChoices


class FilingsList(TextChoices):
    """The filings of a cell: all that are final, those with exports, those that wait."""

    FINAL = "", "پرونده‌های نهایی"
    EXPORTS = "exports", "پرونده‌های نهایی با صادرات"
    PENDING = "pending", "پرونده‌های در انتظار تأیید"
