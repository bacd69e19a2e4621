"""What is asked of an owner who invites, and of who was invited."""

from typing import Any

from django import forms

from accounts.forms import NewPasswordForm
from accounts.models import User
from config.fields import MobileField
from units.members.queries import Delegate
from units.members.services import InvitationTerms
from units.models import Unit
from units.registry.forms import NameField


class UnitsField(forms.TypedMultipleChoiceField):
    """Some of a person's units, each with a box."""

    def __init__(self, units: list[Unit], **options: Any) -> None:
        rows = [(unit.pk, unit.name) for unit in units]
        super().__init__(choices=rows, coerce=int, widget=forms.CheckboxSelectMultiple, **options)


class InviteForm(forms.Form):
    """Whom to invite, for which units."""

    name = NameField(
        max_length=120,
        label="نام و نام خانوادگی نماینده",
        error_messages={"required": "نام نماینده را بنویسید."},
    )
    mobile = MobileField(
        label="شمارهٔ همراه نماینده",
        help_text="پیوند دعوت و کد تأیید به همین شماره ارسال می‌شود.",
    )

    def __init__(self, *args: Any, units: list[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["units"] = UnitsField(
            units,
            label="برای کدام واحدها آمار ثبت کند؟",
            initial=[unit.pk for unit in units] if len(units) == 1 else [],
            error_messages={"required": "دست‌کم یک واحد را انتخاب کنید."},
        )

    @property
    def terms(self) -> InvitationTerms:
        data = self.cleaned_data
        return InvitationTerms(data["name"], data["mobile"], data["units"])


class KeptUnitsForm(forms.Form):
    """Which units a delegate keeps; none of them ends it all."""

    def __init__(self, *args: Any, delegate: Delegate, **options: Any) -> None:
        super().__init__(*args, **options)
        units = [row.unit for row in delegate.memberships]
        self.fields["units"] = UnitsField(
            units,
            required=False,
            label="برای کدام واحدها بماند؟",
            help_text="تیک هر واحد را بردارید، دسترسی به همان واحد پایان می‌یابد؛ بی هیچ تیک، همه.",
            initial=[unit.pk for unit in units],
        )


class DelegateAccountForm(NewPasswordForm):
    """A new account of who was invited: a name and a password; its user name is the mobile."""

    name = NameField(
        max_length=120,
        label="نام و نام خانوادگی",
        error_messages={"required": "نام خود را بنویسید."},
    )

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(user, *args, **options)
        self.initial["name"] = user.full_name
        self.order_fields(["name"])
