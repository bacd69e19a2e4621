"""Who is away, from when to when, and who stands in."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.confirmation import OwnPasswordField, check_password
from accounts.models import User
from accounts.substitution.queries import Post, colleagues
from config.http import current_user
from config.jalali import current_month, tehran_day
from config.jalali_date_field import JalaliDateField


class LeaveForm(forms.Form):
    """One absence with its substitute."""

    post = forms.ChoiceField(label="چه کسی نیست")
    substitute = forms.ChoiceField(
        label="جانشین",
        help_text="همکاری که خود در همان سازمان تصمیم می‌گیرد",
        error_messages={"required": "جانشین را انتخاب کنید."},
    )

    def __init__(
        self, *args: Any, posts: list[Post], request: HttpRequest, at: datetime, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._request, user = request, current_user(request)
        self._posts = {f"{p.user.pk}-{p.role}-{p.organization.pk}": p for p in posts}
        people = colleagues({post.organization.pk for post in posts}, at)
        self._people = {str(person.pk): person for _, person in people}
        # Who fills only their own post cannot stand in for themselves.
        others = [person for person in self._people.values() if len(posts) > 1 or person != user]
        self.nobody = not others
        several = len({post.organization.pk for post in posts}) > 1
        self.fields["post"].choices = [  # type: ignore[attr-defined]
            (
                key,
                f"{post.user.full_name}، {post.role.label}"
                + (f"، {post.organization.name}" if several else ""),
            )
            for key, post in self._posts.items()
        ]
        self.fields["substitute"].choices = [  # type: ignore[attr-defined]
            ("", "انتخاب کنید"),
            *((str(person.pk), person.full_name) for person in others),
        ]
        running = current_month(at).year
        today = tehran_day(at)
        years = [running, running + 1]
        self.fields["since"] = JalaliDateField(years=years, label="از روز", initial=today)
        self.fields["until"] = JalaliDateField(years=years, label="تا پایان روز", initial=today)
        # The last question: it hands somebody the right to decide.
        self.fields["current_password"] = OwnPasswordField()

    def clean_current_password(self) -> str:
        typed: str = self.cleaned_data["current_password"]
        check_password(self._request, typed)
        return typed

    @property
    def chosen_post(self) -> Post:
        return self._posts[self.cleaned_data["post"]]

    @property
    def chosen_substitute(self) -> User:
        return self._people[self.cleaned_data["substitute"]]
