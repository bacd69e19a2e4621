import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import config.one_line


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0021_right_to_publish"),
        ("units", "0025_mobiles_by_file_wait"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Circular",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", config.one_line.OneLineField(max_length=40)),
                ("dated_on", models.DateField()),
                ("subject", config.one_line.OneLineField(max_length=160)),
                ("text", models.TextField()),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("provinces", "تا سازمان\u200cهای استان"),
                            ("unions", "تا اتحادیه\u200cها"),
                            ("units", "تا واحدهای صنفی"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                ("written_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("issued_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawal_reason", models.TextField(blank=True)),
                ("told_late_at", models.DateTimeField(null=True)),
                (
                    "issued_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="outreach.circular",
                    ),
                ),
                ("targets", models.ManyToManyField(related_name="+", to="accounts.organization")),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CircularAnnex",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", config.one_line.OneLineField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("jpg", "تصویر JPEG"), ("png", "تصویر PNG")],
                        max_length=4,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("stored", models.CharField(max_length=32, unique=True)),
                (
                    "circular",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="annexes",
                        to="outreach.circular",
                    ),
                ),
            ],
            options={
                "ordering": ["circular", "number"],
            },
        ),
        migrations.CreateModel(
            name="CircularHop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                ("came_at", models.DateTimeField()),
                ("passed_at", models.DateTimeField(null=True)),
                ("skipped", models.BooleanField(db_default=False, default=False)),
                (
                    "above",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "circular",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hops",
                        to="outreach.circular",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "passed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CircularReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("to_units", models.BooleanField()),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("told", models.PositiveIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hop",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="outreach.circularhop",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HelpCategory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", config.one_line.OneLineField(max_length=80)),
                ("answer_days", models.PositiveSmallIntegerField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("note", models.TextField(blank=True)),
                ("added_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", config.one_line.OneLineField(max_length=120)),
                ("tracking_number", models.CharField(blank=True, max_length=11)),
                ("page", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "نزد رابط سامانه"),
                            ("forwarded", "نزد دفتر آمار"),
                            ("answered", "پاسخ داده شد"),
                            ("closed", "بسته شد"),
                        ],
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("arrived_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_days", models.PositiveSmallIntegerField(null=True)),
                ("told_late_at", models.DateTimeField(null=True)),
                ("late", models.BooleanField(db_default=False, default=False)),
                ("serial", models.PositiveSmallIntegerField(default=1)),
                (
                    "access",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="accounts.accessrequest",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outreach.helpcategory",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TicketEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.PositiveSmallIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("asked", "مشکل ثبت شد"),
                            ("forwarded", "به دفتر آمار ارجاع شد"),
                            ("answered", "پاسخ"),
                            ("reopened", "دوباره باز شد"),
                            ("closed", "بسته شد"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organization",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="outreach.ticket",
                    ),
                ),
            ],
            options={
                "ordering": ["ticket", "serial"],
            },
        ),
        migrations.CreateModel(
            name="UnitReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "circular",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="outreach.circular",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="units.unit",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="circular",
            index=models.Index(
                condition=models.Q(
                    ("issued_at__isnull", False), ("told_late_at", None), ("withdrawn_at", None)
                ),
                fields=["due_on"],
                name="circulars_not_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.UniqueConstraint(
                condition=models.Q(("issued_at__isnull", False)),
                fields=("issuer", "number"),
                name="one_circular_of_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.UniqueConstraint(
                condition=models.Q(("issued_at__isnull", False)),
                fields=("replaces",),
                name="one_circular_replaces_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issued_at", None), ("issued_by", None)),
                    models.Q(
                        ("issued_at__isnull", False),
                        ("issued_by__isnull", False),
                        models.Q(("text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="issued_circular_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawal_reason", ""), ("withdrawn_at", None), ("withdrawn_by", None)
                    ),
                    models.Q(
                        ("issued_at__isnull", False),
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="withdrawn_circular_was_issued_and_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces", None),
                    models.Q(("replaces", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="circular_does_not_replace_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number__regex", "[\\u0001-\\u001f\\u007f\\u0085\\u2028\\u2029]"),
                    _negated=True,
                ),
                name="outreach_circular_number_one_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="circular",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("subject__regex", "[\\u0001-\\u001f\\u007f\\u0085\\u2028\\u2029]"),
                    _negated=True,
                ),
                name="outreach_circular_subject_one_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="circularannex",
            constraint=models.UniqueConstraint(
                fields=("circular", "number"), name="one_annex_of_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="circularannex",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sha256__regex", "^[0-9a-f]{64}$"),
                    ("size__gt", 0),
                    ("stored__regex", "^[0-9a-f]{32}$"),
                ),
                name="annex_is_stored_by_its_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="circularannex",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("name__regex", "[\\u0001-\\u001f\\u007f\\u0085\\u2028\\u2029]"), _negated=True
                ),
                name="outreach_circularannex_name_one_line",
            ),
        ),
        migrations.AddIndex(
            model_name="circularhop",
            index=models.Index(fields=["office", "-id"], name="hops_of_office"),
        ),
        migrations.AddIndex(
            model_name="circularhop",
            index=models.Index(
                condition=models.Q(("passed_at", None)),
                fields=["office"],
                name="hops_waiting_at_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="circularhop",
            constraint=models.UniqueConstraint(
                fields=("circular", "office"), name="one_hop_at_an_office"
            ),
        ),
        migrations.AddConstraint(
            model_name="circularhop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("passed_at", None), ("passed_by", None), ("skipped", False)),
                    models.Q(
                        ("passed_at__isnull", False),
                        ("passed_by__isnull", False),
                        ("skipped", False),
                    ),
                    models.Q(("passed_at__isnull", False), ("passed_by", None), ("skipped", True)),
                    _connector="OR",
                ),
                name="hop_is_passed_by_somebody_or_skipped",
            ),
        ),
        migrations.AddConstraint(
            model_name="circularreminder",
            constraint=models.UniqueConstraint(
                fields=("hop", "to_units", "day"), name="one_reminder_a_hop_and_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="helpcategory",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_days__range", (1, 30))),
                name="category_is_answered_within_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="helpcategory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("name__regex", "[\\u0001-\\u001f\\u007f\\u0085\\u2028\\u2029]"), _negated=True
                ),
                name="outreach_helpcategory_name_one_line",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state__in", ("open", "forwarded"))),
                fields=["desk", "due_on", "id"],
                name="tickets_waiting_at_desk",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["province", "-id"], name="tickets_of_province"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["asked_by", "-id"], name="tickets_of_person"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["office", "-id"], name="tickets_of_office"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["asked_at"], name="tickets_by_month"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state__in", ("open", "forwarded")), ("told_late_at", None)),
                fields=["due_on"],
                name="tickets_not_told_late",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("access", None), ("office", None), ("unit__isnull", False)),
                    models.Q(("access", None), ("office__isnull", False), ("unit", None)),
                    models.Q(("access__isnull", False), ("office", None), ("unit", None)),
                    _connector="OR",
                ),
                name="ticket_is_of_one_asker",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_days", None)),
                    models.Q(("answered_at__isnull", False), ("answered_days__isnull", False)),
                    _connector="OR",
                ),
                name="answered_ticket_has_its_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("page", ""), ("page__regex", "^/[^/]"), _connector="OR"),
                name="page_of_a_ticket_is_our_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("subject__regex", "[\\u0001-\\u001f\\u007f\\u0085\\u2028\\u2029]"),
                    _negated=True,
                ),
                name="outreach_ticket_subject_one_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketentry",
            constraint=models.UniqueConstraint(
                fields=("ticket", "serial"), name="one_entry_a_serial"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("serial__gte", 1),
                    models.Q(
                        models.Q(("text", ""), _negated=True), ("act", "closed"), _connector="OR"
                    ),
                ),
                name="an_entry_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitreceipt",
            constraint=models.UniqueConstraint(
                fields=("circular", "unit"), name="one_receipt_of_a_unit_and_circular"
            ),
        ),
    ]
