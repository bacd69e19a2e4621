"""P6: history is whole: the portal's role cannot rewrite it, and what was rewritten is found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from promises.pytest_plugin import ROOT, Tally
from statistics.history_audit import audit
from statistics.models import Revision, Submission
from statistics.models.revision import filed_from
from statistics.revisions import digest
from tests.world import FILED_AT, World, licence_for, person

pytestmark = pytest.mark.django_db
# A role that every cluster has, in the place of the one that only a superuser can make.
ROLE = "pg_monitor"
ROUNDS, MONTHS, UNITS, NIGHTLY_UNITS = 4, 100, 50, 2_500
# Rows in which rewriting is tried: at the beginning, in the middle and at the end of the table.
PLACES = (0.0, 0.5, 0.999)


@pytest.fixture
def history(world: World, nightly: bool) -> int:
    """Fill the table: months of four rounds each, chained as filing chains them; how many rows."""
    first = world.filed()
    units = NIGHTLY_UNITS if nightly else UNITS
    fields = Submission._meta.local_concrete_fields
    columns = [str(field.column) for field in fields if not field.generated]
    new = {"id", "unit_id", "licence_id", "year", "month", "tracking_number", "round"}
    kept = [name for name in columns if name not in new]
    made = "nextval(pg_get_serial_sequence('statistics_submission', 'id'))"
    with connection.cursor() as db:
        for unit in range(units):
            licence = licence_for(f"{unit:010}", f"{unit:010}", world.union, person(f"u{unit}"))
            db.execute(
                f"INSERT INTO statistics_submission ({', '.join([*sorted(new), *kept])})"
                f" SELECT {made}, %s, 1 + n %% 12, {ROUNDS}, (%s + n)::text, %s, 1388 + n / 12,"
                f" {', '.join(kept)} FROM statistics_submission, generate_series(0, %s) n"
                " WHERE id = %s",
                [licence.pk, 10**10 + 10**6 + unit * 1000, licence.unit_id, MONTHS - 1, first.pk],
            )
    rows, filed = [], first.revisions.get()
    figures, place = filed.figures, filed_from(first)
    for pk, number in Submission.objects.exclude(pk=first.pk).values_list("pk", "tracking_number"):
        link = ""
        for round_ in range(1, ROUNDS + 1):
            now = digest(number, round_, figures, link)
            rows.append(
                Revision(
                    submission_id=pk,
                    round=round_,
                    figures=figures,
                    previous_digest=link,
                    digest=now,
                    filed_at=FILED_AT,
                    filed_by=world.owner,
                    **place,
                )
            )
            link = now
    Revision.objects.bulk_create(rows, batch_size=2_000)
    return len(rows) + 1


# Neither settled nor pruned: never touched again.
WHOLE = {
    *("review_decision", "review_question", "review_answer", "review_unioncheck"),
    *("statistics_revision", "statistics_exportlog", "catalog_policy", "catalog_cataloguechange"),
    *("accounts_grantchange", "django_admin_log"),
}
CHAIN = "submission_id = (SELECT submission_id FROM statistics_revision WHERE id = %(row)s)"
# Each leaves the database as somebody would who writes past the portal, its triggers off.
TAMPERING = {
    "a figure changed": """UPDATE statistics_revision SET figures =
        figures || '{"employment": {"official": 999}}' WHERE id = %(row)s""",
    "a digest changed": """UPDATE statistics_revision SET digest =
        md5('x') || md5('y') WHERE id = %(row)s""",
    "a link changed": """UPDATE statistics_revision SET previous_digest =
        md5('x') || md5('y') WHERE id = %(row)s""",
    "a round removed": "DELETE FROM statistics_revision WHERE id = %(row)s",
    "the last round removed": f"""DELETE FROM statistics_revision
        WHERE {CHAIN} AND round = {ROUNDS}""",
    "all rounds removed": f"DELETE FROM statistics_revision WHERE {CHAIN}",
    "rounds in another order": f"""UPDATE statistics_revision SET round =
        {ROUNDS + 1} - round + 100 WHERE {CHAIN};
        UPDATE statistics_revision SET round = round - 100 WHERE round > 100""",
    "a round of another month": f"""UPDATE statistics_revision SET figures = '{{"rows": []}}'
        WHERE {CHAIN} AND round = 1""",
}


def tampered(how: str, row: int) -> Iterator[str]:
    """Rewrite a row, yield whose it was, and bring everything back."""
    number = Revision.objects.get(pk=row).submission.tracking_number
    point = transaction.savepoint()
    with connection.cursor() as db:
        # Deferred checks of the filling are settled before a table is altered.
        db.execute("SET CONSTRAINTS ALL IMMEDIATE")
        db.execute("ALTER TABLE statistics_revision DISABLE TRIGGER USER")
        for part in TAMPERING[how].split(";"):
            db.execute(part.replace("%(row)s", str(row)))
    yield number
    transaction.savepoint_rollback(point)


def test_what_was_rewritten_is_found(history: int, tally: Tally) -> None:
    whole = audit()
    tally.add(whole.rounds == history and not whole.broken, f"not whole before: {whole.broken[:3]}")
    ids = list(Revision.objects.order_by("pk").values_list("pk", flat=True)[1:])
    for how in TAMPERING:
        for place in PLACES if how == "a figure changed" else PLACES[1:2]:
            for number in tampered(how, ids[int(place * len(ids))]):
                found = audit()
                tally.add(found.broken == [number], f"{how}: {found.broken[:3]}, not {number}")
                # The head is the last round's: who takes it off changes the sum of all heads.
                same = found.heads == whole.heads
                tally.add(not same or "last" not in how, f"{how}: the heads are the same")
    tally.say(f"{history} rounds, {len(TAMPERING)} ways of rewriting")


def guarded() -> list[str]:
    with connection.cursor() as db:
        db.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname IN ('append_only', 'sent_stays') ORDER BY 1"
        )
        return [name for (name,) in db.fetchall()]


def test_the_portal_s_role_has_no_right_to_rewrite(world: World, tally: Tally) -> None:
    world.final()
    script = Path(ROOT, "deploy", "append-only.sql").read_text(encoding="utf-8")
    tables = guarded()
    tally.add(
        "review_decision" in tables and len(tables) > 10 and set(tables) >= WHOLE,
        f"only {len(tables)} are guarded",
    )
    with connection.cursor() as db:
        db.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {ROLE}")
        db.execute(script.replace("portal_app", ROLE))
        for table in tables:
            db.execute(
                "SELECT has_table_privilege(%(role)s, %(table)s, 'UPDATE'),"
                " has_table_privilege(%(role)s, %(table)s, 'DELETE'),"
                " has_table_privilege(%(role)s, %(table)s, 'TRUNCATE')",
                {"role": ROLE, "table": table},
            )
            update, delete, truncate = db.fetchone()
            # What is settled once is updated, what goes by age deleted; a trigger watches both.
            tally.add(not truncate and not (update and delete), f"{table} can be rewritten")
            if table in WHOLE:
                tally.add(not update and not delete, f"{table} can be rewritten")


def test_the_owner_of_the_tables_is_refused_too(world: World, tally: Tally) -> None:
    world.final()
    for act in (
        "UPDATE review_decision SET reason = 'x'",
        "DELETE FROM review_decision",
        "UPDATE statistics_revision SET round = 9",
        "DELETE FROM statistics_revision",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as db:
            db.execute(act)
        tally.add(True)
