"""Officers the bench sits at desks of the seeded country."""

from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Mod
from django.utils import timezone

from accounts.enums import OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Organization, User
from bench.timing import clean, execute
from config.jalali import end_of_day_instant, tehran_day
from statistics.enums import IN_REVIEW
from statistics.models import Submission

ROLES = {
    OrganizationKind.UNION: Role.UNION_OFFICER,
    OrganizationKind.PROVINCE: Role.PROVINCE_EXPERT,
    OrganizationKind.MINISTRY: Role.MINISTRY_EXPERT,
    OrganizationKind.STATISTICS: Role.STATISTICS_OFFICER,
}
# Cases on a desk are due within so many days.
DAYS = 5


def officer_at(desk: Organization) -> User:
    """Seat an officer at that desk, the same at every call."""
    user, _ = User.objects.get_or_create(
        username=f"bench-{desk.code}", defaults={"full_name": "کارشناس سنجش", "password": "!"}
    )
    grant(user, ROLES[OrganizationKind(desk.kind)], desk)
    # Read anew, as a request does: nothing is remembered from before the grant.
    return User.objects.get(pk=user.pk)


def bring(cases: QuerySet[Submission], desk: Organization, due: datetime) -> None:
    """Let these cases wait at a union, due then."""
    now = timezone.now()
    Submission.objects.filter(pk__in=cases.values("pk")).update(
        state="at_union",
        desk=desk,
        route_union=desk,
        entered_at=now,
        due_at=due,
        priority_at=due,
        filed_at=now,
        correction_due=None,
        counts_until=None,
    )
    clean("statistics_submission")


def fill(desk: Organization, cases: int) -> None:
    """Let at least `cases` lie on a desk, so that its queue is as long as wanted."""
    lying = Submission.objects.filter(desk=desk, state__in=IN_REVIEW).count()
    if lying >= cases:
        return
    elsewhere = Submission.objects.filter(state__in=[*IN_REVIEW, "final"]).exclude(desk=desk)
    taken = elsewhere.order_by("pk").values("pk")
    today = end_of_day_instant(tehran_day(timezone.now()))
    due = ExpressionWrapper(
        today + Value(timedelta(days=1)) * Mod(F("pk"), DAYS), output_field=DateTimeField()
    )
    Submission.objects.filter(pk__in=taken[: cases - lying]).update(
        state="at_ministry",
        desk=desk,
        route_ministry=desk,
        entered_at=F("filed_at"),
        due_at=due,
        priority_at=due,
    )
    execute("ANALYZE statistics_submission")
