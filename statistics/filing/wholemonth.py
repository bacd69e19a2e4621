"""A month on one screen: quantities, exports, people, and one button for all four steps."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from catalog.search import products_in
from statistics.enums import ActivityState, Step, StepStatus
from statistics.figures import flag_figure
from statistics.filing import month_service
from statistics.filing.export_weights import remembered_factors
from statistics.filing.forms import (
    EmploymentForm,
    ExportLines,
    HasExportsForm,
    Lines,
    ProductionLines,
)
from statistics.filing.outdated_products import ACT_ON_DASH, dash_rows, live, with_peers
from statistics.filing.previous_months import KINDS, answers, exports, people, quantities
from statistics.filing.reason_boxes import ReasonBox, kept_boxes
from statistics.filing.row_inputs import PREFIXES, stored_rows, typed_rows
from statistics.filing.stepview import Faults, StepView, form_errors
from statistics.filing.storage import ExportFigures, PostedLines
from statistics.filing.submitted_values import (
    SubmittedValues,
    export_cells,
    people_cells,
    production_cells,
    row_errors,
)
from statistics.filing.web.context import (
    PreviousMonth,
    form_state,
    frame_context,
    months_beside,
    step_states,
    step_url,
)
from statistics.models import ExportLine, StepState, Submission
from statistics.models.lines import with_measures
from statistics.notebook.prefill import FROM_NOTEBOOK, asks_notebook, filled
from statistics.notebook.queries import offered

PEOPLE = (*KINDS, "remarks")
VERSIONS = re.compile(r"[0-9]{1,9}(?:-[0-9]{1,9}){3}")


@dataclass
class Together:
    """The four steps as one form has them: their versions in one text, the last save of any."""

    version: str
    saved_at: datetime | None


def together(states: Mapping[int, StepState]) -> Together:
    """Return the four steps as one."""
    saved = [state.saved_at for state in states.values() if state.saved_at]
    version = "-".join(str(states[step].version) for step in Step)
    return Together(version, max(saved, default=None))


class WholeMonthView(StepView):
    """All four steps at once; step 1 stands as it was opened, each can be changed in its own page.

    What was never saved is brought from the last filed month: export products without their
    numbers, and the people.
    """

    template_name = "statistics/filing/month.html"

    def stored(self) -> dict[str, Any]:
        """Return what is stored; where a step was never saved, what the last month brings."""
        staff: Any = self.submission.employment
        if self.fresh(Step.EMPLOYMENT) and self.months:
            staff = self.months[0].figures
        initial = {name: getattr(staff, name) for name in KINDS}
        initial["remarks"] = self.submission.employment.remarks
        return {
            "rows": stored_rows(ProductionLines, PREFIXES[Step.PRODUCTION], live(self.made), 1),
            "sent": stored_rows(ExportLines, PREFIXES[Step.EXPORTS], live(self.sent), 1),
            "form": HasExportsForm.of(self.submission.exports.has_exports),
            "staff": EmploymentForm(initial=initial),
        }

    def typed(self, confirming: bool) -> dict[str, Any]:
        """Return the posted answers of all steps."""
        post, month = self.request.POST, self.submission.period
        ask: dict[str, Any] = {"form_kwargs": {"confirming": confirming}, "month": month}
        return {
            "made": ProductionLines(post, prefix=PREFIXES[Step.PRODUCTION], **ask),
            "abroad": ExportLines(post, prefix=PREFIXES[Step.EXPORTS], factors=self.factors, **ask),
            "form": HasExportsForm(post, confirming=confirming),
            "staff": EmploymentForm(post, confirming=confirming),
        }

    def factors(self, products: Iterable[Any]) -> Mapping[int, Any]:
        """Return what one of each product weighed in the unit's last export of it."""
        return remembered_factors(self.submission, products)

    def valid(self, context: dict[str, Any]) -> bool:
        """Check everything, so that all faults are told at once; no rows matter under «خیر»."""
        checks = [form.is_valid() for form in self.asked_forms(context)]
        for rows in (context["made"], context["abroad"]):
            if not rows.is_valid():
                rows.name_items()
        return all(checks)

    def asked_forms(self, context: dict[str, Any]) -> list[Any]:
        """Return the forms that count."""
        if self.inactive:
            return [context["staff"]]
        form = context["form"]
        rows = [] if form.is_valid() and self.answer(context) is False else [context["abroad"]]
        return [context["made"], form, *rows, context["staff"]]

    def answer(self, context: dict[str, Any]) -> bool | None:
        """Return «بلی» or «خیر» as typed; None for neither."""
        found: bool | None = context["form"].cleaned_data.get("has_exports")
        return found

    def save(self, context: dict[str, Any], version: int, confirming: bool) -> Submission:
        """Save steps 2 to 4; when confirming all four are green."""
        nothing: PostedLines[Any] = PostedLines({})
        answer = None if self.inactive else self.answer(context)
        abroad: PostedLines[ExportFigures] = nothing
        if not self.inactive and answer is not False:
            abroad = context["abroad"].listing()
        made: PostedLines[Decimal | None] = nothing
        if not self.inactive:
            made = context["made"].listing()
            made = filled(self.submission, self.made, made) if asks_notebook(self.request) else made
        month = month_service.Month(
            made,
            answer,
            abroad,
            context["staff"].people,
        )
        return month_service.save_month(
            self.user,
            self.submission.tracking_number,
            self.versions(),
            month,
            confirming,
            self.at,
            self.answers,
        )

    def versions(self) -> dict[Step, int]:
        """Return the versions which the typed form names; -1 for each when it names none."""
        text = self.request.POST.get("version", "")
        found = text.split("-") if VERSIONS.fullmatch(text) else ["-1"] * len(Step)
        return {step: int(each) for step, each in zip(Step, found, strict=True)}

    def seen(self) -> str:
        """Return the versions which the typed form names, as one text."""
        return "-".join(str(version) for version in self.versions().values())

    def now(self, saved: Submission) -> str:
        """Return the versions that stand after a save."""
        return together({state.step: state for state in saved.steps.all()}).version

    def stands(self) -> tuple[str, datetime | None]:
        """Return the versions that are stored now, and when the last of them was."""
        self.__dict__.pop("states", None)
        state = together(self.states)
        return state.version, state.saved_at

    def onward(self, action: str, saved: Submission) -> str:
        """Return the picker of products or step 3 where asked for, else what the base says."""
        if action == "products":
            return reverse("statistics:production_products", args=[saved.tracking_number])
        if action == "exports":
            return step_url(saved, Step.EXPORTS)
        return super().onward(action, saved)

    def words(self, confirming: bool) -> str:
        """Return what to say after a save."""
        return FROM_NOTEBOOK if asks_notebook(self.request) else super().words(confirming)

    def errors(self, context: dict[str, Any]) -> Faults:
        """Return what to put right, in the order of the screen."""
        found: Faults = []
        for form in self.asked_forms(context) if "made" in context else []:
            found += row_errors(form) if isinstance(form, Lines) else form_errors(form)
        return found

    def typed_cells(self, context: dict[str, Any]) -> SubmittedValues:
        """Return everything typed."""
        staff = people_cells(context["staff"].people)
        if self.inactive:
            return staff
        abroad = export_cells(self.answer(context), context["abroad"])
        return [*production_cells(context["made"]), *abroad, *staff]

    def page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the screen, stored or as posted, beside the months before."""
        dashes = dash_rows(self.submission, self.made)
        if "made" in context:
            gone = {row.line.product.code for row in dashes}
            context["rows"] = typed_rows(context["made"], gone)
            context["sent"] = typed_rows(context["abroad"])
        before = people(self.months)
        return super().page(
            context
            | {
                "inactive": self.inactive,
                "dashes": dashes,
                "act_on_dash": ACT_ON_DASH,
                "beside": quantities(self.months, self.made),
                "noted": offered(self.submission, self.made),
                "beside_sent": exports(self.months),
                "answered": answers(self.months),
                "people": [(context["staff"][name], before[name]) for name in KINDS],
            },
            status,
        )

    def shown_rows(self, context: dict[str, Any]) -> dict[Step, Any]:
        """Return the rows of steps 2 and 3; step 1 is changed in its own page."""
        if self.inactive:
            return {Step.EMPLOYMENT: ()}
        rows = {Step.PRODUCTION: context["rows"], Step.EXPORTS: context["sent"]}
        return rows | {Step.EMPLOYMENT: ()}

    def frame(self) -> dict[str, Any]:
        """Return what stands around the form."""
        around = frame_context(self.submission, self.states, None, self.at)
        return around | {"state": together(self.states)} | form_state(around["complete"])

    def soft(self, context: dict[str, Any], state: Any) -> dict[str, Any]:
        """Return the amber boxes at the rows of steps 2 and 3, the others apart."""
        boxes = context.get("boxes")
        if boxes is None:
            stored: list[Any] = []
            if any(getattr(each, "has_flags", False) for each in self.states.values()):
                given = self.submission.flagged.exclude(reason="")
                stored = list(given.order_by("rule", "key"))
            boxes = kept_boxes(map(flag_figure, stored), self.answers)
        places: dict[str, dict[str, list[ReasonBox]]] = {"production": {}, "exports": {}, "": {}}
        for box in boxes:
            part = box.flag.key.partition(":")[0]
            rows = {"production": "rows", "exports": "sent"}.get(part, "")
            shown = rows and box.place in {row.code for row in context[rows]}
            part, place = (part, box.place) if shown else ("", "")
            places[part].setdefault(place, []).append(box)
        return {
            "soft": places["production"],
            "soft_sent": places["exports"],
            "soft_apart": places[""].get("", []),
            "asked": [box for box in boxes if box.fault],
        }

    @cached_property
    def states(self) -> dict[int, StepState]:
        """Return the four steps as they stand."""
        return step_states(self.submission)

    @cached_property
    def months(self) -> list[PreviousMonth]:
        """Return the last filed month, and the same month a year before."""
        return months_beside(self.submission)

    @cached_property
    def made(self) -> list[Any]:
        """Return the lines of step 2."""
        lines = with_peers(self.submission.production.all(), self.submission)
        return with_measures(lines.order_by("position", "pk"), self.submission.period)

    @cached_property
    def sent(self) -> list[ExportLine]:
        """Return the lines of step 3; before its first save those of the last month, empty."""
        if not self.fresh(Step.EXPORTS):
            lines = self.submission.export_lines.order_by("position", "pk")
            return with_measures(lines, self.submission.period)
        codes = [sent.code for sent in self.months[0].figures.exports] if self.months else []
        found = products_in(self.submission.period, codes) if codes else {}
        return [
            ExportLine(submission=self.submission, position=position, product=found[code])
            for position, code in enumerate(codes, start=1)
            if code in found and found[code].is_valid_in(self.submission.period)
        ]

    @property
    def inactive(self) -> bool:
        """Return whether the month is declared inactive: there is nothing but people."""
        return self.submission.activity == ActivityState.INACTIVE

    def fresh(self, step: Step) -> bool:
        """Return whether a step was never saved."""
        state = self.states[step]
        return state.version == 0 and state.status == StepStatus.EMPTY
