"""Before support a unit is judged by its filing, and each question is kept and bounded."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from catalog.models import County, Province
from catalog.policy_definitions import PolicyKey
from entitlements.enums import SupportResult, SupportVerdict
from entitlements.ledger.queries import lines_of
from entitlements.models import SupportAnswer, SupportQuestion
from entitlements.service_desk.errors import TooManyRowsError
from entitlements.service_desk.rules import Pair, ToldUnit
from entitlements.service_desk.services import ask
from tests.concurrency import race
from tests.entitlements.service_desk.posts import PURPOSE, asked, pair, question
from tests.review.cases import policy
from tests.world import FILED_AT, MEHR, World, licence_for, officer, person, tehran
from units.models import Licence, Unit

pytestmark = pytest.mark.django_db
# Past the final day of Mehr, the first month that is owed.
AFTER_MEHR = tehran(1398, 8, 12)
INACTIVE = tehran(1398, 11, 12)
STRANGER = "9990000026"


@pytest.fixture
def owing(world: World) -> World:
    """Let the unit owe months from Mehr on, and priority begin there too."""
    policy(PolicyKey.OBLIGATION_FROM, MEHR.to_int())
    policy(PolicyKey.SUPPORT_FROM, MEHR.to_int())
    return world


def told(made: SupportQuestion) -> ToldUnit:
    return ToldUnit(made.answers.get())


def test_who_files_is_supported_with_its_share(owing: World) -> None:
    owing.filed()
    found = told(question(owing, AFTER_MEHR))
    assert found.verdict == SupportVerdict.SUPPORTED
    assert found.counted == "۱ از ۱ ماه مشمول ثبت شده است (۱۰۰ درصد)"
    assert (found.missing, found.missed, found.way) == ("", "", None)
    assert found.answer.question.last == MEHR


def test_who_stopped_is_refused_until_filed_with_the_months_and_the_way_back(owing: World) -> None:
    found = told(question(owing, INACTIVE))
    assert found.verdict == SupportVerdict.UNFILED
    assert "بند ۸" in found.facts["why_not"]
    assert found.missed == "مهر ۱۳۹۸ تا دی ۱۳۹۸"
    assert found.way == MEHR + 3
    owing.filed(MEHR + 3, INACTIVE)
    again = told(question(owing, INACTIVE))
    # Filed as active, it is supported at once; its gaps stay in its priority.
    assert again.verdict == SupportVerdict.SUPPORTED
    assert (again.answer.filed, again.answer.due) == (1, 4)
    assert again.missing == "مهر ۱۳۹۸ تا آذر ۱۳۹۸"


def test_three_missing_months_are_not_yet_a_refusal(owing: World) -> None:
    found = told(question(owing, tehran(1398, 10, 12)))
    assert found.verdict == SupportVerdict.SUPPORTED
    assert (found.answer.filed, found.answer.due) == (0, 3)


def test_a_licence_that_ended_is_said_as_such(owing: World) -> None:
    owing.filed()
    Licence.objects.update(expires_on=tehran(1398, 6, 20).date())
    assert told(question(owing, AFTER_MEHR)).verdict == SupportVerdict.UNLICENSED


def test_a_month_whose_final_day_is_to_come_counts_only_where_it_is_filed(owing: World) -> None:
    # On the third of Aban nobody has missed Mehr yet.
    assert told(question(owing, FILED_AT)).answer.due == 0
    owing.filed()
    answer = told(question(owing, FILED_AT)).answer
    assert (answer.filed, answer.due) == (1, 1)


def test_priority_ends_with_the_last_month_before_the_request(owing: World) -> None:
    owing.filed()
    owing.filed(MEHR + 1, tehran(1398, 9, 3))
    earlier = asked(pair(owing), at=tehran(1398, 8, 20))
    made = ask(owing.province_officer, earlier, tehran(1398, 9, 20))
    assert (made.last, told(made).answer.due) == (MEHR, 1)


def test_priority_begins_with_the_month_of_the_policy(world: World) -> None:
    policy(PolicyKey.OBLIGATION_FROM, MEHR.to_int())
    policy(PolicyKey.SUPPORT_FROM, (MEHR + 1).to_int())
    answer = told(question(world, tehran(1398, 9, 12))).answer
    assert (answer.question.first, answer.due) == (MEHR + 1, 1)


def elsewhere(world: World) -> Unit:
    """Make a unit that lies with another province."""
    north = Province.objects.create(code="01", name="گیلان", iso="IR-01")
    county = County.objects.create(code="0101", name="رشت", province=north, organization_code="01")
    licence = licence_for("0488888888", STRANGER, world.union, person("far"))
    Licence.objects.filter(pk=licence.pk).update(county=county)
    return licence.unit


def test_unknown_foreign_and_wrong_pairs_are_one_answer_from_the_same_statements(
    owing: World,
) -> None:
    far, user = elsewhere(owing), owing.province_officer
    authority_of(user)
    kept, counts = [], []
    for other in (
        Pair("0000000001", STRANGER),
        Pair(far.guild_id, far.holder_id),
        pair(owing, holder_id=STRANGER),
        pair(owing, guild_id="0000000001"),
    ):
        with CaptureQueriesContext(connection) as statements:
            made = ask(user, asked(other), AFTER_MEHR)
        counts.append(len(statements))
        answer = made.answers.get()
        kept.append((made.found, answer.result, answer.unit, answer.facts, answer.verdict))
    assert set(counts) == {counts[0]}
    assert set(kept) == {(0, SupportResult.NOT_FOUND, None, None, "")}
    # Offices of the whole country are told of it.
    there = Pair(far.guild_id, far.holder_id)
    assert ask(owing.ministry_officer, asked(there), AFTER_MEHR).found == 1


def test_a_county_office_asks_about_its_own_county(owing: World) -> None:
    office = Organization.objects.create(
        code="c",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ ملکان",
        parent=owing.province,
        county=owing.union.county,
    )
    user = officer("county-officer", Role.COUNTY_OFFICER, office)
    there = elsewhere(owing)
    pairs = (pair(owing), Pair(there.guild_id, there.holder_id))
    made = ask(user, asked(*pairs), AFTER_MEHR)
    assert [answer.result for answer in made.answers.order_by("position")] == ["found", "not_found"]


def test_a_list_is_answered_row_by_row_and_a_broken_one_spoils_none(owing: World) -> None:
    own = pair(owing)
    made = ask(owing.province_officer, asked(None, own, Pair("1", "2"), own), AFTER_MEHR)
    assert (made.rows, made.found) == (4, 1)
    assert list(made.answers.order_by("position").values_list("result", "unit")) == [
        ("unreadable", None),
        ("found", owing.unit.pk),
        ("not_found", None),
        ("repeated", None),
    ]


def test_as_many_statements_for_many_units_as_for_few(owing: World) -> None:
    user = owing.province_officer
    authority_of(user)
    with CaptureQueriesContext(connection) as few:
        ask(user, asked(pair(owing)), AFTER_MEHR)
    pairs = [
        Pair(licence.unit.guild_id, licence.unit.holder_id)
        for n in range(5)
        for licence in [licence_for(f"048888880{n}", f"999000002{n}", owing.union, person(f"p{n}"))]
    ]
    with CaptureQueriesContext(connection) as many:
        assert ask(user, asked(*pairs), AFTER_MEHR).found == 5
    assert len(few) == len(many)


def test_the_unit_reads_who_asked_for_what_and_what_was_told(owing: World) -> None:
    owing.filed()
    question(owing, AFTER_MEHR)
    (line,) = lines_of(owing.unit).rows
    assert (line.who, line.whose, line.code) == (owing.province.name, PURPOSE, "۱۳۹۸/۷۷")
    assert line.told == "پشتیبانی می‌شود، ۱ از ۱ ماه مشمول ثبت‌شده"
    assert line.basis_code == "60/133338"
    assert not line.figures


def test_rows_of_a_person_are_bounded_and_nothing_of_a_refused_one_is_kept(
    owing: World, settings: Any
) -> None:
    settings.SUPPORT_ROWS, settings.SUPPORT_MISSES = ((3, 60),), ((2, 60),)
    user = owing.province_officer
    ask(user, asked(pair(owing), pair(owing)), AFTER_MEHR)
    with pytest.raises(TooManyRowsError) as shut:
        ask(user, asked(pair(owing), pair(owing)), AFTER_MEHR)
    assert shut.value.until == AFTER_MEHR + timedelta(minutes=60)
    assert SupportQuestion.objects.count() == 1
    ask(user, asked(pair(owing), pair(owing)), AFTER_MEHR + timedelta(minutes=61))


def test_rows_in_vain_are_bounded_sooner(owing: World, settings: Any) -> None:
    settings.SUPPORT_MISSES = ((1, 60),)
    ask(owing.province_officer, asked(pair(owing, holder_id=STRANGER)), AFTER_MEHR)
    with pytest.raises(TooManyRowsError):
        ask(owing.province_officer, asked(pair(owing)), AFTER_MEHR)


@pytest.mark.django_db(transaction=True)
def test_two_questions_at_one_moment_are_counted_one_after_the_other(
    shared_world: World, settings: Any
) -> None:
    settings.SUPPORT_ROWS = ((1, 60),)

    def act() -> object:
        try:
            return question(shared_world)
        except TooManyRowsError:
            return None

    assert sum(made is not None for made in race([act] * 3)) == 1
    assert SupportQuestion.objects.count() == 1


def test_what_was_asked_and_told_is_only_added_to(owing: World) -> None:
    question(owing, AFTER_MEHR)
    for change in (
        lambda: SupportQuestion.objects.update(purpose="x"),
        lambda: SupportAnswer.objects.update(verdict="unfiled"),
        lambda: SupportAnswer.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
