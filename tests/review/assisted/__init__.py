"""Typing for an owner at the union."""

from datetime import datetime
from decimal import Decimal

from accounts.enums import Role
from accounts.models import User
from config.jalali import JalaliMonth
from review.assisted import services
from review.assisted.services import Asker
from statistics.enums import ActivityState, Step
from statistics.filing import month_service
from statistics.filing.month_service import Month
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers, PostedLines
from statistics.models import Submission
from tests.codes import codes_sent, last_code
from tests.units.enrolment.conftest import register
from tests.world import BAG, FILED_AT, MEHR, World, officer
from units.models import ContactNumber

MOBILE = "09120000077"


def clerk_of(world: World, username: str = "clerk") -> User:
    """Seat a clerk at the world's union, at the first call."""
    there = User.objects.filter(username=username).first()
    return there or officer(username, Role.UNION_CLERK, world.union)


def with_mobile(world: World, number: str = MOBILE) -> None:
    """Write down the mobile that the registry holds of the unit's holder, at the first call."""
    if not ContactNumber.objects.filter(unit=world.unit, registered=True).exists():
        register(world.unit, number)


def begun(
    world: World, clerk: User, month: JalaliMonth = MEHR, at: datetime = FILED_AT
) -> Submission:
    """Let a clerk begin a month of the world's unit."""
    period = PeriodAnswers(world.licence, month, ActivityState.ACTIVE)
    return services.begin(clerk, period, at)


def typed(clerk: User, case: Submission, at: datetime = FILED_AT) -> Submission:
    """Let somebody type the last three steps, and all four be green."""
    month = Month(
        PostedLines({BAG: Decimal(20)}), False, PostedLines({}), EmploymentAnswers(2, 1, 0)
    )
    seen = {Step(state.step): state.version for state in case.steps.all()}
    return month_service.save_month(clerk, case.tracking_number, seen, month, True, at)


def code_for(clerk: User, case: Submission, at: datetime = FILED_AT) -> str:
    """Have the code of the confirmation sent, and hear it read out."""
    with codes_sent():
        services.ask_confirmation(Asker(clerk, None), case.tracking_number, at)
        return last_code()


def filed_at_union(world: World, clerk: User, at: datetime = FILED_AT) -> Submission:
    """Bring a month of the world's unit to its union by way of the clerk's desk."""
    with_mobile(world)
    case = typed(clerk, begun(world, clerk, at=at), at)
    code = code_for(clerk, case, at)
    return services.confirm(clerk, case.tracking_number, case.version, code, at)
