"""A lesson as it is answered."""

from typing import Any

from django import forms

from accounts.training.rules import Lesson


class LessonForm(forms.Form):
    """The questions of a lesson; valid once every answer is the right one."""

    def __init__(self, data: Any, lesson: Lesson) -> None:
        super().__init__(data)
        self.lesson = lesson
        for place, question in enumerate(lesson.questions):
            self.fields[f"question{place}"] = forms.ChoiceField(
                label=question.text,
                choices=[(str(n), text) for n, text in enumerate(question.answers)],
                widget=forms.RadioSelect,
                error_messages={"required": "یکی از پاسخ‌ها را انتخاب کنید."},
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for place, question in enumerate(self.lesson.questions):
            name = f"question{place}"
            if name in found and found[name] != str(question.right):
                self.add_error(name, f"پاسخ دیگری درست است: {question.because}")
        return found
