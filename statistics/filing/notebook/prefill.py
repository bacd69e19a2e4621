"""The sums of the production notebook, written into what is empty when their button is pressed."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from statistics.filing.notebook.queries import offered, sums_for
from statistics.filing.storage import PostedLines
from statistics.models import ProductionLine, Submission


def filled(
    submission: Submission, lines: Iterable[ProductionLine], listing: PostedLines[Decimal | None]
) -> PostedLines[Decimal | None]:
    """Fill what stands nowhere, stored or typed, with the sums of the notebook.

    `lines` are those of step 2, read by `with_measures`; one query.
    """
    rows = list(lines)
    noted = offered(sums_for(submission), rows)
    stored = {line.product.code: line.quantity for line in rows}
    # Also what another page lists: the button fills the whole list.
    values = {code: None for code in noted if stored[code] is None} | dict(listing.values)
    found = {code: noted.get(code) if v is None else v for code, v in values.items()}
    return replace(listing, values={c: v for c, v in found.items() if c not in listing.removed})
