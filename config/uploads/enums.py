"""Vocabulary of evidence."""

from django.db.models import TextChoices


class FileKind(TextChoices):
    """What a file is by its content, whatever its name says."""

    PDF = "pdf", "PDF"
    JPEG = "jpg", "تصویر JPEG"
    PNG = "png", "تصویر PNG"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
}
