"""Estimates stand apart: no total, no file, no duty rests on them, and nobody waits for them."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from config.celery import app
from statistics import tasks
from statistics.enums import State
from statistics.estimation.services import count
from statistics.models import EstimateStamp, MatchedTotal, ResponseCount, Submission
from tests.concurrency import race
from tests.statistics.estimation.test_one_truth import AT
from tests.statistics.estimation.worlds import MONTH
from tests.test_architecture import ROOT, app_modules, edges, imports
from tests.world import World, tehran

# What leaves the portal as a figure, or is counted as one.
FIGURES = ("statistics.files", "statistics.rollups", "statistics.filing", "statistics.obligation")
TABLES = {"ProductEstimate", "MatchedTotal"}


def leaks(root: Path) -> list[str]:
    """Find what makes figures and comes, over however many imports, to the room or its tables."""
    reached: dict[str, set[str]] = {}
    for _, name, target in edges(root):
        if not name.startswith(f"{target}."):
            reached.setdefault(name, set()).add(target)
    modules = app_modules(root)
    found = []
    for name in sorted(modules):
        if name.startswith(FIGURES):
            found += [f"{name} reaches {m}" for m in _all_below(name, reached)]
            taken = (target for _, target in imports(root, modules[name]))
            found += [f"{name} reads {t}" for t in taken if t.rpartition(".")[2] in TABLES]
    return found


def _all_below(name: str, reached: dict[str, set[str]]) -> Iterable[str]:
    seen: set[str] = set()
    left = [name]
    while left:
        new = reached.get(left.pop(), set()) - seen
        seen |= new
        left += new
    return sorted(m for m in seen if m.startswith("statistics.estimation"))


def test_nothing_that_makes_figures_reads_an_estimate() -> None:
    assert leaks(ROOT) == []


def test_a_leak_over_another_module_is_found(tmp_path: Path) -> None:
    for name, text in {
        "files/writers.py": "from statistics.between import total\n",
        "between.py": "from statistics.estimation.queries import estimate_of as total\n",
        "estimation/queries.py": "",
        "rollups/sums.py": "from statistics.models import ProductEstimate\n",
    }.items():
        path = tmp_path / "statistics" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert leaks(tmp_path) == [
        "statistics.files.writers reaches statistics.estimation.queries",
        "statistics.rollups.sums reads statistics.models.ProductEstimate",
    ]


@pytest.mark.django_db(transaction=True)
def test_who_files_and_decides_waits_for_no_count(shared_world: World) -> None:
    shared_world.final(MONTH - 2, tehran(1404, 7, 3))
    shared_world.final(MONTH - 1, tehran(1404, 8, 3))

    def file_and_decide() -> Submission:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        return shared_world.final(MONTH, AT)

    with transaction.atomic():
        count([MONTH, MONTH - 1], AT)
        with connection.cursor() as cursor:
            # The rows are written and their keys looked up: all that a run ever locks, it has now.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert MatchedTotal.objects.exists()
        [case] = race([file_and_decide])
    assert isinstance(case, Submission)
    assert case.state == State.FINAL
    # What became final meanwhile is in the next count.
    [row] = ResponseCount.objects.filter(year=MONTH.year, month=MONTH.month)
    assert (row.due, row.final) == (1, 0)
    count([MONTH], AT)
    [row] = ResponseCount.objects.filter(year=MONTH.year, month=MONTH.month)
    assert (row.due, row.final) == (1, 1)


@pytest.mark.django_db
def test_months_are_counted_by_the_hour_each_night_and_by_hand(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("count_estimates", at=AT.isoformat())
    assert "13 months counted." in capsys.readouterr().out
    assert EstimateStamp.objects.count() == 13
    scheduled = {
        entry["task"]: entry["options"]["queue"] for entry in app.conf.beat_schedule.values()
    }
    for task in (tasks.refresh_estimates, tasks.refresh_estimates_year):
        assert scheduled[task.name] == "exports"
