"""How a large country is read: the inbox from where its page begins, an evaluation by its month.

Plans and pages of memory are counted, never time.
"""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Mod
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.notices.queries import inbox as notices
from config.jalali import current_month
from config.keyset import PAGE
from oversight.dashboard.queries import CaseFilter, cases_behind, read_cases
from oversight.evaluation.queries import find
from review.followup.enums import FollowUpList
from review.followup.queries import FollowUp, FollowUpFilter
from review.followup.queries import read_page as follow
from review.inbox.queries import counters, order_of, queue, read_page
from review.models import Decision
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission
from tests.plans.crowd import NOW
from tests.plans.explained import CASES, Nodes, buffers, drop, plan, plans, scanned, touched
from units.models import Unit

pytestmark = pytest.mark.django_db
BUFFERS = 400
# What each case of a list of flagged ones is asked besides.
FLAG_BUFFERS = 4 * (PAGE + 1)
# Who is it (3), the menu with the bell; of the inbox a page and the numbers above it.
STATEMENTS = 6
FILTERS = ("", "tomorrow", "flagged", "plain", "again", "selected", "returned")
DESKS = ("ministry", "province", "union", "empty")


def faults(found: list[Nodes], only: str = "") -> list[str]:
    """Find what is dear in the statements of a page: tables read whole, too many buffers."""
    whole = [table for nodes in found for table in scanned(nodes)]
    # The numbers are read from an index as soon as rows are vacuumed; here none ever is.
    numbers = [nodes for nodes in found if nodes[0]["Node Type"] == "Result"]
    lists = [buffers(nodes) for nodes in found if nodes not in numbers]
    return whole + [f"{count} buffers" for count in lists if count > allowed(only)]


def allowed(only: str) -> int:
    return BUFFERS + FLAG_BUFFERS * (only == "flagged")


def open_inbox(browser: Client, only: str, cursor: str = "") -> None:
    """Open a page of the inbox, full of cases."""
    answer = browser.get(reverse("review:inbox"), {"only": only, "after": cursor})
    assert answer.status_code == 200
    assert len(answer.context["cases"]) == PAGE


def deep_cursor(user: User, only: str) -> str:
    """Find the cursor of the last page but one, '' where all fits on one."""
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
        assert buffers(nodes) <= allowed(only)


@pytest.mark.parametrize("who", DESKS)
def test_the_counters_read_no_table_from_end_to_end(country: dict[str, User], who: str) -> None:
    assert not scanned(plan(lambda: counters(country[who], NOW)))


