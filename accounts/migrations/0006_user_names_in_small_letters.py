"""User names in small letters, so that «Ali» and «ali» cannot be two accounts."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Lower


def fold_names(apps: Any, schema_editor: Any) -> None:
    """Fold the names that stand; two that would become one are for the operator to part."""
    User = apps.get_model("accounts", "User")
    twins = (
        User.objects.annotate(folded=Lower("username"))
        .values("folded")
        .annotate(count=models.Count("pk"))
        .filter(count__gt=1)
    )
    names = sorted(twins.values_list("folded", flat=True))
    if names:
        raise ValueError(
            "These user names differ in capital letters alone; rename one of each pair, then "
            f"migrate again: {', '.join(names)}"
        )
    User.objects.exclude(username=Lower("username")).update(username=Lower("username"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_one_line_names")]
    operations = [
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(username=Lower("username")), name="user_name_in_small_letters"
            ),
        ),
    ]
