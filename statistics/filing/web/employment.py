"""Step 4: people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from config.repeated_posts import compares_state
from statistics.enums import Step
from statistics.filing import services
from statistics.filing.forms import EmploymentForm
from statistics.filing.previous_months import KINDS, people
from statistics.filing.storage import EmploymentAnswers
from statistics.filing.submitted_values import SubmittedValues, people_cells
from statistics.filing.web.frame import (
    Faults,
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

# A field beside what stood in it in the months before.
FieldBeside = tuple[BoundField, str]


class Staff(Protocol):
    """The numbers of people of a month, stored or filed."""

    @property
    def official(self) -> int | None: ...
    @property
    def contract(self) -> int | None: ...
    @property
    def contractor(self) -> int | None: ...


@dataclass(frozen=True)
class EmploymentPage:
    """The page of step 4."""

    template: ClassVar[str] = "statistics/filing/employment.html"

    frame: Frame
    form: EmploymentForm
    people: list[FieldBeside]
    stored_total: int | None
    brought: bool = False

    @property
    def inputs(self) -> Iterator[PageInput]:
        return staff_inputs(self.form)


@dataclass(frozen=True, eq=False)
class EmploymentStep:
    """Step 4 in the browser."""

    context: StepContext
    step: ClassVar[Step] = Step.EMPLOYMENT

    def parse(self, posted: PostedForm) -> Parsed[EmploymentForm, EmploymentAnswers]:
        form = EmploymentForm(posted.data, confirming=posted.confirming)
        return Parsed(form, form.people if form.is_valid() else None, _named_errors(form))

    def readable(
        self, parsed: Parsed[EmploymentForm, EmploymentAnswers], posted: PostedForm
    ) -> EmploymentAnswers:
        """Take what can be read; a faulty field stays stored as it is."""
        stored, data = self.context.submission.employment, parsed.form.cleaned_data
        official, contract, contractor, remarks = (
            data[name] if name in data else getattr(stored, name) for name in (*KINDS, "remarks")
        )
        return EmploymentAnswers(official, contract, contractor, remarks)

    def save(self, value: EmploymentAnswers, posted: PostedForm) -> Saved:
        context = self.context
        saved = services.save_employment(
            context.user,
            context.submission.tracking_number,
            posted.version,
            value,
            posted.confirming,
            context.at,
            posted.reasons,
        )
        return Saved(str(posted.version + 1), *led_on(context, posted, saved, self.step))

    def page(
        self, parsed: Parsed[EmploymentForm, EmploymentAnswers] | None, outcome: PostOutcome
    ) -> EmploymentPage:
        boxes = boxes_of(self.context, self.step, outcome)
        stored = self.context.submission.employment
        form = parsed.form if parsed else self.stored_form
        brought = parsed is None and self._brought
        frame = frame_of(self.context, self.step, outcome, boxes, {self.step: ()})
        return EmploymentPage(frame, form, self.fields(form), stored.total, bool(brought))

    def cells(self, parsed: Parsed[EmploymentForm, EmploymentAnswers]) -> SubmittedValues:
        return people_cells(parsed.form.people)

    def seen(self, posted: PostedForm) -> str:
        return str(posted.version)

    def way_to(self, fault: str) -> str:
        """Its fields are all on the page."""
        return "main"

    def versions(self, text: str) -> Mapping[Step, int]:
        return one_version(self.step, text)

    @property
    def stored_form(self) -> EmploymentForm:
        """Fill in people: as stored, before the first save those of the last month."""
        stored = self.context.submission.employment
        return self.form_with(self.context.months[0].figures if self._brought else stored)

    @property
    def _brought(self) -> bool:
        # Once saved, an emptied field stays empty: last month's number never returns by itself.
        return self.context.fresh(self.step) and bool(self.context.months)

    def form_with(self, staff: Staff) -> EmploymentForm:
        """Fill the form with the numbers of any month, but the month's own remarks."""
        initial = {
            "official": staff.official,
            "contract": staff.contract,
            "contractor": staff.contractor,
            # Words of another month would say something false of this one.
            "remarks": self.context.submission.employment.remarks,
        }
        return EmploymentForm(initial=initial)

    def fields(self, form: EmploymentForm) -> list[FieldBeside]:
        """Put each number field beside the months before, in the order of the form."""
        before = people(self.context.months)
        return [(form[name], before[name]) for name in KINDS]


def _named_errors(form: EmploymentForm) -> Faults:
    """Name the field of each error: three of them may be the same sentence."""
    ids = {f"id_{name}": form.fields[name].label for name in form.fields}
    found = form_errors(form)
    return [(at, f"{ids[at]}: {text}" if at in ids else text) for at, text in found]


def staff_inputs(form: EmploymentForm) -> Iterator[PageInput]:
    for name in (*KINDS, "remarks"):
        yield name, f"employment:{name}", str(form[name].value() or "")


@compares_state
@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, tracking: str) -> HttpResponse:
    return answer(request, tracking, EmploymentStep)
