"""What a large country is asked: nothing of it reads all units, nor all receipts."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from config.keyset import PAGE
from demo.scale.load import Size, load
from outreach.circulars.queries import STATES, units_unread, unread_of
from outreach.circulars.reminder_services import UNREAD
from outreach.circulars.services import CircularTerms, issue, pass_on, write
from outreach.enums import CircularReach
from outreach.help_desk.queries import visible_to, waiting_at
from outreach.models import Circular, CircularHop
from tests.outreach.help_desk.acts import category
from tests.world import officer
from units.models import Unit, UnitMember

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LARGE = {"units_unit", "units_unitmember", "outreach_unitreceipt", "outreach_ticket"}
# Every third unit has read; of other circulars all have.
RECEIPTS = """
INSERT INTO outreach_unitreceipt (circular_id, unit_id, by_id, at)
SELECT c.id, u.id, %(by)s, now() FROM units_unit u, outreach_circular c
WHERE c.id <> %(last)s OR u.id %% 3 = 0
"""
TICKETS = """
INSERT INTO outreach_ticket (province_id, desk_id, category_id, subject, asked_by_id, unit_id,
    tracking_number, page, state, asked_at, arrived_at, due_on, serial)
SELECT p.id, p.id, (SELECT min(id) FROM outreach_helpcategory), 'مشکل', %(by)s, u.id, '', '',
    CASE WHEN u.id %% 50 = 0 THEN 'open' ELSE 'closed' END, now(), now(), current_date, 1
FROM units_unit u JOIN accounts_organization p ON p.code = u.organization_code
"""


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Circular]:
    """Hand five circulars down a country, and write a problem a unit; forgotten afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        load(Size(2500, 1, detailed=1), NOW, str)
        category()
        made = _circulars()
        with connection.cursor() as cursor:
            by = {"by": made.written_by_id, "last": made.pk}
            cursor.execute(RECEIPTS, by)
            cursor.execute(TICKETS, by)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ANALYZE {', '.join(sorted(LARGE))}, outreach_circularhop")
        yield made
        transaction.set_rollback(True)


def _circulars() -> Circular:
    office = Organization.objects.filter(kind=OrganizationKind.MINISTRY).order_by("pk")[0]
    user = officer("plans", Role.MINISTRY_EXPERT, office)
    day = NOW.date()
    for number in range(5):
        terms = CircularTerms(str(number), day, "م", "متن", CircularReach.UNITS, day)
        made = write(user, office, terms, NOW)
        issue(user, made.pk, 1, NOW)
        # Provinces first, then whoever got it from them.
        for _ in range(3):
            for hop in CircularHop.objects.filter(circular=made, passed_at=None).order_by("pk"):
                pass_on(_somebody(hop.office), made.pk, hop.office_id, NOW)
    return made


def _somebody(office: Organization) -> User:
    people = User.objects.filter(
        organizationpermission__content_object=office,
        organizationpermission__permission__codename="view_registry",
    )
    return people.order_by("pk")[0]


def plan(sql: str, params: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        found = cursor.fetchone()[0]
    tops = json.loads(found) if isinstance(found, str) else found
    return list(_nodes(tops[0]["Plan"]))


def plan_of(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    sql, params = rows.query.sql_with_params()
    return plan(sql, params)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def read_whole(nodes: list[dict[str, Any]]) -> set[str]:
    found = {
        n["Relation Name"] for n in nodes if n["Node Type"] == "Seq Scan" and n["Actual Loops"]
    }
    return found & LARGE


def buffers(nodes: list[dict[str, Any]]) -> int:
    return int(nodes[0]["Shared Hit Blocks"]) + int(nodes[0]["Shared Read Blocks"])


def dear(nodes: list[dict[str, Any]]) -> list[str]:
    """Say where the pages of memory go."""
    return [
        f"{n['Node Type']} {n.get('Relation Name', '')} {n.get('Index Name', '')} {buffers([n])}"
        for n in nodes
        if buffers([n]) > 50
    ]


def a_union(made: Circular) -> Organization:
    hops = CircularHop.objects.filter(circular=made, office__kind=OrganizationKind.UNION)
    return hops.exclude(passed_at=None).select_related("office").order_by("pk")[0].office


def test_a_page_of_units_that_have_not_read_is_read_along_indexes(country: Circular) -> None:
    union = a_union(country)
    nodes = plan_of(units_unread(country, union)[: PAGE + 1])
    assert read_whole(nodes) == set()
    assert buffers(nodes) <= 400


def test_what_a_unit_has_to_read_is_found_by_its_people(country: Circular) -> None:
    member = UnitMember.objects.select_related("user", "unit").filter(
        unit__union=a_union(country), ended_at=None
    )[0]
    # Each of their units is held against each circular, by key.
    pairs = Unit.objects.of(member.user).count() * Circular.objects.count()
    nodes = plan_of(unread_of(member.user)[:5])
    assert read_whole(nodes) == set()
    assert buffers(nodes) <= 400 + 16 * pairs, dear(nodes)


def test_a_union_is_counted_by_its_own_units_alone(country: Circular) -> None:
    hop = CircularHop.objects.get(circular=country, office=a_union(country))
    above = hop.line[-2]
    asked = {"circular": country.pk, "depth": len(hop.line), "within": above}
    nodes = plan(STATES, asked)
    counted = sum(int(n["Actual Rows"] * n["Actual Loops"]) for n in nodes if n.get("Alias") == "r")
    # Of this circular alone: the other four have read by all.
    assert counted <= Unit.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(STATES, asked)
        rows = {row[0]: row[3:] for row in cursor.fetchall()}
    units = Unit.objects.filter(union=hop.office, closed_on=None)
    read = sum(1 for pk in units.values_list("pk", flat=True) if pk % 3 == 0)
    assert rows[hop.office_id] == (units.count(), read)


def test_what_is_told_of_counts_the_same_as_the_page(country: Circular) -> None:
    union = a_union(country)
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, {"circular": country.pk})
        told = dict(cursor.fetchall())
    assert told[union.pk] == units_unread(country, union).count()


def test_a_desk_of_problems_begins_where_its_page_does(country: Circular) -> None:
    province = Organization.objects.filter(kind=OrganizationKind.PROVINCE, code="23").get()
    nodes = plan_of(waiting_at([province], NOW.date())[: PAGE + 1])
    assert read_whole(nodes) == set()
    assert buffers(nodes) <= 400


def test_one_problem_is_found_by_its_number_whoever_asks(country: Circular) -> None:
    member = UnitMember.objects.filter(ended_at=None).select_related("user")[0]
    nodes = plan_of(visible_to(member.user).filter(pk=10))
    assert read_whole(nodes) == set()
