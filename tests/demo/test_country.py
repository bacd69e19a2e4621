"""The demonstration: a country in which everything the screens show could have happened."""

import csv
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from catalog.models import CatalogueChange, Cause, LicenceKind, ListChange, Policy, Product
from config.environment import Profile
from config.jalali import current_month, end_of_day_instant, jalali_parts, tehran_day
from demo.addresses import AREAS
from demo.country import make_country
from demo.enrolment import WITH_MOBILE, WITHOUT_MOBILE
from demo.followup import SELECTED
from demo.places import GUILDS
from demo.trades import SEASONS, trades
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.queries import unanswered
from review.enums import DecisionKind, Mark
from review.inbox import queries
from review.models import Decision
from review.sweep.engine import sweep
from statistics.enums import ReportState, State, Step
from statistics.errors import NotAllowedError
from statistics.figures import as_json, collect
from statistics.filing.queries import next_step
from statistics.models import (
    ExportLog,
    ObligationList,
    OfficeReport,
    PeerBand,
    RaisedFlag,
    Revision,
    SelectedUnit,
    Submission,
)
from statistics.obligation.queries import status_of
from statistics.queries import owners_desk
from statistics.revisions import digest
from tests.demo.made_country import a_country
from tests.world import tehran
from units.enums import LicenceStatus
from units.models import ActivityChange, Licence, RegistryIssue, Unit
from units.verification.queries import unverified_units

NOW = tehran(1405, 8, 20, 15)
ACCOUNTS = [
    "unit",
    "delegate",
    "union",
    "county",
    *("province", "head", "ministry", "stats"),
    *("stats-2", "import", "admin", "auditor", "clerk"),
    *("affiliate", "affiliate-head", "ministry-head"),
]


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
    assert waiting.filter(influential=True).exists()
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


def test_offices_have_reported_of_themselves_in_every_state(units: int) -> None:
    assert {report.state for report in OfficeReport.objects.all()} == {*ReportState.values}


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
        ("province", "cases"),
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
        if submission.state == State.FINAL:
            assert submission.standing_review == submission.human_review


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


def test_the_lists_of_the_statistics_office_have_stories(units: int) -> None:
    listed = Unit.objects.exclude(obliged_from=None)
    assert listed.count() == 2
    assert ObligationList.objects.get().members.count() == 2
    assert LicenceKind.objects.exclude(ended_at=None).count() == 1
    assert ListChange.objects.get(list="counties").act == "added"


def test_a_returned_month_holds_a_product_that_was_retired(units: int) -> None:
    (returned,) = owners_desk(user("unit"), NOW).returned
    assert next_step(returned) == Step.PRODUCTION
    gone = Product.objects.get(successor__isnull=False)
    assert gone.until == returned.period - 1
    assert returned.production.filter(product=gone).exists()
    assert not returned.production.filter(product=gone.successor).exists()
    (change,) = CatalogueChange.objects.filter(product=gone)
    assert change.actor == user("stats")


def test_the_table_of_workshops_is_whole() -> None:
    kinds = trades()
    used = {shop.kind for guild in GUILDS for shop in guild.shops}
    assert set(kinds) == used
    names = [shop.name for guild in GUILDS for shop in guild.shops]
    assert len(names) == len(set(names))
    for trade in kinds.values():
        assert trade.season in SEASONS
        for output in trade.outputs:
            assert 0 < output.low < output.high <= 3 * output.low, output
        # Several of one trade, but for the few that are known for one product.
        assert len(trade.outputs) > 1 or trade.kind in (
            "multilayer_bags",
            "bakery",
            "rosewater",
            "boats",
        )
    for guild in GUILDS:
        for shop in guild.shops:
            assert shop.people in shop.trade.people, shop.name
            assert not shop.exporter or shop.trade.export_percent, shop.name


def test_every_guild_stands_in_a_listed_county_with_an_area_of_postal_codes() -> None:
    with (settings.BASE_DIR / "fixtures" / "counties.csv").open(encoding="utf-8") as lines:
        listed = {(row["name_fa"], row["province_code"]) for row in csv.DictReader(lines)}
    assert {(guild.county, guild.province) for guild in GUILDS} <= listed
    assert set(AREAS) == {guild.county for guild in GUILDS}


