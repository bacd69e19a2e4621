"""Visits of units: the form of a period, the visit with its answers and photographs."""

import datetime as dt
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import Organization, User
from catalog.models import Product
from config.jalali import JalaliMonth
from config.uploads import storage
from config.uploads.enums import FileKind
from review.visit_enums import (
    OPEN_VISITS,
    AnswerKind,
    ProposalKind,
    QuestionMeaning,
    VisitFinding,
    VisitReason,
    VisitSection,
    VisitState,
)
from units.models import Unit


class VisitQuestionnaire(models.Model):
    """A version of the form, from a Tehran day on until the next one (directive 5013 §1 note 1).

    Rows are only added (a trigger), with their questions: what was answered keeps its question.
    """

    title = models.CharField(max_length=60)
    since = models.DateField()
    source = models.CharField(max_length=200)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(source=""), name="questionnaire_says_where_from"
            ),
            # Of two who make the form of one day the second is told.
            models.UniqueConstraint(fields=["since"], name="one_questionnaire_a_day"),
        ]

    def __str__(self) -> str:
        return self.title


class VisitQuestion(models.Model):
    """One question of a form: where it stands, how it is answered, what is known by it.

    `choices` are the words of AnswerKind.CHOICE, `measure` what a number counts. Only added.
    """

    form = models.ForeignKey(
        VisitQuestionnaire, on_delete=models.PROTECT, db_index=False, related_name="questions"
    )
    place = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=10, choices=VisitSection.choices)
    kind = models.CharField(max_length=8, choices=AnswerKind.choices)
    meaning = models.CharField(max_length=10, choices=QuestionMeaning.choices, blank=True)
    text = models.CharField(max_length=160)
    measure = models.CharField(max_length=20, blank=True)
    choices = models.JSONField(default=list)
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ["form", "place"]
        constraints = [
            models.UniqueConstraint(fields=["form", "place"], name="one_visit_question_a_place"),
            models.UniqueConstraint(
                fields=["form", "meaning"],
                condition=~Q(meaning=""),
                name="one_visit_question_a_meaning",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="visit_question_asks"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def field(self) -> str:
        """How the form names it."""
        return f"answers-{self.place}-value"


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits as one person may read them."""

    def visible_to(self, user: User) -> Self:
        """Find those of the person's offices, and of units that lie where they read cases."""
        authority = authority_of(user)
        mine = Q(office__in=authority.organizations(Permission.KEEP_REGISTRY))
        if not authority.organizations(Permission.VIEW_CASES):
            return self.filter(mine)
        return self.filter(mine | Q(unit__in=Unit.objects.visible_to(user)))

    def of(self, user: User) -> Self:
        """Find what was found at the person's own units, once it is confirmed."""
        units = Unit.objects.of(user)
        return self.filter(unit__in=units, state=VisitState.CONFIRMED)


class Visit(models.Model):
    """A visit of a unit by an officer of an office, about one month (directive 5013 §1).

    `province` is the organization in which the unit lay when the visit was planned, `form` the
    version in force on the visit's own day, fixed with the first save. `note` says why it was
    cancelled, or what the second person wants put right. `version` grows with every save. Once it
    is confirmed or cancelled (`closed_at`) nothing of it changes (triggers).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visits")
    # No index of its own: those below begin with it.
    office = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    province = models.ForeignKey(
        Organization, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    visitor = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    planned_on = models.DateField()
    planned_time = models.TimeField(null=True)
    reason = models.CharField(max_length=10, choices=VisitReason.choices)
    why = models.CharField(max_length=200, blank=True)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    version = models.PositiveIntegerField(default=1)
    form = models.ForeignKey(
        VisitQuestionnaire, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    visited_on = models.DateField(null=True)
    companion = models.CharField(max_length=120, blank=True)
    finding = models.CharField(max_length=8, choices=VisitFinding.choices, blank=True)
    summary = models.CharField(max_length=1000, blank=True)
    # What the capacity that was seen is of.
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    saved_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="visit_month_exists"),
            # Two offices, two windows, two clicks: a unit awaits one visit.
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state__in=OPEN_VISITS), name="one_open_visit_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_VISITS, closed_at=None, closed_by=None)
                | Q(
                    state__in=(VisitState.CONFIRMED, VisitState.CANCELLED),
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                ),
                name="visit_state_fits_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(VisitState.PLANNED, VisitState.CANCELLED))
                | Q(form__isnull=False, visited_on__isnull=False, written_at__isnull=False)
                & ~Q(finding="")
                & ~Q(summary=""),
                name="written_visit_says_something",
            ),
            # The second look is another person's.
            models.CheckConstraint(
                condition=~Q(state=VisitState.CONFIRMED) | ~Q(closed_by=models.F("visitor")),
                name="visit_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="visit_point_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "planned_on", "id"], name="visits_of_office"),
            models.Index(fields=["visitor", "planned_on", "id"], name="visits_of_visitor"),
            models.Index(fields=["province", "visited_on", "id"], name="visits_of_province"),
            models.Index(
                fields=["visited_on", "province"],
                name="visits_confirmed",
                condition=Q(state=VisitState.CONFIRMED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def period(self) -> JalaliMonth:
        return JalaliMonth(self.year, self.month)

    @property
    def day(self) -> dt.date:
        """Its own day: when it was made, else for when it is planned."""
        return self.visited_on or self.planned_on

    @property
    def open(self) -> bool:
        return self.state in OPEN_VISITS


class VisitAnswer(models.Model):
    """An answer, as text that `review.visits.answers` reads; frozen with its visit (a trigger)."""

    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, db_index=False, related_name="answers"
    )
    question = models.ForeignKey(
        VisitQuestion, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    value = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "question"], name="one_visit_answer"),
            models.CheckConstraint(condition=~Q(value=""), name="visit_answer_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.question_id}"


class VisitPhoto(models.Model):
    """A photograph of a visit: the clean copy, stored as evidence is; frozen with its visit."""

    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, db_index=False, related_name="photos"
    )
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=32, unique=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["visit", "number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="one_photo_a_number"),
            models.UniqueConstraint(fields=["visit", "sha256"], name="one_photo_a_content"),
            models.CheckConstraint(
                condition=Q(stored__regex="^[0-9a-f]{32}$", sha256__regex="^[0-9a-f]{64}$"),
                name="photo_is_stored_by_its_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.number}"


@receiver(post_delete, sender=VisitPhoto)
def drop_photo(sender: type[VisitPhoto], instance: VisitPhoto, **kwargs: Any) -> None:
    """Take the file out of the store with its row."""
    # After the commit: a row that a rollback brings back still has its file.
    transaction.on_commit(lambda: storage.drop(instance.stored))


class VisitProposal(models.Model):
    """What a confirmed report proposes to change in the registry.

    Done is what `RegistryChange` says since; here alone is kept that an office declined. Settled
    once (a trigger).
    """

    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, db_index=False, related_name="proposals"
    )
    kind = models.CharField(max_length=8, choices=ProposalKind.choices)
    words = models.CharField(max_length=300)
    declined_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    declined_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "kind"], name="one_proposal_a_kind"),
            models.CheckConstraint(
                condition=Q(declined_at=None, declined_by=None)
                | Q(declined_at__isnull=False, declined_by__isnull=False) & ~Q(note=""),
                name="declined_proposal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kind}"
