"""Puts a step that was just written to the soft rules, and looks again at the steps behind it.

Nothing is read where nothing is asked: a draft without reasons costs no query.
"""

from dataclasses import dataclass, replace
from functools import cached_property

from catalog.policy.book import PolicyBook
from statistics.enums import ActivityState, Step, StepStatus
from statistics.figures import ExportFigure, Figures, ProductFigure, exported, flag_figure, products
from statistics.filing.storage import EmploymentAnswers
from statistics.models import (
    Employment,
    ExportLine,
    ProductionLine,
    RaisedFlag,
    StepState,
    Submission,
)
from statistics.models.lines import with_measures
from statistics.rules.services import NO_REASONS, Reasons, ReasonsRequired, settle
from statistics.rules.subject import Subject
from statistics.rules.unit_history import (
    beside_capacity,
    bounds_of,
    followers_of,
    subject_of,
    with_inheritance,
)

# A change of the first makes the others worth another look.
BEHIND = {
    Step.PERIOD: (Step.PRODUCTION, Step.EXPORTS, Step.EMPLOYMENT),
    Step.PRODUCTION: (Step.EXPORTS, Step.EMPLOYMENT),
    Step.EXPORTS: (),
    Step.EMPLOYMENT: (),
}


@dataclass
class StepCheck:
    """The soft rules at one save of one step.

    The submission carries the code of its `province`, the steps `has_flags`. What is in hand
    already need not be read: lines with their products, `made` and `sent`, and `people`.
    """

    submission: Submission
    steps: dict[int, StepState]
    made: list[ProductionLine] | None = None
    sent: list[ExportLine] | None = None
    people: EmploymentAnswers | None = None

    def apply(self, step: Step, answers: Reasons, confirm: bool) -> None:
        """Keep the reasons given with the step; drop those of figures that changed.

        Raises ReasonsRequired when confirming and a reason lacks.
        """
        if confirm or answers or self._has_flags(step):
            self._settle(step, answers, confirm)

    def recheck_later_steps(self, step: Step) -> None:
        """Turn green steps back to drafts when this one's change makes them ask for a reason."""
        for behind in BEHIND[step]:
            state = self.steps[behind]
            green = state.status == StepStatus.CONFIRMED
            if not green and not self._has_flags(behind):
                continue
            try:
                self._settle(behind, NO_REASONS, green)
            except ReasonsRequired:
                self._settle(behind, NO_REASONS, False)
                # Its page asks when it is confirmed next; the save that caused it is not held up.
                state.status = StepStatus.DRAFT
                state.version += 1
                state.save()

    def _settle(self, step: Step, answers: Reasons, confirm: bool) -> None:
        stored = [flag for flag in self._stored if flag.step == step]
        others = [flag for flag in self._stored if flag.step != step]
        kept = settle(self.submission, step, self._subject(step), answers, stored, confirm)
        self._stored = [*others, *kept]

    def _subject(self, step: Step) -> Subject:
        """Gather what the step's rules look at; exports and people only for their own steps."""
        figures = replace(
            self._base.figures,
            production=self._production,
            # E-22 asks whether step 2 explained its zero.
            flags=tuple(flag_figure(flag) for flag in self._stored),
        )
        if step == Step.EXPORTS:
            figures = replace(figures, exports=self._exports)
        if step == Step.EMPLOYMENT:
            people = self.people or Employment.objects.get(submission=self.submission)
            figures = replace(
                figures,
                official=people.official,
                contract=people.contract,
                contractor=people.contractor,
            )
        found = replace(self._base, figures=figures)
        if step == Step.PRODUCTION:
            found = beside_capacity(self.submission, found)
        return with_inheritance(found, lambda: self._followers)

    @cached_property
    def _base(self) -> Subject:
        month = self.submission.period
        # The figures come in by step; licence and remarks are judged by no soft rule.
        empty = Figures(
            year=month.year,
            month=month.month,
            licence="",
            activity=self.submission.activity,
            has_exports=None,
            official=None,
            contract=None,
            contractor=None,
            remarks="",
        )
        province = getattr(self.submission, "province", None)
        bounds = bounds_of(PolicyBook.load(), month, province)
        return subject_of(self.submission, empty, bounds)

    @cached_property
    def _followers(self) -> dict[str, str]:
        return followers_of(self.submission)

    @cached_property
    def _production(self) -> tuple[ProductFigure, ...]:
        if self._uncounted:
            return ()
        lines = self.submission.production.order_by("position", "pk")
        made = with_measures(lines, self.submission.period) if self.made is None else self.made
        return products(made)

    @cached_property
    def _exports(self) -> tuple[ExportFigure, ...]:
        if self._uncounted:
            return ()
        lines = self.submission.export_lines.order_by("position", "pk")
        sent = with_measures(lines, self.submission.period) if self.sent is None else self.sent
        return exported(sent)

    @property
    def _uncounted(self) -> bool:
        # What an inactive month was typed as before stays until it is sent, and is no figure.
        return self.submission.activity == ActivityState.INACTIVE

    @cached_property
    def _stored(self) -> list[RaisedFlag]:
        # The steps were read with it: a month without flags costs no query.
        if not any(self._has_flags(step) for step in Step):
            return []
        return list(self.submission.flagged.order_by("rule", "key"))

    def _has_flags(self, step: Step) -> bool:
        return bool(getattr(self.steps[step], "has_flags", False))
