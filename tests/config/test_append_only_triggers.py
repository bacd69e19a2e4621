"""The rights of the portal's role in production: what the triggers refuse, it may not even try."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.django_db

# A role that every cluster has, in the place of the one that only a superuser can make.
ROLE = "pg_monitor"
SCRIPT = Path(settings.BASE_DIR, "deploy", "append-only.sql")


@pytest.fixture
def rights() -> dict[str, set[str]]:
    """What the role may do with each table after the script, from full rights before it."""
    with connection.cursor() as db:
        db.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}")
        db.execute(SCRIPT.read_text(encoding="utf-8").replace("portal_app", ROLE))
        db.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = %s",
            [ROLE],
        )
        found: dict[str, set[str]] = {}
        for table, right in db.fetchall():
            found.setdefault(table, set()).add(right)
    return found


@pytest.mark.parametrize(
    ("table", "taken"),
    [
        ("review_decision", {"UPDATE", "DELETE"}),
        ("review_unioncheck", {"UPDATE", "DELETE"}),
        ("oversight_evaluationedition", {"UPDATE", "DELETE"}),
        ("oversight_taskanswer", {"UPDATE", "DELETE"}),
        ("oversight_meeting", {"DELETE"}),
        ("review_contact", {"UPDATE", "DELETE"}),
        ("statistics_revision", {"UPDATE", "DELETE"}),
        ("statistics_exportlog", {"UPDATE", "DELETE"}),
        ("statistics_askedreminder", {"UPDATE", "DELETE"}),
        ("catalog_cataloguechange", {"UPDATE", "DELETE"}),
        ("catalog_policy", {"UPDATE", "DELETE"}),
        ("accounts_grantchange", {"UPDATE", "DELETE"}),
        ("django_admin_log", {"UPDATE", "DELETE"}),
        ("accounts_accessevent", {"UPDATE"}),
        ("statistics_officefigure", {"UPDATE", "DELETE"}),
        ("accounts_lessonfinish", {"UPDATE", "DELETE"}),
        ("review_complaint", {"DELETE"}),
        ("review_correctionrequest", {"DELETE"}),
        ("statistics_selectedunit", {"DELETE"}),
        ("review_sweeprun", {"UPDATE"}),
        ("review_evidence", {"UPDATE"}),
    ],
)
def test_the_role_of_the_portal_keeps_no_right_to_rewrite_what_was(
    rights: dict[str, set[str]], table: str, taken: set[str]
) -> None:
    assert {"UPDATE", "DELETE", "TRUNCATE"} - rights[table] == taken | {"TRUNCATE"}
    assert {"SELECT", "INSERT"} <= rights[table]


def test_a_table_without_a_guard_keeps_its_rights(rights: dict[str, set[str]]) -> None:
    assert {"UPDATE", "DELETE"} <= rights["statistics_submission"]
