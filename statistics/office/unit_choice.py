"""Naming a unit in a form of the office: by guild id, and by holder where two share it."""

from typing import Any

from django import forms

from config.fields import CodeField
from units.models import Unit


class UnitChoiceForm(forms.Form):
    """A unit by its guild id; where two holders share one, the holder's id tells which."""

    guild_id = CodeField(
        label="شناسه صنفی", error_messages={"required": "شناسه صنفی واحد را بنویسید."}
    )
    holder_id = CodeField(
        required=False,
        label="کد یا شناسهٔ ملی دارنده",
        help_text="تنها اگر یک شناسه صنفی نزد دو دارنده است.",
    )
    unit: Unit

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("guild_id"):
            return data
        units = Unit.objects.filter(guild_id=data["guild_id"])
        if data.get("holder_id"):
            units = units.filter(holder_id=data["holder_id"])
        # Two are enough to know that the guild id is not the unit's alone.
        found = list(units.order_by("pk")[:2])
        if not found:
            self.add_error("guild_id", "واحدی با این شناسه نیست.")
        elif len(found) > 1:
            self.add_error("holder_id", "دو دارنده این شناسه را دارند؛ کد دارنده را هم بنویسید.")
        else:
            self.unit = found[0]
        return data
