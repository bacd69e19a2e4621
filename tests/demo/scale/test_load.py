"""A load for measuring: as many units and months as asked for, all rules of the database kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from accounts.models import Organization, User
from config.environment import Profile
from config.identifiers import is_national_id
from config.jalali import JalaliMonth, current_month, end_of_day_instant, tehran_day
from demo.scale.bulk_load import NotRestoredError, bare
from demo.scale.load import TABLES, AlreadyLoadedError, Size, load
from review.deadlines import Clocks
from review.enums import DecisionKind
from review.inbox import queries
from review.models import Decision
from review.sweep.engine import sweep
from statistics.enums import IN_REVIEW, State, Step, StepStatus
from statistics.figures import as_json, collect
from statistics.filing.checks import open_faults
from statistics.history_audit import audit
from statistics.models import ProductionLine, Revision, StepState, Submission
from statistics.revisions import digest
from statistics.rollups.services import differing, months
from tests.world import tehran
from units.models import Licence, Unit

NOW = tehran(1405, 8, 20, 15)
LAST = JalaliMonth(1405, 7)
UNITS, MONTHS = 1500, 4


@contextmanager
def forgotten() -> Iterator[None]:
    """Undo at the end of the block what it writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """Load a country once for this file and give what was said about it."""
    with django_db_blocker.unblock(), forgotten():
        call_command("load_reference", verbosity=0)
        lines: list[str] = []
        load(Size(UNITS, MONTHS), NOW, lines.append)
        yield lines


