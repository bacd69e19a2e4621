"""How a large country is read: the inbox from where its page begins, an evaluation by its month.

Plans and pages of memory are counted, never time.
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.db.models.functions import Mod
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.enums import OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Organization, User
from config.jalali import current_month
from review.evaluation.queries import find
from review.followup.enums import Tab
from review.followup.queries import PAGE as FOLLOWED
from review.followup.queries import Chosen, FollowUp
from review.followup.queries import read_page as follow
from review.queries import PAGE, counters, order_of, queue, read_page
from review.seed.load import LARGE_PROVINCE, TABLES, Size, load
from review.watch.queries import Choice, cases_behind, read_cases
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission
from units.models import Unit

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BUFFERS = 400
# Who is it (3), the menu with the bell; of the inbox a page and the numbers above it.
STATEMENTS = 6
FILTERS = ("", "tomorrow", "flagged", "plain", "again", "selected", "returned")
DESKS = ("ministry", "province", "union", "empty")


def officers() -> dict[str, User]:
    """Return who sits at a large, a middling, a small and an empty desk."""
    province = Organization.objects.get(kind=OrganizationKind.PROVINCE, province=LARGE_PROVINCE)
    bare = Organization.objects.create(
        code="bare", kind=OrganizationKind.UNION, name="بی‌پرونده", parent=province
    )
    nobody = User.objects.create_user("bare", "x")
    grant(nobody, Role.UNION_OFFICER, bare)
    union = Submission.objects.filter(state=State.AT_UNION).order_by("pk")[0].desk
    assert union is not None
    number = union.code.removeprefix("scale-")
    return {
        "ministry": User.objects.get(username="scale-expert-ministry"),
        "province": User.objects.get(username=f"scale-expert-{province.code}"),
        "union": User.objects.get(username=f"scale-officer-{number}"),
        "empty": nobody,
    }


def pile(desk: Organization, state: State, share: int, part: int) -> None:
    """Lay one of `share` final cases on a desk, due one after the other, some returned."""
    # Counted from the first row: keys go on where earlier tests left them, the country may not.
    place = F("pk") - Submission.objects.order_by("pk").values_list("pk", flat=True)[0]
    due = ExpressionWrapper(
        Value(NOW) + Value(timedelta(minutes=1)) * Mod(place, 9000), output_field=DateTimeField()
    )
    final = Submission.objects.annotate(part=Mod(place, share)).filter(state=State.FINAL, part=part)
    keys = list(final.order_by("pk").values_list("pk", flat=True))
    moved = {"desk": desk, "entered_at": F("filed_at"), "final_at": None}
    Submission.objects.filter(pk__in=keys[::9]).update(
        **moved, state=State.RETURNED, correction_due=due, round=2
    )
    keys = [pk for number, pk in enumerate(keys) if number % 9]
    Submission.objects.filter(pk__in=keys).update(
        **moved,
        state=state,
        due_at=due,
        priority_at=due,
        round=1 + Mod(place, 21) / 20,
        selected=Mod(place, 19) / 18,
        flags=Mod(place, 31) / 29,
    )


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, User]]:
    """Load a country with crowded desks, forgotten at the end of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        load(Size(2500, 5, detailed=0), NOW, str)
        seats = officers()
        for who, state, share, part in (
            ("ministry", State.AT_MINISTRY, 2, 1),
            ("province", State.AT_PROVINCE, 4, 0),
        ):
            desk = Organization.objects.distinct().get(organizationpermission__user=seats[who])
            pile(desk, state, share, part)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join((*TABLES, 'accounts_organization'))}")
        yield seats
        transaction.set_rollback(True)


def plan(act: Callable[[], object]) -> list[dict[str, Any]]:
    """Return the nodes of the plan of the last statement of an act, the topmost first."""
    with CaptureQueriesContext(connection) as captured:
        act()
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {captured.captured_queries[-1]['sql']}"
        )
        found = cursor.fetchone()[0]
    nodes = [(json.loads(found) if isinstance(found, str) else found)[0]["Plan"]]
    for node in nodes:
        nodes += node.get("Plans", [])
    return nodes


def scanned(nodes: list[dict[str, Any]], table: str = "statistics_submission") -> bool:
    """Return whether a table, all submissions, is read from end to end."""
    return any(node["Node Type"] == "Seq Scan" and node["Relation Name"] == table for node in nodes)


