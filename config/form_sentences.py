"""What Django's own fields say when they refuse, in the portal's words and digits.

Django's translation names lengths in Latin digits, calls letters «کاراکتر» and repeats the value
of a choice that nobody typed.
"""

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

CHOOSE = "یکی از گزینه‌های فهرست را انتخاب کنید."
UNSEEN = "نویسه‌ای ناپیدا در متن است؛ متن را دوباره بنویسید."
LONG_NAME = "نام فایل بلند است؛ آن را کوتاه کنید و دوباره ارسال کنید."
_SENTENCES: dict[type[forms.Field], dict[str, str]] = {
    forms.CharField: {"required": "این قلم را پر کنید."},
    forms.ChoiceField: {"required": CHOOSE, "invalid_choice": CHOOSE},
    forms.TypedChoiceField: {"required": CHOOSE, "invalid_choice": CHOOSE},
    forms.ModelChoiceField: {"required": CHOOSE, "invalid_choice": CHOOSE},
    forms.IntegerField: {"invalid": "این مقدار عدد نیست؛ صفحه را دوباره باز کنید."},
    forms.FileField: {
        "required": "فایلی انتخاب کنید.",
        "invalid": "فایلی نرسید؛ آن را دوباره انتخاب کنید.",
        "missing": "فایلی نرسید؛ آن را دوباره انتخاب کنید.",
        "max_length": LONG_NAME,
    },
}


def use() -> None:
    """Make these the sentences of every form; a field with words of its own keeps them."""
    ProhibitNullCharactersValidator.message = UNSEEN
    for kind, sentences in _SENTENCES.items():
        # Each class its own: Django shares the dictionary of a parent with its children.
        own = dict(kind.__dict__.get("default_error_messages", {}))
        kind.default_error_messages = own | sentences