def middle(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def guards() -> list[tuple[str, ...]]:
    """Return names of constraints, indexes and living triggers of the loaded tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE conrelid::regclass::text = ANY(%(t)s)"
            " UNION ALL SELECT indrelid::regclass::text, indexrelid::regclass::text FROM pg_index"
            " WHERE indrelid::regclass::text = ANY(%(t)s)"
            " UNION ALL SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE tgrelid::regclass::text = ANY(%(t)s) AND tgenabled = 'O' AND NOT tgisinternal"
            " ORDER BY 1, 2",
            {"t": list(TABLES)},
        )
        return list(cursor.fetchall())


def test_a_load_has_its_size_its_skew_and_every_state(said: list[str]) -> None:
    assert Unit.objects.count() == Licence.objects.count() == UNITS
    months = Counter(s.period for s in Submission.objects.order_by("pk"))
    assert sorted(months) == [LAST - back for back in range(MONTHS - 1, -1, -1)]
    assert all(0.9 * UNITS < count < UNITS for count in months.values())
    states = Counter(Submission.objects.values_list("state", flat=True))
    assert set(states) == set(State.values)
    assert states[State.FINAL] > 0.75 * sum(states.values())
    lines = ProductionLine.objects.count() / Submission.objects.count()
    assert 2.4 < lines < 3.6
    assert any("submissions" in line for line in said)


def test_one_province_holds_about_a_fifth_and_unions_are_small(said: list[str]) -> None:
    large = Licence.objects.filter(county__province="23").count()
    assert 0.16 < large / UNITS < 0.24
    members = Organization.objects.filter(code__startswith="scale-").annotate(n=Count("members"))
    sizes = sorted(members.values_list("n", flat=True))
    # The last union takes what is left.
    assert all(20 <= size <= 60 for size in sizes[1:])


def test_many_cells_of_product_and_place_are_of_one_or_two_producers(said: list[str]) -> None:
    holders: dict[tuple[str, int], set[str]] = defaultdict(set)
    made = ProductionLine.objects.filter(submission__state=State.FINAL, quantity__gt=0)
    for product, office, holder in made.values_list(
        "product__code", "submission__route_province", "submission__unit__holder_id"
    ):
        holders[product, office].add(holder)
    few = sum(len(cell) < 3 for cell in holders.values())
    assert 0.4 < few / len(holders) < 0.65
    # And some of very many: what a province is known for.
    assert max(map(len, holders.values())) > 25


def test_one_of_eight_holders_has_two_to_eight_units_some_of_them_in_other_places(
    said: list[str],
) -> None:
    unions: dict[str, list[int]] = defaultdict(list)
    for holder, union in Unit.objects.values_list("holder_id", "union"):
        assert union
        unions[holder].append(union)
    several = [units for units in unions.values() if len(units) > 1]
    assert 0.09 < len(several) / len(unions) < 0.15
    assert max(map(len, several)) <= 8
    apart = sum(len(set(units)) > 1 for units in several)
    assert 0.2 < apart / len(several) < 0.9


def test_every_province_has_trades_of_its_own(said: list[str]) -> None:
    trades: dict[str, Counter[str]] = defaultdict(Counter)
    for office, trade in Unit.objects.values_list("organization_code", "trade"):
        trades[office][str(trade)[:2]] += 1
    large = [counted for counted in trades.values() if counted.total() >= 40]
    assert len(large) > 8
    assert len({counted.most_common(1)[0][0] for counted in large}) >= 5


def test_quantities_go_with_workers_and_have_a_heavy_tail(said: list[str]) -> None:
    latest = ProductionLine.objects.filter(
        submission__year=LAST.year, submission__month=LAST.month - 1, position=1
    ).select_related("submission__employment")
    makers: dict[int, list[tuple[int, float]]] = defaultdict(list)
    people = []
    for line in latest.order_by("pk"):
        workers = line.submission.employment.total
        assert workers
        assert line.quantity
        makers[line.product_id].append((workers, float(line.quantity)))
        people.append(workers)
    people.sort()
    # Half of the units have four at most, one has more than twenty-five times as many as that.
    assert (people[len(people) // 2], people[-1] > 100) in {(3, True), (4, True)}
    amounts, rates = [], []
    for made in (made for made in makers.values() if len(made) > 20):
        made.sort(key=lambda line: line[0])
        third = len(made) // 3
        small, large = made[:third], made[-third:]
        amounts.append(sum(q for _, q in large) / sum(q for _, q in small))
        rates.append(
            middle(q / workers for workers, q in large)
            / middle(q / workers for workers, q in small)
        )
        # The largest maker makes several times what the one in the middle makes.
        quantities = sorted(q for _, q in made)
        assert quantities[-1] > 3 * quantities[len(made) // 2]
    assert len(rates) > 8
    assert middle(amounts) > 3
    assert 0.7 < middle(rates) < 1.4


def test_four_of_ten_file_the_latest_month_on_the_last_day(said: list[str]) -> None:
    closes = end_of_day_instant(tehran_day(NOW) - timedelta(days=1))
    latest = Submission.objects.filter(year=LAST.year, month=LAST.month, filed_at__isnull=False)
    on_the_last_day = latest.filter(filed_at__gte=closes - timedelta(days=1), filed_at__lt=closes)
    assert 0.33 < on_the_last_day.count() / latest.count() < 0.47


def test_months_and_filings_come_in_order_of_time(said: list[str]) -> None:
    rows = list(Submission.objects.order_by("pk").values_list("year", "month", "created_at"))
    assert rows == sorted(rows)
    numbers = list(Submission.objects.order_by("pk").values_list("tracking_number", flat=True))
    assert numbers == sorted(set(numbers))


def test_the_tables_are_guarded_as_before(db: None) -> None:
    before = guards()
    call_command("load_reference", verbosity=0)
    load(Size(60, 1), NOW, str)
    assert guards() == before


def test_a_guard_that_does_not_come_back_is_an_error(db: None) -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(NotRestoredError, match="other"),
        bare(TABLES),
    ):
        cursor.execute("CREATE INDEX other ON statistics_submission (risk)")


def test_every_id_has_a_right_check_digit(said: list[str]) -> None:
    assert all(is_national_id(i) for i in Unit.objects.values_list("holder_id", flat=True))


def test_revisions_say_what_the_lines_say_and_their_digests_hold(said: list[str]) -> None:
    revisions = Revision.objects.select_related("submission__licence").order_by("pk")
    exporters = revisions.filter(submission__exports__has_exports=True)
    assert exporters.exists()
    for revision in [*revisions[:40], *exporters[:20]]:
        number = revision.submission.tracking_number
        assert revision.figures == as_json(collect(revision.submission))
        assert revision.digest == digest(number, 1, revision.figures, "")


def test_what_is_loaded_could_have_been_sent_by_the_forms(said: list[str]) -> None:
    filed = Submission.objects.exclude(state=State.DRAFT).order_by("pk")
    exporters = filed.filter(exports__has_exports=True)
    for case in [*filed[::200], *exporters[::20]]:
        assert case.filed_at
        assert open_faults(case, case.filed_at) == []
    assert audit().broken == []


def test_the_totals_of_a_load_are_what_stands_adds_up_to(said: list[str]) -> None:
    assert months() == [LAST - back for back in range(MONTHS - 1, -1, -1)]
    assert not any(differing(month) for month in months())


def test_decisions_lead_to_where_each_case_stands(said: list[str]) -> None:
    cases = Submission.objects.exclude(state=State.DRAFT).filter(decisions__isnull=False)
    for case in cases.distinct().order_by("pk").prefetch_related("decisions"):
        way = list(case.decisions.all())
        assert [d.to_state for d in way[:-1]] == [d.from_state for d in way[1:]]
        assert [d.at for d in way] == sorted(d.at for d in way)
        assert (way[-1].to_state, way[-1].version) == (case.state, case.version)
        lapsed = {d.from_state for d in way if d.kind == DecisionKind.LAPSED}
        levels = (case.lapsed_union, case.lapsed_province, case.lapsed_ministry)
        assert [state in lapsed for state in IN_REVIEW] == list(levels)
    assert not Decision.objects.filter(at__gt=NOW).exists()


def test_a_waiting_case_has_the_clock_of_its_desk(said: list[str]) -> None:
    clocks = Clocks.load()
    waiting = Submission.objects.filter(state__in=IN_REVIEW).select_related("licence__county")
    for case in waiting.order_by("pk"):
        assert case.entered_at is not None
        due = clocks.due(State(case.state), case.entered_at, case.licence.county.province_id)
        assert case.due_at == due
        assert due is not None
        assert due > NOW


def test_inbox_and_sweep_work_over_a_load(said: list[str]) -> None:
    case = Submission.objects.filter(state=State.AT_UNION).order_by("pk")[0]
    officer = User.objects.get(
        organizationpermission__content_object=case.desk,
        organizationpermission__permission__codename="decide",
    )
    assert case in queries.queue(officer, NOW)
    waiting = Submission.objects.filter(state__in=IN_REVIEW).count()
    with forgotten():
        assert sweep(NOW).moved == 0
        assert sweep(NOW + timedelta(days=30)).moved == waiting


def test_a_month_can_be_filed_behind_a_load(said: list[str]) -> None:
    """Steps of drafts are there, and ids and numbers go on behind the loaded ones."""
    draft = Submission.objects.filter(state=State.DRAFT).order_by("pk")[0]
    confirmed = StepState.objects.filter(submission=draft, status=StepStatus.CONFIRMED)
    assert list(confirmed.values_list("step", flat=True)) == [Step.PERIOD]
    highest = Submission.objects.order_by("-pk")[0]
    with forgotten():
        new = Submission.objects.create(
            unit=draft.unit, licence=draft.licence, year=1404, month=1, tracking_number="1" * 11
        )
        assert new.pk == highest.pk + 1


def test_a_second_load_is_refused(said: list[str]) -> None:
    with pytest.raises(AlreadyLoadedError):
        load(Size(60, 1), NOW, str)


@pytest.mark.parametrize(("units", "months"), [(0, 1), (1_000_000, 1), (10, 0)])
def test_a_size_without_ids_or_months_is_refused(units: int, months: int) -> None:
    with pytest.raises(CommandError, match="units 1 to"):
        call_command("seed_scale", units=units, months=months)


def test_production_is_never_loaded(db: None) -> None:
    with override_settings(PROFILE=Profile.PRODUCTION), pytest.raises(CommandError):
        call_command("seed_scale", units=60, months=1)
    assert not Unit.objects.exists()


@pytest.mark.parametrize("day", [1, 2], ids=["first day", "second day"])
def test_a_load_early_in_a_month_files_only_ended_months(db: None, day: int) -> None:
    call_command("load_reference", verbosity=0)
    now: datetime = tehran(1405, 9, day, 1)
    load(Size(200, 1), now, str)
    for case in Submission.objects.exclude(filed_at=None).order_by("pk"):
        assert case.filed_at is not None
        assert case.period < current_month(case.filed_at)
        assert case.filed_at < now
