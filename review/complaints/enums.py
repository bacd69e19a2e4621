"""Vocabulary of complaints."""

from django.db.models import TextChoices


class ComplaintKind(TextChoices):
    """What a unit complains about."""

    RETURN = "return", "بازگشت"
    INACTIVE = "inactive", "غیرفعال بودن"


class Verdict(TextChoices):
    """What the office that answers found."""

    OPEN = "", "در انتظار پاسخ"
    UPHELD = "upheld", "وارد است"
    DECLINED = "declined", "وارد نیست"
