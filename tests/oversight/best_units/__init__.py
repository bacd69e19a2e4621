"""A province at the beginning of 1398, of whose units some have filed the end of 1397."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from accounts.enums import Role
from accounts.models import Organization, User
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, from_parts
from review import workflow
from review.checklist.answers import AFFIRMED
from statistics.enums import ActivityState, Step
from statistics.filing import services as filing
from statistics.filing.storage import EmploymentAnswers, ExportFigures, PeriodAnswers, PostedLines
from statistics.models import Submission
from tests.review.cases import policy
from tests.world import BAG, World, licence_for, officer, tehran
from units.models import Licence

YEAR = 1397
BAHMAN, ESFAND = JalaliMonth(YEAR, 11), JalaliMonth(YEAR, 12)
NOW = tehran(1398, 2, 20)
IN_TIME, LATE = {BAHMAN: tehran(1397, 12, 3), ESFAND: tehran(1398, 1, 4)}, tehran(1398, 1, 25)


def two_months_owed(first: JalaliMonth = BAHMAN, least: int = 2) -> None:
    """Let the last two months of the year, or those from another one, be all that is owed of it."""
    day = from_parts(1396, 1, 1)
    policy(PolicyKey.OBLIGATION_FROM, first.to_int(), day)
    policy(PolicyKey.BEST_LEAST_MONTHS, least, day)


def head_of(province: Organization, name: str = "head") -> User:
    return User.objects.filter(username=name).first() or officer(name, Role.PROVINCE_HEAD, province)


def another_unit(world: World, number: int, name: str) -> World:
    """Build a world around another unit of the province."""
    licence = licence_for(f"06{number:08d}", f"99901{number:05d}", world.union, world.owner)
    licence.unit.name = name
    licence.unit.save()
    return replace(world, licence=Licence.objects.select_related("unit").get(pk=licence.pk))


def month(
    of: World, when: JalaliMonth, at: datetime, tonnes: int = 20, sends: bool = True
) -> Submission:
    """Bring a month of the unit to the union."""
    period = PeriodAnswers(of.licence, when, ActivityState.ACTIVE)
    number = filing.open_month(of.owner, period, True, at).tracking_number
    filing.save_production(of.owner, number, 0, PostedLines({BAG: Decimal(tonnes)}), True, at)
    one = ExportFigures(Decimal(1), Decimal(1), Decimal(300), Decimal(6000))
    sent = PostedLines({BAG: one} if sends else {})
    filing.save_exports(of.owner, number, 0, sends, sent, True, at)
    ready = filing.save_employment(of.owner, number, 0, EmploymentAnswers(2, 1, 0), True, at)
    return workflow.file(of.owner, number, ready.version, at)


def approved(of: World, case: Submission, at: datetime) -> Submission:
    """Let all three levels approve."""
    case = workflow.approve(of.union_officer, case.tracking_number, case.version, at, AFFIRMED)
    case = workflow.approve(of.province_officer, case.tracking_number, case.version, at)
    return workflow.approve(of.ministry_officer, case.tracking_number, case.version, at)


def corrected(of: World, case: Submission, at: datetime) -> Submission:
    """Let the union send a month back, and the unit file it again."""
    number = case.tracking_number
    workflow.send_back(of.union_officer, number, case.version, "مقدار را ببینید", at)
    state = case.steps.get(step=Step.PRODUCTION)
    made = PostedLines({BAG: Decimal(21)})
    again = filing.save_production(of.owner, number, state.version, made, True, at)
    return workflow.file(of.owner, number, again.version, at)


def whole_year(of: World, **more: bool) -> None:
    """File both months in time, and let them become final."""
    for when, at in IN_TIME.items():
        approved(of, month(of, when, at, **more), at)
