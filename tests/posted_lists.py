"""One successful post for every address of the statistics office's lists."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, User
from catalog.enums import HolidayKind, HolidayStatus
from catalog.models import Holiday
from config.jalali import JalaliMonth, from_parts
from statistics.models import ListedUnit, ObligationList
from statistics.obligation.lists import ListTerms, list_unit, open_list
from tests.world import BAG, World

WHY = {"reason": "نامهٔ ۶۰/۱۲"}
# A list, its page and what is typed there.
Filled = tuple[str, Mapping[str, Any]]


def obligation_list(by: User) -> ObligationList:
    """Find the list of sampled units, or begin it."""
    if there := ObligationList.objects.filter(name="واحدهای نمونه").first():
        return there
    terms = ListTerms("واحدهای نمونه", JalaliMonth(1398, 1), "نامهٔ ۶۰/۱۲")
    return open_list(by, terms, timezone.now())


def listed_unit(by: User, world: World) -> ListedUnit:
    return list_unit(by, obligation_list(by).pk, world.unit, "نامهٔ ۶۰/۱۲", timezone.now())


def holiday() -> Holiday:
    facts = {"name": "روز برآوردی", "kind": HolidayKind.LUNAR, "status": HolidayStatus.ESTIMATED}
    return Holiday.objects.get_or_create(date=from_parts(1398, 8, 15), defaults=facts)[0]


def _south(world: World) -> Organization:
    return Organization.objects.create(
        code="03S",
        kind=world.province.kind,
        name="سازمان جنوب استان",
        parent=world.ministry,
        province_id="03",
    )


def _page(name: str, *args: Any) -> str:
    return reverse(f"lists:{name}", args=args)


def _day(name: str, year: int, month: int, day: int) -> dict[str, int]:
    return {f"{name}_0": day, f"{name}_1": month, f"{name}_2": year}


_KIND = {"name": "پروانه کسب فنی و مهندسی", "filing": "yes", "note": "نامهٔ ۶۰/۱۲"}
_MONTH = {"name": "واحدهای نمونه", "month": 1, "year": "1398", "source": "نامهٔ ۶۰/۱۲"}
_OFF = {"name": "تعطیلی ویژه", "kind": "special", "status": "confirmed"}
_MEASURE = {"name": "اونس", "name_en": "ounce", "code": "oz", "kind": "mass", "decimals": 2}


def _county(world: World) -> dict[str, Any]:
    return {"name": "ورزقان", "code": "0317", "province": "03", "office": world.province.pk}


def _union(world: World) -> dict[str, Any]:
    place = {"office": world.province.pk, "county": "0301"}
    return {"kind": "union", "name": "اتحادیهٔ کیف ملکان", "code": "u-0301-9", **place}


# Of the lists that have rooms of their own.
_SELECTED = {"criterion": "سهم", "source": "نامه"}
KEPT: dict[str, Filled] = {
    "causes:add": ("/causes/new/", {"name": "سیل", "direction": "fall", "note": "نامهٔ ۶۰/۱۲"}),
    "selected:add_unit": ("/selected/units/new/", {"guild_id": "0499999913"} | _SELECTED),
    "selected:add_product": ("/selected/products/new/", {"code": BAG} | _SELECTED),
}
# For each address: its page and what is typed, made with the person who posts.
FILLED: dict[str, Callable[[World, User], Filled]] = {
    "add_kind": lambda w, by: (_page("add_kind"), _KIND | _day("since", 1398, 8, 3)),
    "end_kind": lambda w, by: (_page("end_kind", "service"), _day("until", 1398, 8, 10)),
    "add_obligation": lambda w, by: (_page("add_obligation"), _MONTH),
    "list_unit": lambda w, by: (
        _page("list_unit", obligation_list(by).pk),
        {"guild_id": w.unit.guild_id, "source": "نامهٔ ۶۰/۱۲"},
    ),
    "withdraw_unit": lambda w, by: (_page("withdraw_unit", listed_unit(by, w).pk), WHY),
    "withdraw_list": lambda w, by: (_page("withdraw_list", obligation_list(by).pk), WHY),
    "add_holiday": lambda w, by: (_page("add_holiday"), _OFF | WHY | _day("day", 1398, 8, 20)),
    "correct_holiday": lambda w, by: (_page("correct_holiday", holiday().pk), _OFF | WHY),
    "remove_holiday": lambda w, by: (_page("remove_holiday", holiday().pk), WHY),
    "add_county": lambda w, by: (_page("add_county"), _county(w) | WHY),
    "rename_county": lambda w, by: (_page("rename_county", "0301"), WHY | {"name": "ملک‌کندی"}),
    "move_county": lambda w, by: (
        _page("move_county", "0301"),
        {"office": _south(w).pk} | WHY,
    ),
    "add_office": lambda w, by: (_page("add_office"), _union(w) | WHY),
    "rename_office": lambda w, by: (
        _page("rename_office", w.union.pk),
        WHY | {"name": "اتحادیهٔ پلاستیک"},
    ),
    "add_measure": lambda w, by: (
        _page("add_measure"),
        _MEASURE | WHY | {"tonne_factor": "0.0000283495"},
    ),
    "rename_measure": lambda w, by: (_page("rename_measure", "kg"), WHY | {"name": "کیلو"}),
}
