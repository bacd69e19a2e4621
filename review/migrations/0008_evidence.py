"""Evidence of a case: never changed, and taken off only before its round was sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SENT_STAYS = """
CREATE FUNCTION review_refuse_change_of_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (
        SELECT FROM statistics_submission s
        WHERE s.id = OLD.submission_id AND s.round >= OLD.round
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'evidence that was sent is never changed nor taken off'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;

CREATE TRIGGER sent_stays BEFORE UPDATE OR DELETE ON review_evidence
    FOR EACH ROW EXECUTE FUNCTION review_refuse_change_of_evidence();
"""
UNDO = """
DROP FUNCTION review_refuse_change_of_evidence() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0007_rehearsals"),
        ("statistics", "0009_reminders_and_notebook"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("round", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
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
                ("uploaded_at", models.DateTimeField()),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="statistics.submission",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["submission", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "number"), name="one_file_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256__regex", "^[0-9a-f]{64}$"),
                            ("stored__regex", "^[0-9a-f]{32}$"),
                        ),
                        name="evidence_is_stored_by_its_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0), ("round__gt", 0), ("size__gt", 0)),
                        name="evidence_is_not_empty",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SENT_STAYS, UNDO),
    ]
