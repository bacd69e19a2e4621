"""The units behind the demonstration's own: final months alone, as if people had filed them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.core.management import call_command
from django.db import DataError, connection, transaction
from pytest_django import DjangoDbBlocker

from accounts.models import Notice, Organization, OrganizationPermission
from config.jalali import JalaliMonth
from demo.scale import background as room
from demo.scale.background import Background, laid_out, settle
from review.enums import DecisionKind
from review.models import Decision
from statistics.enums import State
from statistics.figures import as_json, collect
from statistics.filing.checks import open_faults
from statistics.history_audit import audit
from statistics.models import ProductTotal, Revision, Submission
from statistics.obligation.queries import status_of
from statistics.rollups.services import differing, months
from tests.world import tehran
from units.models import Unit

# The last allowed day of Mehr is over since some days: it is due, and was decided quickly.
NOW = tehran(1405, 8, 20, 15)
SHAHRIVAR, MEHR = JalaliMonth(1405, 6), JalaliMonth(1405, 7)
SMALL = Background(NOW, units=60, months=3)
Figures = dict[tuple[str, int, int], object]


@contextmanager
def forgotten() -> Iterator[None]:
    """Undo at the end of the block what it writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def write(background: Background) -> int:
    """Write the whole of a background; return how many months were added."""
    with laid_out(background) as plan:
        return sum(plan.write(union) or 0 for union in range(1, plan.unions + 1))


def figures() -> Figures:
    rows = Revision.objects.values_list(
        *("submission__unit__guild_id", "submission__year", "submission__month", "figures")
    )
    return {(unit, year, month): filed for unit, year, month, filed in rows.order_by("pk")}


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """Write a small background once for this file and give the number of its months."""
    with django_db_blocker.unblock(), forgotten():
        call_command("load_reference", verbosity=0)
        yield write(SMALL)


def test_every_month_of_every_unit_is_final_and_lies_on_no_desk(written: int) -> None:
    assert Unit.objects.count() == 60
    assert Submission.objects.count() == written
    assert set(Submission.objects.values_list("state", flat=True)) == {State.FINAL}
    assert not Submission.objects.exclude(desk=None).exists()
    assert {case.period for case in Submission.objects.order_by("pk")} == {
        *(SHAHRIVAR - 1, SHAHRIVAR, MEHR)
    }
    # The month due last is there of all, so that nobody owes it; of the others some are left out.
    assert Submission.objects.filter(year=1405, month=7).count() == 60
    assert 160 <= written < 180


def test_what_is_filed_could_have_been_sent_by_the_forms(written: int) -> None:
    for case in Submission.objects.order_by("pk")[::4]:
        assert case.filed_at
        assert open_faults(case, case.filed_at) == []
        revision = case.revisions.get()
        filed = collect(case)
        assert (revision.figures, revision.idle) == (as_json(filed), filed.idle)
        assert case.standing == revision
    assert audit().broken == []


def test_every_case_went_from_desk_to_desk_before_now(written: int) -> None:
    for case in Submission.objects.order_by("pk").prefetch_related("decisions"):
        way = list(case.decisions.all())
        assert [d.to_state for d in way] == ["at_union", "at_province", "at_ministry", "final"]
        assert [d.at for d in way] == sorted(d.at for d in way)
        assert (way[0].at, way[-1].at) == (case.filed_at, case.final_at)
        assert way[-1].version == case.version
        lapsed = [d.kind == DecisionKind.LAPSED for d in way[1:]]
        assert lapsed == [case.lapsed_union, case.lapsed_province, case.lapsed_ministry]
    assert not Decision.objects.filter(at__gt=NOW).exists()
    assert Decision.objects.filter(kind=DecisionKind.LAPSED).exists()


def test_the_totals_are_what_stands_adds_up_to(written: int) -> None:
    assert months() == [SHAHRIVAR - 1, SHAHRIVAR, MEHR]
    assert [differing(month) for month in months()] == [{}, {}, {}]


def test_one_product_is_made_in_every_organization_that_has_units(written: int) -> None:
    month = ProductTotal.objects.filter(year=1405, month=7, makers__gt=0)
    offices = {office for (office,) in month.values_list("organization")}
    bread = month.filter(product__code=room.STAPLE).values_list("organization", flat=True)
    assert set(bread) == offices
    assert len(offices) > 1


def test_nobody_owes_is_told_or_holds_a_post(written: int) -> None:
    with forgotten():
        settle(NOW)
        for unit in Unit.objects.order_by("pk"):
            found = status_of(unit, NOW)
            assert (unit.activity, unit.missed_months) == ("active", 0)
            assert (found.activity, found.missed, found.gaps) == ("active", 0, unit.past_gaps)
        assert Unit.objects.filter(past_gaps=1).exists()
        assert not Notice.objects.exists()
    assert not OrganizationPermission.objects.exists()


def test_names_are_invented_and_no_two_unions_share_one(written: int) -> None:
    names = list(Organization.objects.filter(code__startswith="scale-").values_list("name"))
    assert len(set(names)) == len(names) > 2
    holders = dict(Unit.objects.values_list("holder_id", "holder_name"))
    # Who has several units is one person with one name.
    assert len(set(Unit.objects.values_list("holder_id", "holder_name"))) == len(holders) < 60
    for unit in Unit.objects.order_by("pk"):
        unit.clean()


def test_a_second_run_adds_nothing(written: int) -> None:
    assert write(SMALL) == 0
    assert Submission.objects.count() == written


def test_a_run_cut_off_within_a_union_leaves_nothing_of_it_and_is_gone_on_with(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("load_reference", verbosity=0)
    with forgotten():
        months = write(SMALL)
        whole = figures()
    with laid_out(SMALL) as plan:
        first = plan.write(1)
        monkeypatch.setattr(room, "SUBMISSIONS", "SELECT 1 / 0")
        with pytest.raises(DataError, match="division by zero"):
            plan.write(2)
        monkeypatch.undo()
    assert Submission.objects.count() == first == Revision.objects.count()
    assert Organization.objects.filter(code__startswith="scale-").count() == 1
    assert first
    assert write(SMALL) == months - first
    assert figures() == whole


def test_a_run_of_a_later_day_adds_the_months_since(written: int) -> None:
    before = figures()
    with forgotten():
        # The window of Aban is over, and so are its desks' days.
        later = Background(NOW + timedelta(days=31), units=60, months=3)
        assert later.first == SHAHRIVAR - 1
        assert write(later) >= 60
        after = figures()
        assert before.items() <= after.items()
        assert Submission.objects.filter(year=1405, month=8).count() == 60
        assert Unit.objects.count() == 60


def test_two_workers_write_no_union_twice(written: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # The transaction of this file holds the lock by now: another number for this test.
    monkeypatch.setattr(room, "_RUN", 1)
    params = connection.get_connection_params()
    server = {key: params[key] for key in ("host", "user", "dbname")}
    with psycopg.connect(**server) as other, laid_out(SMALL) as plan:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [room._RUN])
        assert plan.write(1) is None
