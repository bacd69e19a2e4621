"""The campaign of registration: opened once for a reach, counted by place, reminded in bounds."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine as clock
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisAwayError

from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices.backends import MemorySms
from config.errors import NotFoundError
from config.jalali import tehran_day
from tests.concurrency import race, winners
from tests.statistics.filing import text_of
from tests.units.conftest import NOW, Offices
from tests.world import World, licence_for
from units.campaign import services
from units.campaign.queries import campaigns_for, progress
from units.campaign.services import (
    ReminderTooSoonError,
    Window,
    ask_reminder,
    close_campaign,
    open_campaign,
    remind,
)
from units.enums import ContactRole
from units.models import ContactNumber, RegistrationCampaign, Unit, UnitMember
from units.registry.errors import NotYourActError, RefusedActError

SignIn = Callable[[User], Client]
TODAY = tehran_day(NOW)
WINDOW = Window(TODAY, TODAY + timedelta(days=30), "60/227210", TODAY)


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    # What another test counted of the country a moment ago.
    cache.clear()


def opened(user: User) -> RegistrationCampaign:
    return open_campaign(user, WINDOW, NOW)


def missing_unit(world: World, guild_id: str, number: str = "") -> Unit:
    """Make a unit without an account, perhaps with a registered mobile."""
    unit = licence_for(guild_id, f"123{guild_id[-7:]}", world.union, world.owner).unit
    UnitMember.objects.filter(unit=unit).delete()
    if number:
        ContactNumber.objects.create(
            unit=unit,
            role=ContactRole.HOLDER,
            number=number,
            source="registry",
            added_at=NOW,
            registered=True,
        )
    return unit


def test_the_ministry_calls_the_country_and_a_province_its_own_units(
    world: World, offices: Offices
) -> None:
    own = opened(offices.province)
    assert own.organization == world.province
    # The country's covers it; another one of the province is not wanted.
    country = opened(offices.ministry)
    assert country.organization is None
    assert campaigns_for(offices.union, TODAY) == [country, own]
    assert opened(offices.ministry) == country
    with pytest.raises(RefusedActError, match="دیگری"):
        open_campaign(offices.province, Window(TODAY, TODAY, "1", TODAY), NOW)
    for user in (offices.union, offices.county, world.owner):
        with pytest.raises(NotYourActError):
            opened(user)
    told = offices.union.notices.filter(kind=NoticeKind.CAMPAIGN)
    assert told.count() == 2


def test_a_window_ends_after_it_begins_and_not_in_the_past(offices: Offices) -> None:
    day = timedelta(days=1)
    for window in (
        Window(TODAY, TODAY - day, "1", TODAY),
        Window(TODAY - 9 * day, TODAY - day, "1", TODAY),
        Window(TODAY, TODAY + day, "1", TODAY + day),
    ):
        with pytest.raises(RefusedActError):
            open_campaign(offices.province, window, NOW)


def test_progress_counts_owners_accounts_by_county_and_union_in_one_statement(
    world: World, offices: Offices
) -> None:
    missing_unit(world, "0499999912")
    closed = missing_unit(world, "0499999911")
    Unit.objects.filter(pk=closed.pk).update(closed_on=TODAY)
    # A delegate is no owner.
    UnitMember.objects.create(
        unit=missing_unit(world, "0499999910"), user=offices.far_union, role="delegate"
    )
    with CaptureQueriesContext(
        connection,
    ) as captured:
        found = progress(offices.union, NOW)
    assert (found.whole.units, found.whole.signed_up, found.whole.missing) == (3, 1, 2)
    assert [(p.name, p.units, p.signed_up) for p in found.unions] == [(world.union.name, 3, 1)]
    assert [(p.name, str(p.percent)) for p in found.counties] == [("ملکان", "33")]
    assert sum("units_unitmember" in query["sql"] for query in captured) == 1
    assert len(captured) <= 5
    country = progress(offices.ministry, NOW)
    assert [(p.units, p.query) for p in country.provinces] == [(3, "province=03")]
    assert country.unions == []
    assert progress(offices.ministry, NOW, "03").unions[0].query.startswith("province=03&union=")
    assert progress(offices.far_union, NOW).whole.units == 0


def test_the_country_is_counted_once_in_some_minutes_and_says_when(
    world: World, offices: Offices, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    assert progress(offices.ministry, NOW).whole.units == 1
    missing_unit(world, "0499999912")
    later = NOW + timedelta(minutes=2)
    with CaptureQueriesContext(connection) as captured:
        kept = progress(offices.ministry, later)
    assert (kept.whole.units, kept.counted_at) == (1, NOW)
    assert not any("units_unitmember" in query["sql"] for query in captured)
    # A province, and whoever has one, is counted at once.
    for near in (progress(offices.ministry, later, "03"), progress(offices.province, later)):
        assert (near.whole.units, near.counted_at) == (2, later)
    assert "شمارش ساعت" in text_of(sign_in(offices.ministry).get("/campaign/"))
    cache.clear()
    assert progress(offices.ministry, later).whole.units == 2


def test_without_redis_the_country_is_counted_each_time(
    world: World, offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise RedisAwayError

    monkeypatch.setattr(cache, "get", away)
    monkeypatch.setattr(cache, "set", away)
    assert progress(offices.ministry, NOW).whole.units == 1


def test_those_missing_are_a_list_of_units_with_their_phones(
    world: World, offices: Offices, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    missing = missing_unit(world, "0499999912", "09120000031")
    Unit.objects.filter(pk=missing.pk).update(name="کارگاه بی‌حساب")
    page = text_of(sign_in(offices.union).get("/units/?only=no_account"))
    assert "کارگاه بی‌حساب" in page
    assert "کارگاه پلاستیک نمونه" not in page
    assert "کارگاه بی‌حساب" not in text_of(sign_in(offices.far_union).get("/units/?only=no_account"))
    index = text_of(sign_in(offices.county).get(reverse("campaign:index")))
    assert "۱ واحد بی‌حساب است" in index
    assert "۵۰" in index


def test_a_reminder_goes_once_to_each_registered_mobile_of_who_lacks(
    world: World, offices: Offices
) -> None:
    campaign = opened(offices.ministry)
    missing_unit(world, "0499999912", "09120000031")
    missing_unit(world, "0499999911", "09120000031")
    missing_unit(world, "0499999910", "09120000032")
    missing_unit(world, "0499999908")
    with patch.object(services, "hand_over"):
        ask_reminder(offices.ministry, campaign.pk, NOW)
        with pytest.raises(ReminderTooSoonError):
            ask_reminder(offices.ministry, campaign.pk, NOW)
        MemorySms.sent.clear()
        assert remind(NOW) == 2
        assert remind(NOW) == 0
        assert sorted(message.address for message in MemorySms.sent) == [
            "09120000031",
            "09120000032",
        ]
        campaign = RegistrationCampaign.objects.get(pk=campaign.pk)
        assert (campaign.reminded_on, campaign.reminded_count) == (TODAY, 2)
        with pytest.raises(ReminderTooSoonError):
            ask_reminder(offices.ministry, campaign.pk, NOW + timedelta(days=6))
        ask_reminder(offices.ministry, campaign.pk, NOW + timedelta(days=7))


def test_only_who_runs_a_campaign_reminds_and_closes(world: World, offices: Offices) -> None:
    country = opened(offices.ministry)
    for act in (ask_reminder, close_campaign):
        with pytest.raises(NotYourActError):
            act(offices.union, country.pk, NOW)
        with pytest.raises(NotYourActError):
            act(offices.province, country.pk, NOW)
        with pytest.raises(NotFoundError):
            act(offices.province, 0, NOW)
    close_campaign(offices.ministry, country.pk, NOW)
    close_campaign(offices.ministry, country.pk, NOW)
    assert campaigns_for(offices.union, TODAY) == []
    with pytest.raises(NotFoundError):
        ask_reminder(offices.ministry, country.pk, NOW)


def test_the_page_of_the_campaign_and_its_form(
    world: World, offices: Offices, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    province, union = sign_in(offices.province), sign_in(offices.union)
    assert "فراخوانی باز نیست" in text_of(union.get(reverse("campaign:index")))
    form = reverse("campaign:open")
    assert union.get(form).status_code == 403
    data = {"starts_on": "1398/08/20", "ends_on": "1398/08/01", "letter_number": "12"}
    refused = province.post(form, data | {"letter_date": "1398/08/19"})
    assert (refused.status_code, "پیش از آغاز" in text_of(refused)) == (422, True)
    data |= {"letter_date": "1398/08/19", "ends_on": "1398/09/20"}
    assert province.post(form, data).status_code == 302
    page = text_of(union.get(reverse("campaign:index")))
    assert world.province.name in page
    assert "یادآوری به بی‌حساب‌ها" not in page
    assert "یادآوری به بی‌حساب‌ها" in text_of(province.get(reverse("campaign:index")))


def test_two_open_a_campaign_at_once_and_one_does(shared_world: World) -> None:
    world = shared_world
    other = Window(TODAY, TODAY + timedelta(days=3), "2", TODAY)
    results = race(
        [
            lambda: _tried(world.ministry_officer, WINDOW),
            lambda: _tried(world.ministry_officer, other),
        ]
    )
    assert len([one for one in winners(results) if one]) == 1
    assert RegistrationCampaign.objects.count() == 1


def _tried(user: User, window: Window) -> bool:
    try:
        open_campaign(user, window, NOW)
    except RefusedActError:
        return False
    return True
