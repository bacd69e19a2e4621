"""A substitute for a reviewer on leave: named for some days, ended early when they are back.

Sessions are not touched; what the substitute decides says in whose place (`review.workflow`).
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from accounts.authority import in_force
from accounts.grants import end_dated, grant
from accounts.models import Absence, Organization, User
from accounts.substitution.queries import DECIDING, Post, colleagues, posts_to_fill
from config.errors import InvalidFieldError
from config.jalali import end_of_day_instant, tehran_day


class NotNamableError(InvalidFieldError):
    """What was asked cannot stand; the text is a Persian sentence about one field."""


@transaction.atomic
def name_substitute(
    by: User, post: Post, substitute: User, first: date, last: date, at: datetime
) -> Absence:
    """Name who stands in at a post from the first to the end of the last Tehran day.

    Raises NotNamableError: the post is not the person's to fill, the substitute does not
    decide at the same organization or is away too, the days have passed or overlap another absence.
    """
    # Both are held, in one order, so that two namings at once see each other.
    people = User.objects.select_for_update().filter(pk__in=[post.user.pk, substitute.pk])
    list(people.order_by("pk"))
    if post not in posts_to_fill(by, at):
        raise NotNamableError("post", "برای این سمت شما جانشین نمی‌گذارید.")
    there = [user for _, user in colleagues({post.organization.pk}, at)]
    if substitute == post.user or substitute not in there:
        raise NotNamableError(
            "substitute", "جانشین همکار دیگری از همان سازمان است که خود آنجا تصمیم می‌گیرد."
        )
    if last < first:
        raise NotNamableError("until", "روز پایان پیش از روز آغاز است.")
    if first < tehran_day(at):
        raise NotNamableError("since", "از امروز یا پس از آن؛ گذشته عوض نمی‌شود.")
    # From the first midnight on; of a leave that begins today, from now: no past is granted.
    since = max(at, end_of_day_instant(first - timedelta(days=1)))
    until = end_of_day_instant(last)
    # A dated post is one person's word: it never outlasts the one that two people have given.
    to_the_end = colleagues({post.organization.pk}, until - timedelta(seconds=1))
    if substitute not in [user for _, user in to_the_end]:
        raise NotNamableError(
            "substitute", "دورهٔ این همکار پیش از پایان این روزها تمام می‌شود؛ روز زودتری بنویسید."
        )
    _free(post, substitute, since, until)
    absence = Absence.objects.create(
        absentee=post.user,
        substitute=substitute,
        role=post.role,
        organization=post.organization,
        since=since,
        until=until,
        named_by=by,
        named_at=at,
    )
    # Who already holds the post needs no grant, and loses none when the absence ends.
    if not _holds(post, substitute, until):
        grant(substitute, post.role, post.organization, _needed_until(absence, at), since)
    return absence


@transaction.atomic
def end_absence(by: User, pk: int, at: datetime) -> Absence:
    """End an absence now: the officer is back. Raises Absence.DoesNotExist, NotNamableError."""
    absence = Absence.objects.select_for_update(of=("self",)).get(pk=pk)
    posts = posts_to_fill(by, at)
    key = (absence.absentee_id, absence.role, absence.organization_id)
    if key not in [(post.user.pk, post.role, post.organization.pk) for post in posts]:
        raise Absence.DoesNotExist
    if absence.until <= at:
        raise NotNamableError("post", "این مرخصی پیش‌تر پایان یافته است.")
    _end(absence, at)
    return absence


def end_of_service(user: User, organization: Organization, at: datetime) -> None:
    """End what the end of a post leaves without ground there: own absences, and standing in.

    Somebody who keeps another deciding post at the organization goes on standing in by it.
    """
    rows = Absence.objects.select_for_update(of=("self",)).filter(
        Q(absentee=user) | Q(substitute=user), organization=organization, until__gt=at
    )
    still = _posts_kept(user, organization, at)
    for absence in rows.order_by("pk"):
        gone = absence.role not in still if absence.absentee_id == user.pk else not still
        if gone:
            _end(absence, at)


def _posts_kept(user: User, organization: Organization, at: datetime) -> set[str]:
    kept = in_force(at).filter(user=user, content_object=organization, since=None)
    return set(kept.filter(role__in=DECIDING).values_list("role", flat=True))


def _end(absence: Absence, at: datetime) -> None:
    # One that was still to come ends where it would have begun: it never ran.
    absence.until, absence.ended_at = max(at, absence.since), at
    absence.save(update_fields=["until", "ended_at"])
    last = _needed_until(absence, at)
    end_dated(absence.substitute, absence.role_held, absence.organization, absence.since, last)


def _needed_until(absence: Absence, at: datetime) -> datetime:
    """Find until when the substitute's grant is needed, at the earliest now."""
    # Two absences that begin together at one post share the grant.
    together = Absence.objects.filter(
        substitute=absence.substitute,
        role=absence.role,
        organization=absence.organization,
        since=absence.since,
        ended_at=None,
    )
    last: datetime | None = together.aggregate(last=Max("until"))["last"]
    return max(at, last or at)


def _free(post: Post, substitute: User, since: datetime, until: datetime) -> None:
    """Refuse days for which somebody is named, and a substitute who is away then."""
    overlapping = Absence.objects.filter(since__lt=until, until__gt=since)
    at_post = Q(absentee=post.user, role=post.role, organization=post.organization)
    if overlapping.filter(at_post).exists():
        raise NotNamableError("since", "برای این روزها جانشین ثبت شده است؛ نخست آن را پایان دهید.")
    if overlapping.filter(absentee=substitute).exists():
        raise NotNamableError("substitute", "این همکار در این روزها خود در مرخصی است.")


def _holds(post: Post, substitute: User, until: datetime) -> bool:
    # For good and to the end: a post of their own that ends during the leave is not enough.
    held = in_force(until).filter(user=substitute, role=post.role)
    return held.filter(content_object=post.organization, since=None).exists()
