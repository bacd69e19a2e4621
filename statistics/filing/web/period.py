"""Step 1 of an opened month: licence, month and activity."""

from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from config.persian import to_persian_digits
from statistics.enums import Step
from statistics.figures import activity_label
from statistics.filing import services
from statistics.filing.forms import PeriodForm
from statistics.filing.storage import PeriodAnswers
from statistics.filing.submitted_values import SubmittedValues
from statistics.filing.web.frame import Frame, Outcome, Visit, boxes_of, frame_of
from statistics.filing.web.handler import answer
from statistics.filing.web.step_form import (
    Parsed,
    Posted,
    Saved,
    form_errors,
    onward,
    saved_words,
)
from units.models import Licence
from units.queries import own_licences


@dataclass(frozen=True)
class PeriodPage:
    """The page of step 1; `searched` where a new month's licence was looked for."""

    template: ClassVar[str] = "statistics/filing/period.html"

    frame: Frame
    form: PeriodForm
    licences: list[Licence]
    searched: bool = False


@dataclass(frozen=True, eq=False)
class PeriodStep:
    """Step 1 in the browser."""

    visit: Visit
    step: ClassVar[Step] = Step.PERIOD

    def parse(self, posted: Posted) -> Parsed[PeriodForm, PeriodAnswers]:
        """Check licence, month and activity."""
        form = PeriodForm(
            posted.data,
            licences=self._licences(),
            at=self.visit.at,
            submission=self.visit.submission,
            confirming=posted.confirming,
        )
        return Parsed(form, form.period if form.is_valid() else None, form_errors(form))

    def save(self, value: PeriodAnswers, posted: Posted) -> Saved:
        """Save step 1."""
        visit, number = self.visit, self.visit.submission.tracking_number
        services.save_period(visit.user, number, posted.version, value, posted.confirming, visit.at)
        # What was read before the save names no steps: those are asked anew.
        url = onward(visit, posted, visit.submission)
        return Saved(str(posted.version + 1), saved_words(posted), url)

    def page(
        self, parsed: Parsed[PeriodForm, PeriodAnswers] | None, outcome: Outcome
    ) -> PeriodPage:
        """Show licence, month and activity."""
        boxes = boxes_of(self.visit, self.step, outcome)
        form = parsed.form if parsed else self._stored()
        frame = frame_of(self.visit, self.step, outcome, boxes, {self.step: ()})
        return PeriodPage(frame, form, list(form.licences.values()))

    def cells(self, parsed: Parsed[PeriodForm, PeriodAnswers]) -> SubmittedValues:
        """Return the typed activity and licence in words."""
        period = parsed.form.period
        return [
            ("period:activity", "وضعیت فعالیت واحد", activity_label(period.activity)),
            ("period:licence", "پروانه", to_persian_digits(period.licence.number)),
        ]

    def seen(self, posted: Posted) -> str:
        """Return the version which the typed form answers."""
        return str(posted.version)

    def _stored(self) -> PeriodForm:
        submission = self.visit.submission
        initial = {
            "licence": submission.licence.number,
            "year": submission.year,
            "month": submission.month,
            "activity": submission.activity,
        }
        return PeriodForm(initial=initial, licences=self._licences(), at=self.visit.at)

    def _licences(self) -> list[Licence]:
        return list(own_licences(self.visit.user).filter(unit=self.visit.submission.unit_id))


@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show or take step 1."""
    return answer(request, tracking, PeriodStep)