def buffers(nodes: list[dict[str, Any]]) -> int:
    """Return how many pages of memory a statement touched."""
    return int(nodes[0]["Shared Hit Blocks"] + nodes[0]["Shared Read Blocks"])


def deep_cursor(user: User, only: str) -> str:
    """Return the cursor of the last page but one, '' where all fits on one."""
    rows = list(queue(user, NOW, only).values_list(order_of(only), "pk"))
    if len(rows) <= 2 * PAGE:
        return ""
    moment, pk = rows[-2 * PAGE]
    return f"{moment.isoformat()},{pk}"


def test_the_desks_are_as_large_as_the_plans_need(country: dict[str, User]) -> None:
    waiting = {who: queue(country[who], NOW).count() for who in DESKS}
    assert waiting["ministry"] > 4000
    assert waiting["province"] > 1000
    assert 0 < waiting["union"] <= 60
    assert waiting["empty"] == 0
    for only in FILTERS:
        assert queue(country["ministry"], NOW, only).count() > 2 * PAGE


@pytest.mark.parametrize("who", DESKS)
@pytest.mark.parametrize("only", FILTERS)
def test_a_page_is_read_by_index(country: dict[str, User], who: str, only: str) -> None:
    for cursor in {"", deep_cursor(country[who], only)}:
        nodes = plan(lambda cursor=cursor: read_page(country[who], NOW, only, cursor))  # type: ignore[misc]
        assert not scanned(nodes)
        assert buffers(nodes) <= BUFFERS


@pytest.mark.parametrize("who", DESKS[1:])
def test_the_counters_read_no_table_from_end_to_end(country: dict[str, User], who: str) -> None:
    nodes = plan(lambda: counters(country[who], NOW))
    assert not scanned(nodes)


def test_an_evaluation_reads_its_month_alone(country: dict[str, User]) -> None:
    month = current_month(NOW) - 4
    assert not scanned(plan(lambda: find([month], NOW)))


def test_the_cases_of_a_month_are_read_by_index(country: dict[str, User]) -> None:
    cases = cases_behind(country["ministry"], Choice(month=current_month(NOW) - 4), NOW)
    assert cases.count() > PAGE
    assert not scanned(plan(lambda: read_cases(cases, "")))


def test_who_owes_most_in_the_country_is_read_by_index(country: dict[str, User]) -> None:
    # The country owes nothing by itself; one of twenty is let owe, one to three months.
    place = F("pk") - Unit.objects.order_by("pk").values_list("pk", flat=True)[0]
    some = Unit.objects.annotate(part=Mod(place, 20)).filter(part=3)
    assert some.update(missed_months=1 + Mod(place, 3)) > FOLLOWED
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE units_unit")
    lists = FollowUp(country["ministry"], NOW)
    assert len(follow(lists, Chosen(Tab.MISSING)).rows) == FOLLOWED
    page = lists.missing(Chosen(Tab.MISSING)).order_by(F("unit__missed_months").desc(), "unit_id")
    nodes = plan(lambda: list(page[: FOLLOWED + 1]))
    assert not scanned(nodes, "units_unit")


@pytest.mark.parametrize("only", FILTERS)
def test_the_pages_together_are_the_queue(country: dict[str, User], only: str) -> None:
    officer = country["province"]
    page = read_page(officer, NOW, only)
    seen = [case.pk for case in page.cases]
    while page.cursor:
        page = read_page(officer, NOW, only, page.cursor)
        seen += [case.pk for case in page.cases]
    assert len(seen) > 2 * PAGE
    assert seen == list(queue(officer, NOW, only).values_list("pk", flat=True))


@pytest.mark.parametrize("only", FILTERS)
def test_a_page_takes_few_statements(
    country: dict[str, User], only: str, sign_in: Callable[[User], Client]
) -> None:
    browser = sign_in(country["ministry"])
    for cursor in ("", deep_cursor(country["ministry"], only)):
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(reverse("review:inbox"), {"only": only, "after": cursor})
        assert answer.status_code == 200
        assert len(answer.context["cases"]) == PAGE
        assert len(captured) <= STATEMENTS, [q["sql"][:90] for q in captured.captured_queries]


def test_counted_is_what_waits(country: dict[str, User]) -> None:
    officer = country["union"]
    found = counters(officer, NOW)
    waiting = Submission.objects.filter(desk__organizationpermission__user=officer)
    assert found.waiting == waiting.filter(state__in=IN_REVIEW).distinct().count()
    assert found.returned == waiting.filter(state=State.RETURNED).distinct().count()
