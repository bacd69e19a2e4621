"""What a reviewer needs to decide."""

from decimal import Decimal

from accounts.authority import read_authority
from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from review import workflow
from review.case.context import case_context, may_decide
from review.checklist.answers import AFFIRMED
from statistics.enums import Step
from statistics.filing import services
from statistics.filing.storage import ExportFigures, PostedLines
from statistics.models import Submission
from statistics.rules.services import GivenReason
from tests.world import BAG, FILED_AT, PIPE, World, officer, person
from units.enums import MemberRole
from units.models import UnitMember


def refile(world: World, case: Submission, quantity: int) -> Submission:
    """Return a returned case, sent again with another quantity."""
    version = case.steps.get(step=Step.PRODUCTION).version
    made: PostedLines[Decimal | None] = PostedLines({BAG: Decimal(quantity)})
    number = case.tracking_number
    case = services.save_production(world.owner, number, version, made, True, FILED_AT)
    return workflow.file(world.owner, number, case.version, FILED_AT)


def test_figures_shown_are_those_filed_not_those_being_edited(world: World) -> None:
    case = world.returned()
    number = case.tracking_number
    made: PostedLines[Decimal | None] = PostedLines({BAG: Decimal(99)})
    services.save_production(world.owner, number, 1, made, True, FILED_AT)
    context = case_context(world.union_officer, Submission.objects.get(), FILED_AT)
    assert context["rows"][1].now == "۲۰ تن"


def test_more_exported_than_produced_and_explained_tonnes_are_flagged(world: World) -> None:
    ready = world.ready()
    number = ready.tracking_number
    rows = PostedLines(
        {
            BAG: ExportFigures(Decimal(25), Decimal(25), Decimal(1), Decimal(1)),
            PIPE: ExportFigures(Decimal(1000), Decimal(2), Decimal(1), Decimal(1), "گمرک"),
        }
    )
    why = {
        ("X-21", f"exports:{BAG}:quantity"): GivenReason("stock", "انبار تابستان"),
        ("X-21", f"exports:{PIPE}:quantity"): GivenReason("other", "خرید از همکار"),
    }
    ready = services.save_exports(world.owner, number, 1, True, rows, True, FILED_AT, why)
    case = workflow.file(world.owner, number, ready.version, FILED_AT)
    flags = case_context(world.union_officer, case, FILED_AT)["flags"]
    assert [(flag.text, flag.words) for flag in flags] == [
        (
            "کیسه پلی اتیلن: صادرات ۲۵ تن، بیش از تولید این ماه.",
            "از موجودی انبار پیش از این ماه‌ها: انبار تابستان",
        ),
        ("لوله پلی‌اتیلن: صادرات ۱٬۰۰۰ کیلوگرم، بیش از تولید این ماه.", "خرید از همکار"),
        ("لوله پلی‌اتیلن: تناژ با محاسبهٔ سامانه یکی نیست.", "گمرک"),
    ]
    assert flags[0].basis == "تولید این ماه: ۲۰ تن"


def test_each_reviewer_sees_what_changed_since_the_round_they_saw(world: World) -> None:
    case = refile(world, world.returned(), 18)
    context = case_context(world.union_officer, case, FILED_AT)
    assert context["since_round"] == 1
    assert [(d.before, d.after) for d in context["changes"]] == [("۲۰ تن", "۱۸ تن")]
    province = case_context(world.province_officer, case, FILED_AT)
    assert (province["since_round"], province["changes"]) == (0, [])


def test_who_missed_two_rounds_is_told_of_all_that_changed_since_theirs(world: World) -> None:
    colleague = officer("colleague", Role.UNION_OFFICER, world.union)
    seen = world.filed()
    returned = workflow.send_back(
        world.union_officer, seen.tracking_number, seen.version, "ببینید", FILED_AT
    )
    second = refile(world, returned, 18)
    returned = workflow.send_back(
        colleague, second.tracking_number, second.version, "باز هم", FILED_AT
    )
    third = refile(world, returned, 15)
    # The person's own round goes before the office's.
    mine = case_context(world.union_officer, third, FILED_AT)
    assert mine["since_round"] == 1
    assert [(d.before, d.after) for d in mine["changes"]] == [("۲۰ تن", "۱۵ تن")]
    theirs = case_context(colleague, third, FILED_AT)
    assert [(d.before, d.after) for d in theirs["changes"]] == [("۱۸ تن", "۱۵ تن")]
    newcomer = officer("newcomer", Role.UNION_OFFICER, world.union)
    assert case_context(newcomer, third, FILED_AT)["since_round"] == 2
    # The page of a lost race as well: over both rounds since the version that was seen.
    lost = case_context(world.union_officer, third, FILED_AT, seen.version)
    assert [(d.before, d.after) for d in lost["missed_changes"]] == [("۲۰ تن", "۱۵ تن")]
    lost = case_context(world.union_officer, third, FILED_AT, second.version)
    assert [(d.before, d.after) for d in lost["missed_changes"]] == [("۱۸ تن", "۱۵ تن")]


def test_what_was_ticked_among_others_was_not_seen(world: World) -> None:
    case = world.filed()
    case = workflow.approve(
        world.union_officer, case.tracking_number, case.version, FILED_AT, AFFIRMED, bulk=True
    )
    returned = workflow.send_back(
        world.province_officer, case.tracking_number, case.version, "ببینید", FILED_AT
    )
    again = refile(world, returned, 18)
    assert case_context(world.union_officer, again, FILED_AT)["since_round"] == 0


def test_a_lost_race_shows_what_happened_since(world: World) -> None:
    seen = world.filed()
    passed = workflow.approve(
        world.union_officer, seen.tracking_number, seen.version, FILED_AT, AFFIRMED
    )
    context = case_context(world.union_officer, passed, FILED_AT, seen.version)
    assert context["stale"]
    assert [event.title for event in context["missed"]] == ["تأیید"]
    fresh = case_context(world.union_officer, passed, FILED_AT)
    assert not fresh["stale"]
    assert fresh["missed"] == []


def test_the_panel_is_for_who_may_decide_here_and_now(world: World) -> None:
    case = world.filed()
    assert case_context(world.union_officer, case, FILED_AT)["decides"]
    for other in (world.province_officer, world.ministry_officer, world.owner):
        assert not case_context(other, case, FILED_AT)["decides"]


def test_the_route_decides_and_nobody_on_their_own_case(world: World) -> None:
    case = world.filed()
    county = Organization.objects.create(
        code="c", kind=OrganizationKind.COUNTY_OFFICE, name="شهرستان", county=world.union.county
    )
    other = Organization.objects.create(
        code="u2", kind=OrganizationKind.UNION, name="دیگر", parent=world.province
    )
    for user in (world.union_officer, world.province_officer, world.ministry_officer):
        assert may_decide(user, case)
    for user in (
        world.owner,
        person("stranger"),
        officer("county", Role.COUNTY_OFFICER, county),
        officer("other", Role.UNION_OFFICER, other),
    ):
        assert not may_decide(user, case)
    UnitMember.objects.create(unit=world.unit, user=world.union_officer, role=MemberRole.DELEGATE)
    assert not may_decide(world.union_officer, case)
    assert case_context(world.union_officer, case, FILED_AT)["bar"]
    assert read_authority(world.union_officer).roles == {Role.UNION_OFFICER}


def test_without_a_clock_there_is_no_time_left(world: World) -> None:
    case = world.filed()
    assert case_context(world.union_officer, case, FILED_AT)["clock"] is not None
    case.due_at = None
    assert case_context(world.union_officer, case, FILED_AT)["clock"] is None
