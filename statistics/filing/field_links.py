"""The very field of a figure: the page of its step and the input on it."""

from statistics.filing.correction_marks import EXPORT_FIELDS, FIXED, step_of
from statistics.filing.lineviews import ROWS_A_PAGE
from statistics.filing.outdated_products import live
from statistics.filing.row_inputs import PREFIXES, lines_of
from statistics.filing.web.context import step_url
from statistics.models import Submission
from statistics.models.lines import with_measures


def place_url(submission: Submission, key: str) -> str:
    """Return the address of the input of a figure, by its key; one query for a product.

    A product with a dash is met where it is replaced, one that was taken off at its step.
    """
    step = step_of(key)
    url = step_url(submission, step)
    if key in FIXED:
        return f"{url}#{FIXED[key][0]}"
    code, _, part = key.partition(":")[2].partition(":")
    listed = with_measures(lines_of(submission, step).order_by("position", "pk"), submission.period)
    codes = [line.product.code for line in live(listed)]
    if code not in codes:
        dashed = any(line.product.code == code for line in listed)
        return f"{url}#dash-{code}" if dashed else url
    page, index = divmod(codes.index(code), ROWS_A_PAGE)
    query = f"?page={page + 1}" if page else ""
    return f"{url}{query}#id_{PREFIXES[step]}-{index}-{EXPORT_FIELDS.get(part, 'quantity')}"
