"""Step 1 of an opened month: licence, month and activity."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from config.persian import to_persian_digits
from config.repeated_posts import compares_state
from statistics.enums import Step
from statistics.figures import activity_label
from statistics.filing import services
from statistics.filing.forms import PeriodForm
from statistics.filing.storage import PeriodAnswers
from statistics.filing.submitted_values import SubmittedValues
from statistics.filing.web.frame import (
    Frame,
    PageInput,
    PostOutcome,
    StepContext,
    boxes_of,
    frame_of,
)
from statistics.filing.web.handler import answer
from statistics.filing.web.step_form import (
    Parsed,
    PostedForm,
    Saved,
    form_errors,
    led_on,
    one_version,
)
from units.models import Licence
from units.queries import own_licences, unit_licences


@dataclass(frozen=True)
class PeriodPage:
    """The page of step 1; `searched` where a new month's licence was looked for."""

    template: ClassVar[str] = "statistics/filing/period.html"

    frame: Frame
    form: PeriodForm
    licences: list[Licence]
    searched: bool = False
    # How many licences besides are found by a search.
    more: int = 0

    @property
    def inputs(self) -> Iterator[PageInput]:
        """None: step 1 is short, and each of its answers bears on the others."""
        return iter(())


@dataclass(frozen=True, eq=False)
class PeriodStep:
    """Step 1 in the browser."""

    context: StepContext
    step: ClassVar[Step] = Step.PERIOD

    def parse(self, posted: PostedForm) -> Parsed[PeriodForm, PeriodAnswers]:
        form = PeriodForm(
            posted.data,
            licences=self._licences(),
            at=self.context.at,
            submission=self.context.submission,
            confirming=posted.confirming,
        )
        return Parsed(form, form.period if form.is_valid() else None, form_errors(form))

    def readable(self, parsed: Parsed[PeriodForm, PeriodAnswers], posted: PostedForm) -> None:
        """Take nothing: what is wrong with one answer is wrong with all."""

    def save(self, value: PeriodAnswers, posted: PostedForm) -> Saved:
        context, number = self.context, self.context.submission.tracking_number
        services.save_period(
            context.user, number, posted.version, value, posted.confirming, context.at
        )
        # What was read before the save names no steps: those are asked anew.
        words, url = led_on(context, posted, context.submission, self.step)
        return Saved(str(posted.version + 1), words, url)

    def page(
        self, parsed: Parsed[PeriodForm, PeriodAnswers] | None, outcome: PostOutcome
    ) -> PeriodPage:
        boxes = boxes_of(self.context, self.step, outcome)
        form = parsed.form if parsed else self._stored()
        frame = frame_of(self.context, self.step, outcome, boxes, {self.step: ()})
        return PeriodPage(frame, form, list(form.licences.values()))

    def cells(self, parsed: Parsed[PeriodForm, PeriodAnswers]) -> SubmittedValues:
        period = parsed.form.period
        return [
            ("period:activity", "وضعیت فعالیت واحد", activity_label(period.activity)),
            ("period:licence", "پروانه", to_persian_digits(period.licence.number)),
        ]

    def seen(self, posted: PostedForm) -> str:
        return str(posted.version)

    def way_to(self, fault: str) -> str:
        """Its fields are all on the page."""
        return "main"

    def versions(self, text: str) -> Mapping[Step, int]:
        return one_version(self.step, text)

    def _stored(self) -> PeriodForm:
        submission = self.context.submission
        initial = {
            "licence": submission.licence.number,
            "year": submission.year,
            "month": submission.month,
            "activity": submission.activity,
        }
        return PeriodForm(initial=initial, licences=self._licences(), at=self.context.at)

    def _licences(self) -> list[Licence]:
        # A month stays with its unit (M-06), so only that unit's licences are offered.
        unit = self.context.submission.unit_id
        if self.context.month.assisted:
            return list(unit_licences(unit).filter(union=self.context.submission.licence.union_id))
        return list(own_licences(self.context.user).filter(unit=unit))


@compares_state
@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, tracking: str) -> HttpResponse:
    return answer(request, tracking, PeriodStep)
