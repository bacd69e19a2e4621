"""What is asked for several inactive months: which months, and once the people."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from config.jalali import JalaliMonth
from statistics.filing.checks import period_fault
from statistics.filing.forms import EmploymentForm
from units.models import Licence

# Of a forged list no more is read.
MONTHS_AT_MOST = 60


class InactiveMonthsForm(EmploymentForm):
    """The months of one unit, and the people that worked in each of them.

    A month that stands already is no fault here: it is said when the months are sent.
    """

    months = forms.MultipleChoiceField(
        label="ماه‌های غیرفعال",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "دست‌کم یک ماه را انتخاب کنید.",
            "invalid_choice": "ماه را از فهرست انتخاب کنید.",
        },
    )

    def __init__(
        self,
        *args: Any,
        licences: list[Licence],
        offered: list[JalaliMonth],
        at: datetime,
        **options: Any,
    ) -> None:
        super().__init__(*args, confirming=True, **options)
        self.licences, self.at = licences, at
        choices = [(str(month.to_int()), str(month)) for month in offered]
        typed = self.data.getlist("months") if isinstance(self.data, QueryDict) else []
        known = {value for value, _ in choices}
        # Posted months that are not offered (any more).
        choices += [
            (text, str(month))
            for text in typed[:MONTHS_AT_MOST]
            if text not in known and (month := JalaliMonth.parse(text))
        ]
        self.fields["months"].choices = choices  # type: ignore[attr-defined]

    def clean_months(self) -> list[tuple[Licence, JalaliMonth]]:
        """Pair each month, once, with the licence that serves it; only ended months are taken."""
        found = []
        for text in sorted(set(self.cleaned_data["months"])):
            month = JalaliMonth.from_int(int(text))
            faults = [period_fault(licence, month, self.at) for licence in self.licences]
            # Any licence of the unit may cover the month; the first one that does files it.
            if None not in faults:
                raise ValidationError(faults[0] or "")
            found.append((self.licences[faults.index(None)], month))
        return found