def test_the_numbers_of_a_desk_are_in_the_index(country: dict[str, User]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off")
        nodes = plan(lambda: counters(country["province"], NOW))
        transaction.set_rollback(True)
    queues = [n for n in nodes if str(n.get("Index Name")).startswith("queue")]
    assert {n["Index Name"] for n in queues} == {
        "queue",
        "queue_flagged",
        "queue_returned",
        "queue_unseen",
    }
    assert {n["Node Type"] for n in queues} == {"Index Only Scan"}


@pytest.mark.parametrize("who", ["ministry", "province"])
def test_what_lies_at_the_levels_below_is_read_in_its_order(
    country: dict[str, User], who: str
) -> None:
    user = country[who]
    assert queue(user, NOW, "below").count() > PAGE
    most = BUFFERS + 3 * (PAGE + 1)
    for cursor in {"", deep_cursor(user, "below")}:
        nodes = plan(lambda cursor=cursor: read_page(user, NOW, "below", cursor))  # type: ignore[misc]
        assert not scanned(nodes)
        assert buffers(nodes) <= most
    drop(CASES, "below_%")
    assert buffers(plan(lambda: read_page(user, NOW, "below"))) > most


def test_an_evaluation_reads_its_month_alone(country: dict[str, User]) -> None:
    decided = Decision.objects.select_related("submission").order_by("-pk")[0].submission

    def read() -> set[str]:
        found = plans(lambda: find([decided.period], NOW))
        return {table for nodes in found for table in scanned(nodes)}

    assert CASES not in read()
    drop(CASES, "of_month")
    assert CASES in read()


def test_the_cases_of_a_month_are_read_by_index(country: dict[str, User]) -> None:
    cases = cases_behind(country["ministry"], CaseFilter(month=current_month(NOW) - 4), NOW)
    assert cases.count() > PAGE
    assert CASES not in scanned(plan(lambda: read_cases(cases, "")))
    drop(CASES, "of_month")
    assert CASES in scanned(plan(lambda: read_cases(cases, "")))


def test_who_owes_most_in_the_country_is_read_by_index(country: dict[str, User]) -> None:
    # The country owes nothing by itself; one of twenty is let owe, one to three months.
    place = F("pk") - Unit.objects.order_by("pk").values_list("pk", flat=True)[0]
    some = Unit.objects.annotate(part=Mod(place, 20)).filter(part=3)
    assert some.update(missed_months=1 + Mod(place, 3)) > PAGE
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE units_unit")
    lists = FollowUp(country["ministry"], NOW)
    assert len(follow(lists, FollowUpFilter(FollowUpList.MISSING)).rows) == PAGE
    page = lists.missing(FollowUpFilter(FollowUpList.MISSING)).order_by(
        F("unit__missed_months").desc(), "unit_id"
    )
    page = page[: PAGE + 1]
    assert not scanned(plan(lambda: list(page.all())))
    drop("units_unit", "owing|units_urgent|units_of_%")
    assert "units_unit" in scanned(plan(lambda: list(page.all())))


def test_the_notices_of_a_person_are_read_by_index(country: dict[str, User]) -> None:
    def read() -> set[str]:
        return scanned(plans(lambda: notices(country["province"]))[0])

    assert len(notices(country["province"]).rows) > 0
    assert not read()
    drop("accounts_notice", "notices_%")
    assert read()


@pytest.mark.parametrize("only", FILTERS)
def test_the_pages_together_are_the_queue(country: dict[str, User], only: str) -> None:
    officer = country["province"]
    page = read_page(officer, NOW, only)
    seen = [case.pk for case in page.rows]
    while page.cursor:
        page = read_page(officer, NOW, only, page.cursor)
        seen += [case.pk for case in page.rows]
    assert len(seen) > 2 * PAGE
    assert seen == list(queue(officer, NOW, only).values_list("pk", flat=True))


@pytest.mark.parametrize("only", FILTERS)
def test_a_page_takes_few_statements_and_each_goes_by_index(
    country: dict[str, User], only: str, sign_in: Callable[[User], Client]
) -> None:
    browser = sign_in(country["ministry"])
    for cursor in ("", deep_cursor(country["ministry"], only)):
        found = plans(lambda cursor=cursor: open_inbox(browser, only, cursor))  # type: ignore[misc]
        assert len(found) <= STATEMENTS
        assert not faults(found, only)


# Table, index, and the list that leans on it.
LEANED_ON = [
    ("statistics_submission", "queue", ""),
    ("statistics_submission", "queue_flagged", "flagged"),
    ("statistics_submission", "queue_again", "again"),
    ("statistics_submission", "queue_selected", "selected"),
    ("statistics_submission", "queue_returned", "returned"),
    ("statistics_exportline", "export_explained", ""),
    ("statistics_raisedflag", "one_flag_a_field", "flagged"),
    ("statistics_influentialfigure", "statistics_influentialfigure_pkey", ""),
    ("review_question", "review_question_submission_id_%", ""),
    ("review_answer", "review_answer_question_id_key", ""),
    ("review_correctionrequest", "one_open_request_a_case", ""),
    ("units_unit", "units_unit_pkey", ""),
    ("units_licence", "units_licence_pkey", ""),
    ("units_unitmember", "units_unitmember_user_id_%", ""),
    ("accounts_user", "accounts_user_pkey", ""),
    ("accounts_notice", "notices_%", ""),
    ("accounts_organization", "accounts_organization_pkey", ""),
    ("accounts_organizationpermission", "%user%|one_%grant%", ""),
    ("django_session", "django_session_%", ""),
]


@pytest.mark.parametrize(("table", "index", "only"), LEANED_ON)
def test_without_an_index_a_page_is_seen_to_be_dear(
    country: dict[str, User],
    table: str,
    index: str,
    only: str,
    sign_in: Callable[[User], Client],
) -> None:
    browser = sign_in(country["ministry"])
    before = plans(lambda: open_inbox(browser, only))
    assert not faults(before, only)
    drop(table, index)
    after = plans(lambda: open_inbox(browser, only))
    # One more buffer for each case shown is dear too.
    assert faults(after, only) or touched(after) >= touched(before) + PAGE


def test_counted_is_what_waits(country: dict[str, User]) -> None:
    officer = country["union"]
    found = counters(officer, NOW)
    waiting = Submission.objects.filter(desk__organizationpermission__user=officer)
    assert found.waiting == waiting.filter(state__in=IN_REVIEW).distinct().count()
    assert found.returned == waiting.filter(state=State.RETURNED).distinct().count()
