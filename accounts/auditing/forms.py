"""What to look for in the trail."""

import json
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from accounts.auditing.queries import TrailSearch
from accounts.enums import AccessKind
from config.fields import DayField, UserNameField

NOTHING = "دست‌کم یکی را مشخص کنید: نام کاربری، روز یا رخداد."


class TrailForm(forms.Form):
    """A user name, a day or a kind of event, at least one of them."""

    name = UserNameField(
        label="نام کاربری", required=False, max_length=60, help_text="همان‌طور که با آن وارد می‌شود."
    )
    day = DayField(label="روز", required=False, help_text="مانند ۱۴۰۵/۰۹/۰۵")
    kind = forms.ChoiceField(
        label="رخداد", required=False, choices=[("", "همه"), *AccessKind.choices]
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise ValidationError(NOTHING)
        return data

    @property
    def words(self) -> str:
        """What is looked for as it is kept between the post and the page."""
        data = self.cleaned_data
        day = data["day"].isoformat() if data["day"] else ""
        return json.dumps([data["name"], day, data["kind"]])


def read_words(words: str) -> TrailSearch:
    """Read what a form has kept."""
    name, day, kind = json.loads(words)
    return TrailSearch(name, date.fromisoformat(day) if day else None, kind)