def test_every_workshop_makes_what_its_table_says_so_much_for_each_of_its_people(
    units: int,
) -> None:
    shops = {shop.name: shop for guild in GUILDS for shop in guild.shops}
    cases = Submission.objects.filter(state=State.FINAL).select_related("unit", "employment")
    retired = set(Product.objects.filter(successor__isnull=False).values_list("code", flat=True))
    looked = 0
    for case in cases.prefetch_related("production__product__measure"):
        outputs = {output.code: output for output in shops[case.unit.name].trade.outputs}
        people = case.employment.total
        lines = list(case.production.all())
        assert not lines or {line.product.code for line in lines} == set(outputs)
        for line in lines:
            if line.product.code in retired:
                continue
            output, quantity = outputs[line.product.code], line.quantity
            assert people is not None
            assert quantity is not None
            # As many decimals as its measure has: of boats one more or less is a step.
            step = Decimal("0.1") if line.product.measure.decimals else Decimal(1)
            assert people * output.low - step <= quantity <= people * output.high + step
            looked += 1
    assert looked > 500


def test_no_two_workshops_share_an_address_a_licence_number_or_its_day(units: int) -> None:
    licences = list(Licence.objects.select_related("county", "unit").order_by("pk"))
    numbers = [licence.number for licence in licences]
    assert len(numbers) == len(set(numbers))
    assert not set(numbers) & {licence.unit.guild_id for licence in licences}
    # Two licences of one unit have one place of business.
    for fact in ("address", "postal_code"):
        # A new holder works where the one before did.
        units_of = ((x, x.unit.predecessor_id or x.unit_id) for x in licences)
        places = {(getattr(licence, fact), unit) for licence, unit in units_of}
        assert len(places) == len({place for place, _ in places}) == units - 1
    for licence in licences:
        assert licence.postal_code.startswith(AREAS[licence.county.name])
    days = {jalali_parts(licence.issued_on)[2] for licence in licences}
    assert len(days) > 20


def test_causes_vary_and_go_the_way_of_their_figure(units: int) -> None:
    causes = {cause.code: cause for cause in Cause.objects.order_by("pk")}
    flags = RaisedFlag.objects.exclude(reason="").order_by("pk")
    given = [causes[flag.reason] for flag in flags if flag.reason in causes]
    assert len(set(given)) >= 10
    for flag in flags:
        assert flag.reason not in causes or causes[flag.reason].fits(flag.direction)


def test_the_dollar_of_every_export_is_near_the_months_rate(units: int) -> None:
    assert not RaisedFlag.objects.filter(rule="X-23").exists()
    assert Policy.objects.filter(key="rule_dollar_rate", year__isnull=False).count() == 16


def test_selected_units_have_a_criterion_that_is_true_of_them(units: int) -> None:
    shops = {shop.name: shop for guild in GUILDS for shop in guild.shops}
    entries = list(SelectedUnit.objects.select_related("unit").order_by("pk"))
    assert len({entry.criterion for entry in entries}) == len(entries) == len(SELECTED)
    for entry in entries:
        shop = shops[entry.unit.name]
        assert "صادر" not in entry.criterion or shop.exporter
        assert "۲۵ نفر" not in entry.criterion or shop.people > 25


def test_peers_are_counted_and_first_filings_are_pointed_out(units: int) -> None:
    assert PeerBand.objects.exists()
    fresh = Submission.objects.get(unit__name="سبدبافی سپیدار")
    assert fresh.flagged.filter(rule="H-03").exists()


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


def test_every_act_on_a_units_file_has_its_story(units: int) -> None:
    facts = set(Unit.objects.values_list("registry_changes__fact", flat=True))
    assert facts >= {"state", "expires_on", "union", "closed_on", "predecessor", "capacity"}
    sold = Unit.objects.get(successors__name="کیف ترنج نو")
    assert (sold.name, sold.closed_on is not None) == ("کیف ترنج", True)
    assert set(RegistryIssue.objects.values_list("kind", flat=True)) == {"number", "place"}
    listed = unverified_units(user("union")).values_list("name", flat=True)
    assert {"نایلکس پگاه", "سبدبافی سپیدار", WITH_MOBILE[2], WITHOUT_MOBILE[2]} == set(listed)
