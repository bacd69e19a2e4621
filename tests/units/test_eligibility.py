"""May this unit file this month? Each refusal names the failing condition."""

from datetime import date
from typing import Any

import pytest

from catalog.models import LicenceKind
from config.jalali import JalaliMonth, from_parts
from units.eligibility import obstacle, refusal, valid_days, valid_spans
from units.enums import LicenceStatus, ObstacleKind
from units.models import Licence, LicenceState, Unit

MEHR = JalaliMonth(1398, 7)


def licence(guild_id: str = "0499999913", **facts: Any) -> Licence:
    """Return a licence of 1396/10/30 with some facts changed."""
    kind = LicenceKind(code="business", name="پروانه کسب", files=True)
    given: dict[str, Any] = {"number": "12", "issued_on": from_parts(1396, 10, 30), "kind": kind}
    given |= facts
    return Licence(unit=Unit(guild_id=guild_id), **given)


def halted(status: LicenceStatus, since: date, until: date | None = None) -> Licence:
    """Return a licence that is suspended or revoked from a day on."""
    found = licence()
    found.interruptions = [LicenceState(status=status, since=since, until=until)]
    return found


def test_a_valid_licence_with_a_guild_id_may_file() -> None:
    assert refusal(licence(), MEHR) is None


def test_a_unit_without_guild_id_is_told_where_to_get_one() -> None:
    assert refusal(licence(guild_id=""), MEHR) == (
        "این واحد شناسه صنفی ندارد. شناسه را از مرکز اصناف بگیرید، سپس آمار را ثبت کنید."
    )


def test_a_licence_of_a_kind_without_statistics_names_its_kind() -> None:
    kind = LicenceKind(code="distribution", name="پروانه کسب توزیعی", files=False)
    assert refusal(licence(kind=kind), MEHR) == (
        "پروانه ۱۲ از نوع «پروانه کسب توزیعی» است و آمار تولید ندارد؛ پروانهٔ تولیدی واحد را "
        "انتخاب کنید."
    )
    assert valid_spans(licence(kind=kind)) == []


def test_a_unit_with_no_other_licence_has_that_as_its_obstacle() -> None:
    shop = licence(kind=LicenceKind(code="distribution", name="توزیعی", files=False))
    found = obstacle([shop], MEHR)
    assert found is not None
    assert found.kind is ObstacleKind.NO_FILING_KIND
    # Beside a workshop's licence it is none.
    assert obstacle([shop, licence()], MEHR) is None


@pytest.mark.parametrize(("day", "may"), [((1398, 7, 30), True), ((1398, 8, 1), False)])
def test_a_licence_serves_the_month_it_was_issued_in(day: tuple[int, int, int], may: bool) -> None:
    told = refusal(licence(issued_on=from_parts(*day)), MEHR)
    assert (told is None) is may
    if not may:
        assert told == "پروانه ۱۲ پس از مهر ۱۳۹۸ صادر شده است؛ ماهی پس از صدور را انتخاب کنید."


@pytest.mark.parametrize(("day", "may"), [((1398, 7, 1), True), ((1398, 6, 31), False)])
def test_a_licence_serves_the_month_it_expires_in(day: tuple[int, int, int], may: bool) -> None:
    told = refusal(licence(expires_on=from_parts(*day)), MEHR)
    assert (told is None) is may
    if not may:
        assert told == (
            "اعتبار پروانه ۱۲ پیش از مهر ۱۳۹۸ پایان یافته است؛ برای تمدید به اتحادیه بروید."
        )


@pytest.mark.parametrize(("day", "may"), [((1398, 7, 2), True), ((1398, 7, 1), False)])
@pytest.mark.parametrize(
    ("status", "word"),
    [(LicenceStatus.SUSPENDED, "تعلیق‌شده"), (LicenceStatus.REVOKED, "باطل‌شده")],
)
def test_a_licence_ended_before_the_month_began_is_named(
    day: tuple[int, int, int], may: bool, status: LicenceStatus, word: str
) -> None:
    told = refusal(halted(status, from_parts(*day)), MEHR)
    assert (told is None) is may
    if not may:
        assert told == f"پروانه ۱۲ در مهر ۱۳۹۸ {word} بوده است؛ از اتحادیه پیگیری کنید."


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [((7, 1), (7, 30), 0), ((7, 1), (7, 29), 1), ((7, 2), (7, 30), 1), ((6, 1), (8, 1), 0)],
)
def test_a_licence_serves_a_month_with_one_valid_day_of_it(
    since: tuple[int, int], until: tuple[int, int], days: int
) -> None:
    suspended = LicenceStatus.SUSPENDED
    found = halted(suspended, from_parts(1398, *since), from_parts(1398, *until))
    assert len(valid_days(valid_spans(found), MEHR)) == days
    assert (refusal(found, MEHR) is None) is (days > 0)
    assert refusal(found, MEHR + 2) is None


def test_months_before_the_end_can_still_be_filed_late() -> None:
    over = licence(expires_on=from_parts(1398, 7, 15))
    assert refusal(over, MEHR) is None
    assert refusal(over, MEHR + 1) is not None
