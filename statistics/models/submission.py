"""The monthly submission: a narrow row that moves, and the figures that hang below it."""

from collections.abc import Callable
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from accounts.authority import authority_of, granted
from accounts.enums import Permission
from accounts.models import Organization, User
from config.jalali import JalaliMonth
from statistics.enums import (
    EDITABLE,
    IN_REVIEW,
    LEVEL_BITS,
    PASSED_ON,
    TRANSITIONS,
    ActivityState,
    Event,
    HumanReview,
    Selected,
    State,
)
from statistics.models.reach import reach_of
from statistics.models.submission_indexes import INDEXES
from units.models import Licence, Unit, UnitMember

# The same as `Submission.human_review`, over a row `s` of submissions.
HUMAN_REVIEW = f"""CASE
    WHEN s.decided_levels & ~s.bulk_levels > 0 THEN {HumanReview.OPENED.value}
    WHEN s.decided_levels > 0 THEN {HumanReview.BULK.value} ELSE {HumanReview.LAPSED.value} END"""


def _moves(event: Event) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a method the transitions that the one table lists for `event`."""

    def decorate(method: Callable[..., None]) -> Callable[..., None]:
        for source, target in TRANSITIONS[event].items():
            method = transition(field="state", source=source, target=target)(method)
        return method

    return decorate


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Every reading starts from `visible_to` or `of`: a stranger finds nothing."""

    def of(self, user: User) -> Self:
        """Find the submissions of the person's own units, as owner or delegate."""
        return self.filter(unit__members__user=user, unit__members__ended_at=None)

    def typed_by(self, user: User) -> Self:
        """Find the months this person may write, `assisted` where they type for an owner.

        Those are their own, and what they are typing now at a union for which they file: as long as
        the round runs in which the owner came, and the unit's people have not gone on themselves.
        """
        member = UnitMember.objects.filter(unit=OuterRef("unit"), user=user, ended_at=None)
        helps = self.model._default_manager.filter(
            pk=OuterRef("pk"),
            state__in=EDITABLE,
            assistances__clerk=user,
            assistances__ended_at=None,
            assistances__round=F("round") + 1,
            # In the one statement: a post may have ended since.
            assistances__office__in=granted(user, Permission.FILE_FOR_OWNERS),
        )
        # Not joined: a locking query reads one table.
        return self.annotate(assisted=~Exists(member)).filter(Exists(member) | Exists(helps))

    def visible_to(self, user: User) -> Self:
        """Find the person's own submissions and, once filed, those in their offices' reach."""
        # As a subquery: a join to the members would repeat a case for each of them.
        own = Q(
            pk__in=self.model._default_manager.filter(
                unit__members__user=user, unit__members__ended_at=None
            ).values("pk")
        )
        return self.filter(own | self._in_reach(user))

    def in_reach_of(self, user: User) -> Self:
        """Find the filed submissions which the person's offices may read."""
        return self.filter(self._in_reach(user))

    def _in_reach(self, user: User) -> Q:
        reach = Q(pk__in=[])
        for organization in authority_of(user).organizations(Permission.VIEW_CASES):
            reach |= reach_of(organization)
        # A draft is nobody's but the unit's; a returned month was filed once and stays readable.
        return reach & ~Q(state=State.DRAFT)

    def of_month(self, unit: int, month: JalaliMonth) -> Self:
        """Find the submission of one unit's month; at most one (circular 60/133338 §1)."""
        return self.filter(unit=unit, year=month.year, month=month.month)

    def with_standing(self) -> Self:
        """Find the months that have a final version, each with it: `standing` is what counts.

        It counts on while a month is corrected, until a new version is final.
        """
        return self.filter(standing__isnull=False).select_related("standing")

    def under_correction(self) -> Self:
        """Find the months whose final version stands while a later one is on its way.

        Their lines are what the unit types: what counts is read from `standing`.
        """
        return self.with_standing().exclude(state=State.FINAL)

    def unseen(self) -> Self:
        """Find the cases that no person has decided in this round, though a level is behind them.

        The same as the property of a case.
        """
        return self.filter(decided_levels=0, state__in=PASSED_ON)

    def with_header(self) -> Self:
        """Bring what the header of a page shows, in the same query."""
        return self.select_related(
            "unit", "licence__kind", "licence__county__province", "licence__union", "desk"
        )


