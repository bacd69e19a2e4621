"""The demonstration: a country in which everything the screens show could have happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from catalog.models import CatalogueChange, Product
from config.environment import Profile
from config.jalali import current_month, end_of_day_instant, tehran_day
from demo.country import make_country
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.queries import unanswered
from review.enums import DecisionKind, Mark
from review.inbox import queries
from review.models import Decision
from review.sweep.engine import sweep
from statistics.enums import State, Step
from statistics.errors import NotAllowedError
from statistics.figures import as_json, collect
from statistics.filing.queries import next_step
from statistics.models import ExportLog, Revision, Submission
from statistics.obligation.queries import status_of
from statistics.queries import owners_desk
from statistics.revisions import digest
from tests.world import tehran
from units.enums import LicenceStatus
from units.models import ActivityChange, Unit

NOW = tehran(1405, 8, 20, 15)
ACCOUNTS = [
    "unit",
    "delegate",
    "union",
    "county",
    "province",
    "head",
    "ministry",
    "stats",
    "import",
    "admin",
]


@contextmanager
def a_country(now: datetime) -> Iterator[int]:
    """Make the country as of a moment, and forget it afterwards."""
    with transaction.atomic():
        call_command("load_reference", verbosity=0)
        yield make_country(now)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def units(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """Give the number of units of one country, which the tests of this file only read."""
    with django_db_blocker.unblock(), a_country(NOW) as made:
        yield made


def user(username: str) -> User:
    return User.objects.get(username=username)


def test_all_provincial_organizations_have_units_that_file(units: int) -> None:
    filed = Submission.objects.filter(state=State.FINAL)
    served = set(filed.values_list("licence__union__parent", flat=True))
    offices = Organization.objects.filter(kind=OrganizationKind.PROVINCE)
    assert served == set(offices.values_list("pk", flat=True))
    assert len(served) == 32
    assert units == Unit.objects.count() >= 60


def test_the_history_reaches_back_fourteen_months_and_stands_in_every_state(units: int) -> None:
    months = {s.period for s in Submission.objects.order_by("pk")}
    last = current_month(NOW) - 1
    assert months == {last - back for back in range(14)}
    assert set(Submission.objects.values_list("state", flat=True)) == set(State.values)


def test_the_owner_has_a_month_not_begun_and_a_returned_one(units: int) -> None:
    desk = owners_desk(user("unit"), NOW)
    first, second = Unit.objects.of(user("unit")).order_by("pk")
    assert [(row.unit, row.month) for row in desk.missing] == [(first, current_month(NOW) - 1)]
    assert [case.unit for case in desk.returned] == [second]
    assert first.submissions.filter(state=State.FINAL).count() == 13
    assert list(Unit.objects.of(user("delegate"))) == [first]


def test_the_union_finds_cases_waiting_one_until_tonight_one_again(units: int) -> None:
    officer = user("union")
    waiting = queries.queue(officer, NOW)
    tonight = end_of_day_instant(tehran_day(NOW))
    assert waiting.count() >= 4
    assert waiting.filter(due_at=tonight).count() == 1
    assert list(queries.queue(officer, NOW, "again").values_list("round", flat=True)) == [2]
    counters = queries.counters(officer, NOW)
    assert (counters.returned, counters.overdue) == (2, 1)


def test_units_and_reviewers_talk(units: int) -> None:
    assert [q.submission.unit.name for q in unanswered(user("unit-late"))] == ["در و پنجرهٔ راش"]
    for officer in ("union", "ministry"):
        assert queries.queue(user(officer), NOW, "requests").count() == 1


@pytest.mark.parametrize("username", ["union", "province", "head", "ministry", "union-sweets"])
def test_every_reviewer_has_work(units: int, username: str) -> None:
    assert queries.queue(user(username), NOW).exists()


@pytest.mark.parametrize("username", ACCOUNTS)
def test_every_account_opens_its_first_page(units: int, username: str) -> None:
    browser = Client()
    browser.force_login(user(username))
    assert browser.get("/", follow=True).status_code == 200
    assert user(username).check_password("demo-1405")


def test_the_accounts_can_be_written_to_and_nobody_else(units: int) -> None:
    written = User.objects.exclude(email="").order_by("username")
    assert {u.email for u in written} == {f"{u.username}@example.ir" for u in written}
    named = {*ACCOUNTS, "union-sweets", "unit-late", "unit-registry"}
    assert {u.username for u in written} == named


def test_the_log_of_exports_holds_files_that_could_have_been_taken(units: int) -> None:
    lines = list(ExportLog.objects.select_related("actor").order_by("at"))
    assert [(line.actor.username, line.kind) for line in lines] == [
        ("stats", "production"),
        ("stats", "employment"),
    ]
    assert all(line.at < NOW and line.rows > 3 for line in lines)


def test_what_was_filed_is_what_the_lines_say_and_the_digests_hold(units: int) -> None:
    """A trail cannot be told from one that people made."""
    corrected = 0
    for submission in Submission.objects.exclude(round=0).order_by("pk").select_related("licence"):
        link = ""
        revisions = list(submission.revisions.order_by("round"))
        for revision in revisions:
            assert revision.previous_digest == link
            link = digest(submission.tracking_number, revision.round, revision.figures, link)
            assert revision.digest == link
        assert revisions[-1].figures == as_json(collect(submission))
        assert len(revisions) == submission.round
        corrected += submission.round > 1
    assert corrected > 3


def test_every_submission_stands_where_its_decisions_led(units: int) -> None:
    for submission in Submission.objects.exclude(round=0).prefetch_related("decisions"):
        way = list(submission.decisions.all())
        assert way[0].from_state == State.DRAFT
        assert [d.to_state for d in way[:-1]] == [d.from_state for d in way[1:]]
        assert [d.at for d in way] == sorted(d.at for d in way)
        # A request for correction changes what an officer saw, so it raises the version too.
        asked = submission.correction_requests.count()
        assert way[-1].to_state == submission.state
        assert way[-1].version <= submission.version <= way[-1].version + 2 * asked
        assert (way[0].at, way[-1].round) == (submission.filed_at, submission.round)
        lapsed = {d.from_state for d in way if d.kind == DecisionKind.LAPSED}
        assert (State.AT_UNION in lapsed) == submission.lapsed_union
        assert (State.AT_PROVINCE in lapsed) == submission.lapsed_province
        assert (State.AT_MINISTRY in lapsed) == submission.lapsed_ministry


def test_nothing_lies_in_the_future_and_nothing_is_left_to_the_clock(units: int) -> None:
    assert not Decision.objects.filter(at__gt=NOW).exists()
    assert not Revision.objects.filter(filed_at__gt=NOW).exists()
    assert not ActivityChange.objects.filter(at__gt=NOW).exists()
    assert not Submission.objects.filter(due_at__lte=NOW).exists()


def test_units_miss_one_two_three_months_and_one_is_inactive(units: int) -> None:
    late = Unit.objects.of(user("unit-late"))
    missed = dict(late.values_list("missed_months", "activity"))
    assert {1: "active", 2: "active", 3: "active", 5: "inactive"}.items() <= missed.items()
    for unit in Unit.objects.order_by("pk"):
        found = status_of(unit, NOW)
        stored = (unit.activity, unit.missed_months, unit.past_gaps)
        assert stored == (found.activity, found.missed, found.gaps)


def test_registry_troubles_are_there_each_once(units: int) -> None:
    mine = Unit.objects.of(user("unit-registry"))
    assert mine.filter(guild_id="").count() == 1
    assert mine.filter(licences__states__status=LicenceStatus.SUSPENDED).count() == 1
    today = tehran_day(NOW)
    ended = mine.filter(licences__expires_on__lt=today)
    renewed = ended.filter(licences__expires_on__gt=today)
    assert (ended.distinct().count(), renewed.distinct().count()) == (2, 1)


def test_every_invented_id_has_a_right_check_digit(units: int) -> None:
    for unit in Unit.objects.order_by("pk"):
        unit.clean()


def test_a_returned_month_holds_a_product_that_was_retired(units: int) -> None:
    (returned,) = owners_desk(user("unit"), NOW).returned
    assert next_step(returned) == Step.PRODUCTION
    gone = Product.objects.get(successor__isnull=False)
    assert gone.until == returned.period - 1
    assert returned.production.filter(product=gone).exists()
    assert not returned.production.filter(product=gone.successor).exists()
    (change,) = CatalogueChange.objects.filter(product=gone)
    assert change.actor == user("stats")


def test_a_reviewer_cannot_decide_on_their_own_unit(units: int) -> None:
    officer = user("union-sweets")
    own = Submission.objects.of(officer).get(state=State.AT_UNION)
    assert own in queries.queue(officer, NOW)
    with pytest.raises(NotAllowedError):
        workflow.approve(officer, own.tracking_number, own.version, NOW, AFFIRMED)
    marks = set(Decision.objects.values_list("mark", flat=True))
    assert marks == set(Mark.values)


def test_a_second_run_changes_nothing(units: int) -> None:
    before = (Submission.objects.count(), Decision.objects.count(), User.objects.count())
    assert make_country(NOW) == 0
    assert (Submission.objects.count(), Decision.objects.count(), User.objects.count()) == before


def test_production_gets_no_demonstration(units: int) -> None:
    with override_settings(PROFILE=Profile.PRODUCTION), pytest.raises(Exception, match="profile"):
        call_command("demo_data")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "now", [tehran(1405, 9, 1, 0, 10), tehran(1406, 1, 3, 9)], ids=["first of a month", "Nowruz"]
)
def test_the_country_can_be_made_on_any_day(now: datetime) -> None:
    with a_country(now):
        queue = queries.queue(user("union"), now)
        assert queue.filter(due_at=end_of_day_instant(tehran_day(now))).count() == 1
        assert queries.queue(user("union"), now, "again").count() == 1
        assert Unit.objects.filter(activity="inactive").exists()
        assert not Decision.objects.filter(at__gt=now).exists()
        first = Unit.objects.of(user("unit")).order_by("pk")[0]
        filed = {s.period for s in first.submissions.order_by("pk")}
        assert max(filed) == current_month(now) - 2
        assert min(filed) == current_month(now) - 14
        assert sweep(now).moved == 0
