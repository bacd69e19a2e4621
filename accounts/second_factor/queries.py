"""Who may take a lost second factor off for whom, and what waits for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.authority import authority_of, in_force, read_authority
from accounts.enums import OrganizationKind, Permission
from accounts.models import FactorReset, Organization, User
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import end_of_day_instant, tehran_day

# More wait nowhere at once.
SHOWN = 100


@dataclass(frozen=True)
class OpenReset:
    """What waits for a second person, until when."""

    row: FactorReset
    until: datetime


def may_reset(user: User) -> bool:
    """Tell whether the person appoints anywhere: who gives posts answers for who holds them."""
    return bool(authority_of(user).organizations(Permission.APPOINT))


def ladders_of(user: User) -> list[set[int]]:
    """Find for each office of the person's posts itself and all above it (ids).

    Above the ministry is the statistics office, which gives its posts (`appointments.rules`), and
    above that is nobody, though it hangs on the ministry.
    """
    rows = in_force(timezone.now()).filter(user=user).values_list("content_object", flat=True)
    return [_ladder(office) for office in sorted(set(rows))]


def _ladder(office: int) -> set[int]:
    level, found = {office}, set[int]()
    # The tree is four desks high; what hangs in a circle is asked once.
    while level := level - found:
        found |= level
        rungs = list(Organization.objects.filter(pk__in=level))
        below = [rung for rung in rungs if rung.kind != OrganizationKind.STATISTICS]
        level = {rung.parent_id for rung in below if rung.parent_id}
        if any(rung.kind == OrganizationKind.MINISTRY for rung in below):
            top = Organization.objects.filter(kind=OrganizationKind.STATISTICS)
            level |= set(top.values_list("pk", flat=True))
    return found


def reaches(by: User, user: User) -> bool:
    """Tell whether `by` appoints at every office of the other person's posts, or above it.

    Who holds a post further up besides is not let down to those of the lower one.
    """
    if by.pk == user.pk:
        return False
    mine = {o.pk for o in read_authority(by).organizations(Permission.APPOINT)}
    ladders = ladders_of(user)
    return bool(ladders) and all(mine & ladder for ladder in ladders)


def term_of(row: FactorReset, book: PolicyBook) -> datetime:
    """Tell when the asking lapses: by the policy of its day, so that a later one moves nothing."""
    day = tehran_day(row.asked_at)
    days = book.number(PolicyKey.FACTOR_RESET_DAYS, day)
    return end_of_day_instant(day + timedelta(days=days))


def open_resets(by: User, at: datetime) -> list[OpenReset]:
    """List what waits for a second person, of those whom `by` reaches, the oldest first."""
    rows = FactorReset.objects.filter(settled_at=None).select_related("user", "asked_by")
    found = [row for row in rows.order_by("asked_at", "pk")[:SHOWN] if reaches(by, row.user)]
    if not found:
        return []
    book = PolicyBook.load()
    waiting = [OpenReset(row, term_of(row, book)) for row in found]
    return [one for one in waiting if at < one.until]
