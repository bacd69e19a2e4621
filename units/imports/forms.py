"""The form by which a file of a list comes."""

from typing import Any

from django import forms

from accounts.models import Organization
from config.fields import UploadField
from units.imports.kinds import ImportKind

COUNTRY, EVERYWHERE = "همهٔ کشور", "all"


class ImportForm(forms.Form):
    """What the file lists, for whom, and the file; what it is, is read from its content."""

    kind = forms.ChoiceField(label="این فایل چیست؟")
    scope = forms.ChoiceField(label="برای کدام حوزه؟")
    file = UploadField(
        label="فایل",
        accept=".xlsx,.csv",
        help_text="XLSX یا CSV، تا ۲۰ مگابایت، تا ۱۰۰ هزار ردیف",
    )

    def __init__(
        self,
        *args: Any,
        kinds: list[ImportKind],
        scopes: list[Organization | None],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kinds = {kind.key: kind for kind in kinds}
        self.scopes = {scope.code if scope else EVERYWHERE: scope for scope in scopes}
        choices: Any = self.fields["kind"]
        choices.choices = [(kind.key, kind.label) for kind in kinds]
        choices = self.fields["scope"]
        choices.choices = [(code, str(one or COUNTRY)) for code, one in self.scopes.items()]
        if not scopes:
            del self.fields["scope"]

    @property
    def chosen_kind(self) -> ImportKind:
        return self.kinds[self.cleaned_data["kind"]]

    @property
    def chosen_scope(self) -> Organization | None:
        return self.scopes.get(self.cleaned_data.get("scope", EVERYWHERE))
