"""Finding units and cases, and a page of the list of units, against the same rows by key."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.utils import timezone

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from bench.people import officer_at
from bench.table import BenchRow
from bench.timing import clean, execute, interleaved
from config.keyset import PAGE
from demo.scale.load import LARGE_PROVINCE
from portal.search.queries import CASES_OF, MOST_CASES, case_named, find
from portal.unit_list.enums import UnitOrder
from portal.unit_list.queries import Reach, UnitFilter, read_page
from statistics.models import Submission
from units.models import Unit, UnitQuerySet

GOAL = 3.0
# A name as people give it: a word that a tenth of all units have, one that a fiftieth has, and one
# of some five hundred, so that every mixture of frequent and rare is looked for.
NAMED = """
UPDATE units_unit SET name =
    (ARRAY['کارگاه','تولیدی','صنایع','گروه','شرکت','کارخانه','خانه','مجموعه','مرکز','دفتر'])
        [1 + id % 10] || ' ' ||
    (ARRAY['پوشاک','کفش','مبل','قنادی','چرم','فلز','شیشه','سفال','فرش','ابزار'])[1 + id / 10 % 10]
    || ' ' || translate((id / 100 % 500)::text, '0123456789', 'ابپتجچدرزس')
"""


def measure() -> list[BenchRow]:
    """Give the units names and look for them by what is said of one in the middle."""
    execute(NAMED)
    clean("units_unit")
    execute("ANALYZE units_unit")
    province = Organization.objects.get(kind=OrganizationKind.PROVINCE, province=LARGE_PROVINCE)
    desks = {
        "ministry": Organization.objects.get(kind=OrganizationKind.MINISTRY),
        "province": province,
        "union": Organization.objects.filter(kind=OrganizationKind.UNION).order_by("pk")[0],
    }
    rows = []
    for name, desk in desks.items():
        user = officer_at(desk)
        reach = Unit.objects.visible_to(user).order_by("pk")
        unit = reach[reach.count() // 2]
        rows += [_search(name, what, user, text) for what, text in _texts(unit).items()]
        rows += _lists(name, user)
    return rows


def _texts(unit: Unit) -> dict[str, str]:
    kind, trade, own = unit.name.split()
    return {
        "whole name": unit.name,
        "rare word": own,
        "trade and half a word": f"{trade} {own[:1]}",
        "frequent word": kind,
        "guild id": unit.guild_id,
        "holder id": unit.holder_id,
    }


def _search(who: str, what: str, user: User, text: str) -> BenchRow:
    found = find(user, text)
    assert found.units, f"nothing is called {text}"
    ours, floor = interleaved(partial(find, user, text), _by_key(user, found.cases))
    return BenchRow(f"search, {who}, {what}", ours, floor, GOAL)


def _by_key(user: User, cases: Sequence[Submission]) -> Callable[[], object]:
    """Read twenty-five units by key, and as many cases as a search shows at most."""
    some = Unit.objects.visible_to(user).order_by("pk")
    units = list(some.values_list("pk", flat=True)[:PAGE])
    known = Submission.objects.filter(unit__in=units[:CASES_OF]).order_by("pk")
    keys = [case.pk for case in cases] or list(known.values_list("pk", flat=True)[:MOST_CASES])

    def read() -> list[Any]:
        shown = Unit.objects.filter(pk__in=units).select_related("county", "union", "trade")
        rows = Submission.objects.filter(pk__in=keys).select_related("unit", "desk")
        return [*shown, *rows]

    return read


def _read(units: UnitQuerySet) -> list[Unit]:
    return list(units.all())


def _lists(who: str, user: User) -> list[BenchRow]:
    number = Submission.objects.in_reach_of(user).order_by("pk")[0].tracking_number
    one, known = interleaved(
        partial(case_named, user, number),
        lambda: Submission.objects.filter(tracking_number=number).first(),
    )
    rows = [BenchRow(f"search, {who}, tracking number", one, known, GOAL)]
    reach = Reach(user, timezone.now())
    for order in UnitOrder:
        chosen = UnitFilter(order=order)
        keys = [unit.pk for unit in read_page(reach, chosen).rows]
        same = Unit.objects.filter(pk__in=keys).select_related("county", "union", "trade")
        ours, floor = interleaved(partial(read_page, reach, chosen), partial(_read, same))
        rows.append(BenchRow(f"list of units, {who}, {order.label}", ours, floor, GOAL))
    return rows