class Submission(ConcurrentTransitionMixin, models.Model):
    """A unit's statistics of one Jalali month. `review.workflow` alone moves it.

    `desk` is the organization that holds it (the returning one while returned). `due_at` is the
    stored instant at which it moves by itself, `priority_at` orders the inbox: `due_at` brought
    forward by `risk`, which comes from the number of `flags` at filing and from whether unit or
    product was `selected` then, and within its day by `influence`: how far it moves the country's
    total of a product (`statistics.influence`), which is much where it is `influential`. `idle`:
    the version that counts, the standing one or else what was filed last, declares no activity.
    `counts_until`: how long a returned month counts as filed.
    `version` grows with every edit and every move: whoever acts names the version they saw. The
    `route_` offices are fixed when a round is filed (`review.routing`). `decided_levels` are the
    levels at which a person decided in this round, of them `bulk_levels` among others and unopened
    (a bit each). `standing` is the version that became final last, at `final_at`, looked at by
    people as far as `standing_review` says; a later round replaces it once it is final itself.
    """

    # Not indexed by itself: the unique month of a unit begins with it.
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, db_index=False, related_name="submissions"
    )
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    tracking_number = models.CharField(max_length=11, unique=True)
    activity = models.CharField(max_length=10, choices=ActivityState.choices, blank=True)
    # Protected: only a move of `TRANSITIONS` sets it (and the sweep, in sets of rows).
    state = FSMField(
        default=State.DRAFT, choices=State.choices, protected=True, db_index=False, max_length=12
    )
    desk = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    # Read for a row that is found already, so not indexed.
    route_union = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    route_province = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    route_ministry = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    entered_at = models.DateTimeField(null=True)
    # Given once; a later policy does not move it (our reading).
    due_at = models.DateTimeField(null=True)
    correction_due = models.DateTimeField(null=True)
    counts_until = models.DateTimeField(null=True)
    idle = models.BooleanField(default=False, db_default=False)
    flags = models.PositiveSmallIntegerField(default=0, db_default=0)
    risk = models.PositiveSmallIntegerField(default=0)
    selected = models.PositiveSmallIntegerField(
        choices=Selected.choices, default=Selected.NONE, db_default=Selected.NONE
    )
    # In percent of the product's total; None where that is not known yet.
    influence = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    influential = models.BooleanField(default=False, db_default=False)
    priority_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    filed_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)
    standing = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    standing_review = models.PositiveSmallIntegerField(
        choices=HumanReview.choices, default=HumanReview.LAPSED, db_default=HumanReview.LAPSED
    )
    skipped_union = models.BooleanField(default=False)
    lapsed_union = models.BooleanField(default=False)
    lapsed_province = models.BooleanField(default=False)
    lapsed_ministry = models.BooleanField(default=False)
    decided_levels = models.PositiveSmallIntegerField(default=0, db_default=0)
    bulk_levels = models.PositiveSmallIntegerField(default=0, db_default=0)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "month"], name="one_submission_a_unit_and_month"
            ),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), year__range=(1387, 1500)), name="month_exists"
            ),
            models.CheckConstraint(
                condition=Q(tracking_number__regex=r"^\d{11}$"), name="tracking_eleven_digits"
            ),
            # Each state has the instants that the sweep and the clocks read, and no others.
            models.CheckConstraint(
                condition=Q(
                    state=State.DRAFT,
                    desk=None,
                    entered_at=None,
                    due_at=None,
                    correction_due=None,
                    counts_until=None,
                    filed_at=None,
                    final_at=None,
                )
                | Q(
                    state__in=IN_REVIEW,
                    desk__isnull=False,
                    entered_at__isnull=False,
                    priority_at__isnull=False,
                    correction_due=None,
                    counts_until=None,
                    filed_at__isnull=False,
                )
                | Q(
                    state=State.RETURNED,
                    desk__isnull=False,
                    due_at=None,
                    correction_due__isnull=False,
                    counts_until__isnull=False,
                    filed_at__isnull=False,
                )
                | Q(
                    state=State.FINAL,
                    desk=None,
                    due_at=None,
                    correction_due=None,
                    counts_until=None,
                    filed_at__isnull=False,
                    final_at__isnull=False,
                    standing__isnull=False,
                ),
                name="state_fits_its_instants",
            ),
            models.CheckConstraint(
                condition=Q(standing=None, final_at=None)
                | Q(standing__isnull=False, final_at__isnull=False),
                name="standing_since_it_was_final",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=State.DRAFT, route_union=None, route_province=None, route_ministry=None
                )
                | ~Q(state=State.DRAFT)
                & Q(
                    route_union__isnull=False,
                    route_province__isnull=False,
                    route_ministry__isnull=False,
                ),
                name="filed_months_have_a_route",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(State.DRAFT, State.FINAL))
                | Q(state__in=(State.AT_UNION, State.RETURNED), desk=F("route_union"))
                | Q(state__in=(State.AT_PROVINCE, State.RETURNED), desk=F("route_province"))
                | Q(state__in=(State.AT_MINISTRY, State.RETURNED), desk=F("route_ministry")),
                name="desk_is_on_the_route",
            ),
        ]
        indexes = INDEXES

    def __str__(self) -> str:
        return self.tracking_number

    @property
    def period(self) -> JalaliMonth:
        return JalaliMonth(self.year, self.month)

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def unseen(self) -> bool:
        """Whether no person has decided in this round, though a level is behind the case."""
        return not self.decided_levels and self.state in PASSED_ON

    @property
    def human_review(self) -> HumanReview:
        """How far people looked at this round (`HUMAN_REVIEW` is the same in SQL)."""
        if self.decided_levels & ~self.bulk_levels:
            return HumanReview.OPENED
        return HumanReview.BULK if self.decided_levels else HumanReview.LAPSED

    def undecided(self, level: str) -> None:
        """Note that what a person decided at `level` does not stand."""
        self.decided_levels &= ~LEVEL_BITS[State(level)]

    def decided(self, level: str, bulk: bool) -> None:
        """Note that a person decided at `level`; in bulk, that nobody opened the case there."""
        bit = LEVEL_BITS[State(level)]
        self.decided_levels |= bit
        self.bulk_levels = self.bulk_levels | bit if bulk else self.bulk_levels & ~bit

    @_moves(Event.FILE)
    def file(self) -> None:
        """The unit confirms for good: draft or returned → union."""

    @_moves(Event.SKIP)
    def skip(self) -> None:
        """The union cannot review: on to the province with a label."""
        self.skipped_union = True

    @_moves(Event.APPROVE)
    def approve(self) -> None:
        """A reviewer passes it one level on."""

    @_moves(Event.LAPSE)
    def lapse(self) -> None:
        """Nobody decided in time: one level on, by the system (directive 5013 §6)."""

    @_moves(Event.RETURN)
    def send_back(self) -> None:
        """A reviewer returns it for correction (directive 5013 §4-5)."""

    @_moves(Event.REOPEN)
    def reopen(self) -> None:
        """The ministry opens a final month again, at the unit's request; its version stands on."""

    @_moves(Event.BACK_TO_UNION)
    def back_to_union(self) -> None:
        """The complaint about the union's return was right: it looks at the month again."""

    @_moves(Event.BACK_TO_PROVINCE)
    def back_to_province(self) -> None:
        """The same of the provincial organization's return."""

    @_moves(Event.BACK_TO_MINISTRY)
    def back_to_ministry(self) -> None:
        """The same of the ministry's return."""
