"""Lays a month out for reading by holder: temporary tables of the transaction, and their end."""

from datetime import datetime
from typing import Any, Final

from config.jalali import JalaliMonth
from statistics.enums import EditionKind
from statistics.estimation.contribution_services import stage_contributions
from statistics.estimation.staging import PEOPLE_BY_HOLDER as PEOPLE
from statistics.estimation.staging import PRODUCTS_BY_HOLDER as PRODUCTS
from statistics.publication.contribution_queries import SENT
from statistics.publication.filed_queries import FILED, stage_filed

# An export is of the class of its product, whatever the trade of who sends it.
_SENT: Final = f"""
CREATE TEMP TABLE {SENT} ON COMMIT DROP AS
SELECT f.organization_id, p.isic_class_id AS trade_id, f.holder_id, sum(l.tonnes) AS tonnes,
    sum(l.value_usd) AS usd, sum(l.value_irr) AS irr
FROM {FILED} f
CROSS JOIN LATERAL jsonb_to_recordset(f.exports)
    AS l(code text, tonnes numeric, value_usd numeric, value_irr numeric)
JOIN catalog_product p ON p.code = l.code
WHERE f.first
GROUP BY 1, 2, 3
"""


def stage(cursor: Any, month: JalaliMonth, kind: EditionKind, at: datetime) -> None:
    """Lay a month out for reading: the estimate of all due units, or what stands alone."""
    stage_filed(cursor, month, FILED)
    if kind == EditionKind.PRELIMINARY:
        stage_contributions(cursor, month, at)
    else:
        cursor.execute(_SENT)


def unstage(cursor: Any) -> None:
    """Throw away the contributions that `stage` laid out, before the end of the transaction does.

    What was filed is still to be read by the mirror.
    """
    cursor.execute(f"DROP TABLE IF EXISTS {PRODUCTS}, {PEOPLE}, {SENT}")
