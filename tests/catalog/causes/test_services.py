"""The list of causes: dated, added to with a reason, ended once, never deleted."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.causes.models import Cause
from catalog.causes.queries import CauseBook
from catalog.causes.services import (
    CauseRefusedError,
    CauseTerms,
    add_cause,
    end_cause,
    load_first_causes,
)
from config.jalali import JalaliMonth, from_parts
from tests.world import FILED_AT, MEHR, World, officer

pytestmark = pytest.mark.django_db

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
TODAY = from_parts(1398, 8, 3)


@pytest.fixture
def stats(world: World) -> User:
    """Return an officer of the statistics office."""
    office = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return officer("stats", Role.STATISTICS_OFFICER, office)


def terms(**changes: Any) -> CauseTerms:
    values: dict[str, Any] = {
        "name": "سیل",
        "direction": "fall",
        "since": TODAY,
        "until": None,
        "note": "مصوبه",
    }
    return CauseTerms(**(values | changes))


def offered(direction: str, month: JalaliMonth = MEHR) -> list[str]:
    return [row.name for row in CauseBook.load().offered(month, direction)]


def test_the_first_causes_are_those_a_monthly_meeting_can_use(world: World) -> None:
    fall, rise = offered("fall"), offered("rise")
    for name in (
        *("قطعی برق", "کمبود گاز", "کمبود نقدینگی", "نبود سفارش", "کمبود یا گرانی مواد اولیه"),
        *("خرابی ماشین‌آلات", "تعطیلات", "حوادث"),
    ):
        assert name in fall
        assert name not in rise
    for name in ("نوسان ارز", "نیروی کار", "فصل"):
        assert name in fall
        assert name in rise
    assert "افزایش سفارش" in rise
    assert "افزایش سفارش" not in fall
    assert len(offered("")) == Cause.objects.count()


def test_loading_again_adds_nothing(world: World) -> None:
    assert load_first_causes(FIXTURES) == 0


def test_a_cause_is_offered_for_the_months_that_its_days_touch(world: World, stats: User) -> None:
    add_cause(stats, terms(until=from_parts(1398, 9, 1)), FILED_AT)
    months = [MEHR + ahead for ahead in range(4) if "سیل" in offered("fall", MEHR + ahead)]
    assert months == [MEHR + 1, MEHR + 2]
    assert "سیل" not in offered("rise", MEHR + 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "قطعی برق"}, "name"),
        ({"name": "قطعی برق", "direction": ""}, "name"),
        ({"name": "فصل", "direction": "rise"}, "name"),
        ({"until": from_parts(1398, 8, 2)}, "until"),
    ],
)
def test_one_name_is_offered_once(
    world: World, stats: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(CauseRefusedError) as refused:
        add_cause(stats, terms(**changes), FILED_AT)
    assert refused.value.field == field


def test_the_same_name_may_go_the_other_way(world: World, stats: User) -> None:
    add_cause(stats, terms(name="قطعی برق", direction="rise"), FILED_AT)
    assert "قطعی برق" in offered("rise", MEHR + 1)


def test_a_cause_ends_today_or_later_and_once(world: World, stats: User) -> None:
    cause = Cause.objects.get(code="power")
    with pytest.raises(CauseRefusedError):
        end_cause(stats, cause.pk, TODAY - dt.timedelta(days=1), FILED_AT)
    end_cause(stats, cause.pk, TODAY, FILED_AT)
    with pytest.raises(CauseRefusedError):
        end_cause(stats, cause.pk, TODAY, FILED_AT)
    assert "قطعی برق" in offered("fall", MEHR + 1)
    assert "قطعی برق" not in offered("fall", MEHR + 2)
    # What was answered with it is read for ever.
    found = CauseBook.load().find("power")
    assert found is not None
    assert found.name == "قطعی برق"


def test_the_database_keeps_what_was_on_the_list(world: World) -> None:
    for change in (
        lambda: Cause.objects.filter(code="power").delete(),
        lambda: Cause.objects.filter(code="power").update(name="برق"),
        lambda: Cause.objects.filter(code="power").update(direction=""),
    ):
        with pytest.raises(IntegrityError, match="settled once"), transaction.atomic():
            change()
