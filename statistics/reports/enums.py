"""What may be exported, and as what kind of file."""

from django.db.models import TextChoices


class ExportKind(TextChoices):
    """Which rows of the final months a file holds."""

    PRODUCTION = "production", "تولید"
    EXPORTS = "exports", "صادرات"
    EMPLOYMENT = "employment", "اشتغال"


class ExportFormat(TextChoices):
    """The kind of file."""

    XLSX = "xlsx", "اکسل (XLSX)"
    CSV = "csv", "CSV"
