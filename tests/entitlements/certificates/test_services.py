"""A certificate says how the unit's filing stood; its check says how it stands now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth
from entitlements.certificates import services
from entitlements.certificates.errors import NotSupportedError, NotTheirsError, TooManyError
from entitlements.certificates.services import Wanted, check, issue, revoke
from entitlements.enums import CertificatePurpose, Verdict
from entitlements.models import Certificate, CertificateCheck
from tests.concurrency import race
from tests.entitlements.certificates.posts import WANTED, issued
from tests.review.cases import policy
from tests.world import FILED_AT, MEHR, World, tehran
from units.models import UnitMember

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# Past the final day of Mehr, the first month that is owed.
AFTER_MEHR = tehran(1398, 8, 12)


@pytest.fixture
def owing(world: World) -> World:
    """Let the unit owe months from Mehr on."""
    policy(PolicyKey.OBLIGATION_FROM, MEHR.to_int())
    return world


def told(code: str, at: Any = AFTER_MEHR) -> Any:
    found = check(RequestFactory().get("/check/"), code, at)
    assert found
    return found


def test_a_unit_that_filed_all_it_owes_is_complete_before_any_office_decided(owing: World) -> None:
    owing.filed()
    facts = issue(owing.owner, owing.unit, WANTED, AFTER_MEHR).facts
    assert facts["activity"] == "فعال"
    assert (facts["filed"], facts["due"], facts["final"]) == (1, 1, 0)
    assert facts["words"] == "همهٔ ماه‌ها ثبت‌شده از مهر ۱۳۹۸ تا مهر ۱۳۹۸"
    assert facts["months"][MEHR.month - 1] == {"name": "مهر", "state": "review", "word": "در بررسی"}


def test_no_figure_and_no_whole_id_of_the_holder_stand_on_the_paper(owing: World) -> None:
    owing.final()
    facts = issue(owing.owner, owing.unit, WANTED, AFTER_MEHR).facts
    assert owing.unit.holder_id not in str(facts)
    assert not {"production", "exports", "people", "quantity"} & set(facts)
    assert facts["final"] == 1


def test_who_owes_a_month_gets_a_certificate_that_says_so(owing: World) -> None:
    made = issue(owing.owner, owing.unit, WANTED, AFTER_MEHR)
    assert made.facts["words"] == "کامل نیست؛ ۰ از ۱ ماه مشمول ثبت شده است"
    assert made.facts["since"] is None
    assert told(made.code).verdict == Verdict.INCOMPLETE


def test_before_any_month_is_due_that_is_what_it_says(owing: World) -> None:
    made = issued(owing)
    assert made.facts["words"] == "هنوز هیچ ماهی مشمول ثبت نیست"
    assert told(made.code, FILED_AT).verdict == Verdict.VALID


def test_a_gap_in_the_past_lets_it_be_complete_from_the_month_after(owing: World) -> None:
    owing.filed(MEHR + 2, tehran(1398, 10, 3))
    facts = issue(owing.owner, owing.unit, WANTED, tehran(1398, 10, 12)).facts
    assert (facts["filed"], facts["due"]) == (1, 3)
    assert JalaliMonth.from_int(facts["since"]) == MEHR + 2


def test_an_inactive_unit_gets_none_and_hears_the_clause(owing: World) -> None:
    with pytest.raises(NotSupportedError, match="بند ۸"):
        issue(owing.owner, owing.unit, WANTED, tehran(1399, 3, 1))
    assert not Certificate.objects.exists()


def test_the_same_certificate_asked_twice_on_a_day_is_one(world: World) -> None:
    assert issued(world) == issued(world)
    other = issue(world.owner, world.unit, Wanted(CertificatePurpose.LOAN, "", 3), FILED_AT)
    assert other != issued(world)
    assert issue(world.owner, world.unit, WANTED, FILED_AT + DAY) != issued(world)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_one_moment_get_one_certificate(shared_world: World) -> None:
    made = race([lambda: issued(shared_world).pk] * 2)
    assert len(set(made)) == Certificate.objects.count() == 1


def test_a_day_has_a_bound(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_A_DAY", 1)
    issued(world)
    with pytest.raises(TooManyError, match="حداکثر ۱ گواهی"):
        issue(world.owner, world.unit, Wanted(CertificatePurpose.LOAN, "", 1), FILED_AT)


def test_who_files_for_the_unit_no_more_issues_and_revokes_nothing(world: World) -> None:
    made = issued(world)
    UnitMember.objects.update(ended_at=FILED_AT)
    with pytest.raises(NotTheirsError):
        issued(world)
    assert revoke(world.owner, made.pk, FILED_AT) is None


def test_a_revoked_one_is_not_unknown(world: World) -> None:
    made = issued(world)
    revoke(world.owner, made.pk, FILED_AT)
    again = revoke(world.owner, made.pk, FILED_AT + DAY)
    assert again
    assert again.revoked_at == FILED_AT
    assert told(made.code, FILED_AT).verdict == Verdict.REVOKED


def test_it_holds_until_the_end_of_its_last_day(world: World) -> None:
    made = issued(world)
    assert made.valid_until == tehran(1398, 11, 3).date()
    assert told(made.code, tehran(1398, 11, 3, 23)).verdict != Verdict.EXPIRED
    assert told(made.code, tehran(1398, 11, 4, 0)).verdict == Verdict.EXPIRED


def test_a_check_answers_as_it_is_now_and_is_kept(owing: World) -> None:
    owing.filed()
    made = issue(owing.owner, owing.unit, WANTED, AFTER_MEHR)
    assert told(made.code).verdict == Verdict.VALID
    later = tehran(1398, 9, 12)
    assert told(made.code, later).verdict == Verdict.INCOMPLETE
    kept = CertificateCheck.objects.order_by("pk").values_list("at", "verdict")
    assert list(kept) == [(AFTER_MEHR, "valid"), (later, "incomplete")]


def test_it_ends_to_support_a_unit_that_became_inactive(owing: World) -> None:
    owing.filed()
    policy(PolicyKey.INACTIVE_AFTER_MONTHS, 1)
    made = issue(owing.owner, owing.unit, WANTED, AFTER_MEHR)
    assert told(made.code, tehran(1398, 9, 12)).verdict == Verdict.INCOMPLETE
    answer = told(made.code, tehran(1398, 10, 12))
    assert answer.verdict == Verdict.UNSUPPORTED
    assert "بند ۸" in answer.why


def test_a_code_is_read_as_people_copy_it(world: World) -> None:
    made = issued(world)
    assert told(made.shown_code.lower(), FILED_AT).certificate == made
    assert told(f" {made.shown_code.replace('-', ' ')} ", FILED_AT).certificate == made


def test_codes_in_vain_are_bounded(world: World, settings: Any) -> None:
    settings.CHECK_LIMITS = (("address_key", 2, 60),)
    for _ in range(2):
        assert check(RequestFactory().get("/check/"), "K7RM-42QX-9T", FILED_AT) is None
    with pytest.raises(services.TooManyChecksError):
        check(RequestFactory().get("/check/"), "K7RM-42QX-9T", FILED_AT)


Change = Callable[[Certificate], Any]


@pytest.mark.parametrize(
    "change",
    [
        lambda made: Certificate.objects.update(purpose="order"),
        lambda made: Certificate.objects.update(facts={}),
        lambda made: made.delete(),
        lambda made: CertificateCheck.objects.update(verdict="valid"),
        lambda made: CertificateCheck.objects.all().delete(),
    ],
)
def test_the_database_lets_nothing_be_changed(world: World, change: Change) -> None:
    made = issued(world)
    told(made.code, FILED_AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        change(made)
