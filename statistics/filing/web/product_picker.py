"""The picker: find a product by name or code, or in the tree, and add it to step 2 or 3."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from catalog.models import IsicNode, Product
from catalog.search import TreeLevel, search_products, tree_children
from config.http import current_user
from config.identifiers import is_product_code
from config.persian import machine_code
from statistics.enums import Step
from statistics.filing.row_inputs import PREFIXES, listed_lines
from statistics.filing.web.context import month_alone, step_url
from statistics.models import StepState, Submission
from statistics.models.lines import MeasuredLine


@dataclass(frozen=True)
class PickerPage:
    """The picker of a step; `replace` is a product with a dash whose place is to be taken.

    `assisted`: it is typed for an owner at a union.
    """

    submission: Submission
    assisted: bool
    state: StepState
    step_url: str
    has_exports: bool
    prefix: str
    listed: set[str]
    lines: Sequence[MeasuredLine]
    replace: Product | None
    q: str
    node: str
    products: Sequence[Product]
    level: TreeLevel
    tree_url: str
    tree_query: str
    add_form: str = "statistics/filing/_add_product.html"


@require_GET
def picker(request: HttpRequest, tracking: str, step: Step) -> HttpResponse:
    """Show what is found, what is listed, and a level of the tree."""
    month = month_alone(current_user(request), tracking)
    submission = month.submission
    # Nothing to pick once the month was sent: the case instead.
    if not submission.editable:
        return redirect("owner:case", tracking)
    q, node = request.GET.get("q", "").strip(), request.GET.get("node", "").strip()
    wanted = machine_code(request.GET.get("replace", ""))
    # It goes back into links of the page, so only a code passes.
    wanted = wanted if is_product_code(wanted) else ""
    listed = listed_lines(submission, step)
    try:
        level = tree_children(node or None, submission.period)
    except IsicNode.DoesNotExist as unknown:
        raise Http404 from unknown
    page = PickerPage(
        submission=submission,
        assisted=month.assisted,
        state=submission.steps.get(step=step),
        step_url=step_url(submission, step),
        has_exports=step == Step.EXPORTS,
        prefix=PREFIXES[step],
        listed={line.product.code for line in listed},
        lines=listed,
        replace=next((x.product for x in listed if x.product.code == wanted), None),
        q=q,
        node=node,
        products=search_products(q, month=submission.period) if q else [],
        level=level,
        tree_url=request.path,
        tree_query=f"&replace={wanted}" if wanted else "",
    )
    return render(request, _template(request), vars(page))


def _template(request: HttpRequest) -> str:
    """Choose the page, or for htmx its changing part: the results or a level of the tree."""
    # The browser's way back asks by htmx too, but wants the whole page.
    whole = "HX-History-Restore-Request" in request.headers
    if whole or not request.headers.get("HX-Request"):
        return "statistics/filing/picker.html"
    if "q" in request.GET:
        return "statistics/filing/_picker_results.html"
    return "catalog/_tree.html"
