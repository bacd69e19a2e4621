"""Minutes as they are typed, their tasks row by row, and the answer for one task."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.models import Organization
from config.fields import DayField, PlainTextField
from config.jalali import jalali_parts, short_day
from config.jalali_date_field import JalaliDateField
from config.persian import format_number, to_persian_digits
from oversight.enums import TaskState
from oversight.meetings.services import PostedMinutes, PostedTask
from oversight.models import Meeting, MeetingTask

# So many tasks fit one meeting; more would be answered by nobody.
MOST, BLANK = 12, 3
_PREFIX = "tasks"


class MinutesForm(forms.Form):
    """The meeting itself: when, who, what was said."""

    number = PlainTextField(label="شمارهٔ نامه", max_length=40, required=False)
    chair = PlainTextField(
        label="رئیس جلسه",
        max_length=120,
        error_messages={"required": "نام رئیس جلسه را بنویسید."},
    )
    secretary = PlainTextField(label="دبیر جلسه", max_length=120, required=False)
    present = PlainTextField(
        label="حاضران",
        max_length=1000,
        required=False,
        help_text="نام و سمت هر ذی‌نفع حاضر، هر یک در یک سطر.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = PlainTextField(
        label="علت‌های رشد و کاهش، و نتیجهٔ بررسی",
        max_length=8000,
        required=False,
        help_text="آنچه جلسه دربارهٔ علت‌ها دریافت؛ پیش از ارسال لازم است.",
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(self, data: Any, today: date, **options: Any) -> None:
        super().__init__(data, **options)
        year = jalali_parts(today)[0]
        # Its years move with the clock.
        self.fields["held_on"] = JalaliDateField(label="روز جلسه", years=(year - 1, year, year + 1))
        self.order_fields(["number", "held_on"])
        # A draft may leave it empty.
        self.fields["minutes"].needed = True  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    """One row of tasks; an empty row is none."""

    what = PlainTextField(
        label="مصوبه",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "بنویسید چه کاری انجام شود، یا این سطر را خالی کنید."},
    )
    office = forms.ChoiceField(
        label="پاسخ‌گو",
        error_messages={
            "required": "دستگاهی را که پاسخ می‌دهد انتخاب کنید.",
            "invalid_choice": "دستگاه پاسخ‌گو را از فهرست انتخاب کنید.",
        },
    )
    person = PlainTextField(label="نام یا سمت مسئول", max_length=120, required=False)
    due_on = DayField(
        label="موعد",
        widget=forms.TextInput(attrs={"placeholder": "۱۴۰۵/۰۹/۳۰"}),
        error_messages={"required": "موعد انجام را بنویسید."},
    )

    def __init__(self, data: Any, offices: Sequence[tuple[str, str]], **options: Any) -> None:
        # Nothing is required of a row in which nothing is written.
        super().__init__(data, empty_permitted=True, use_required_attribute=False, **options)
        self.fields["office"].choices = [("", "—"), *offices]  # type: ignore[attr-defined]

    @property
    def task(self) -> PostedTask | None:
        found = self.cleaned_data
        if not found.get("what"):
            return None
        return PostedTask(found["what"], int(found["office"]), found["person"], found["due_on"])


class MinutesForms:
    """The form of the meeting with the rows of its tasks, as one."""

    def __init__(
        self,
        sent: Mapping[str, Any] | None,
        offices: Sequence[Organization],
        today: date,
        meeting: Meeting | None,
        tasks: Sequence[MeetingTask],
        chair: str,
    ) -> None:
        self.today = today
        choices = [(str(office.pk), office.name) for office in offices]
        first = {"held_on": today, "chair": chair}
        if meeting:
            names = ("number", "held_on", "chair", "secretary", "present", "minutes")
            first = {name: getattr(meeting, name) for name in names}
        self.main = MinutesForm(sent, today, initial=first)
        self.rows = [
            TaskForm(
                sent,
                choices,
                prefix=f"{_PREFIX}-{place}",
                # What was sent stands for itself: a row that says what is stored is written, too.
                initial=_written(tasks[place]) if sent is None and place < len(tasks) else {},
            )
            for place in range(MOST)
        ]

    @property
    def shown(self) -> list[TaskForm]:
        """The rows up to the last one that says anything, and a few more to write in."""
        last = max(
            (
                place
                for place, row in enumerate(self.rows, start=1)
                if any(row[name].value() for name in row.fields)
            ),
            default=0,
        )
        return self.rows[: last + BLANK]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Pair the anchor and the text of each fault, with the row it stands in."""
        found = [("main", str(text)) for text in self.main.non_field_errors()]
        found += [(f.auto_id, str(text)) for f in self.main for text in f.errors]
        return found + [
            (field.auto_id, f"مصوبهٔ {format_number(place)}: {text}")
            for place, row in enumerate(self.rows, start=1)
            for field in row
            for text in field.errors
        ]

    def read(self, send: bool) -> PostedMinutes | None:
        """Read what was typed; None where something is to be put right."""
        # Every form is asked, so that all faults are told at once.
        good = all([self.main.is_valid(), *[row.is_valid() for row in self.rows]])
        found = self.main.cleaned_data
        if send and not found.get("minutes") and "minutes" not in self.main.errors:
            self.main.add_error("minutes", "پیش از ارسال، نتیجهٔ بررسی جلسه را بنویسید.")
        if send and found.get("held_on") and found["held_on"] > self.today:
            self.main.add_error("held_on", "جلسه هنوز برگزار نشده است؛ پس از آن ارسال کنید.")
        for row in self.rows if found.get("held_on") else ():
            due = row.cleaned_data.get("due_on")
            if due and due < found["held_on"]:
                row.add_error("due_on", "موعد پیش از روز جلسه است.")
        if not good or self.faults:
            return None
        tasks = tuple(row.task for row in self.rows if row.task)
        return PostedMinutes(**found, tasks=tasks)


def _written(task: MeetingTask) -> dict[str, Any]:
    return {
        "what": task.what,
        "office": str(task.office_id),
        "person": task.person,
        "due_on": to_persian_digits(short_day(task.due_on)),
    }


class TaskAnswerForm(forms.Form):
    """How a task stands, in words."""

    state = forms.ChoiceField(
        label="وضعیت",
        choices=[choice for choice in TaskState.choices if choice[0] != TaskState.WAITING],
        widget=forms.RadioSelect,
        error_messages={"required": "وضعیت را انتخاب کنید."},
    )
    text = PlainTextField(
        max_length=500,
        label="چه شد",
        help_text="آنچه انجام شده یا مانده، با عدد اگر دارد؛ مانند «۴ بازدید از ۶».",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "بنویسید چه شد."},
    )
