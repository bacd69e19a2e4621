"""The form of a forgotten password by SMS."""

from django import forms

from config.fields import UserNameField


class NameForm(forms.Form):
    """Whose password was forgotten; the mobile is never asked for."""

    username = UserNameField(
        label="نام کاربری",
        help_text="دارندهٔ پروانه: کد ملی یا شناسهٔ ملی.",
        error_messages={"required": "نام کاربری را بنویسید."},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "class": "ltr"}
        ),
    )

    def clean_username(self) -> str:
        """Cut what is longer than any name: it is nobody's, as any other that is not there."""
        name: str = self.cleaned_data["username"]
        return name[:60]
