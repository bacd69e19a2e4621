"""Counts the peers' bands: one statement a month over the months of the policy.

Read at every filing and beside every case, counted once a night: a country of half a million units
has a few thousand rows a month, and nobody waits for the count.
"""

from datetime import datetime

from django.db import connection, transaction

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, current_month
from statistics.enums import IN_REVIEW, State
from statistics.models import PeerBand

# By unit first, so that one of three months counts as much as one of a single month. What is being
# corrected is left out: its lines are what the unit types.
_COUNT = """
INSERT INTO statistics_peerband
    (product_id, measure_id, year, month, low, middle, high, units, percent, counted_at)
SELECT product_id, measure_id, %(year)s, %(month)s,
    percentile_cont(%(percent)s / 100.0) WITHIN GROUP (ORDER BY each)::numeric,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY each)::numeric,
    percentile_cont(1 - %(percent)s / 100.0) WITHIN GROUP (ORDER BY each)::numeric,
    count(*), %(percent)s, %(at)s
FROM (
    SELECT line.product_id, coalesce(line.measure_id, product.measure_id) AS measure_id,
        sum(line.quantity) / sum(people.official + people.contract + people.contractor) AS each
    FROM statistics_submission submission
    JOIN statistics_employment people ON people.submission_id = submission.id
    JOIN statistics_productionline line ON line.submission_id = submission.id
    JOIN catalog_product product ON product.id = line.product_id
    WHERE (submission.year, submission.month) >= (%(first_year)s, %(first_month)s)
        AND (submission.year, submission.month) <= (%(year)s, %(month)s)
        AND submission.state = ANY(%(states)s)
        AND line.quantity > 0
        AND people.official + people.contract + people.contractor > 0
    GROUP BY line.product_id, 2, submission.unit_id
) AS made
WHERE each >= 0.000001
GROUP BY product_id, measure_id
ON CONFLICT (product_id, measure_id, year, month) DO UPDATE SET
    low = excluded.low, middle = excluded.middle, high = excluded.high,
    units = excluded.units, percent = excluded.percent, counted_at = excluded.counted_at
"""


def refresh_bands(at: datetime, months: int | None = None) -> int:
    """Count the bands of the latest ended months anew; return how many rows there are now.

    By default of as many months as one band looks back on: what is filed for them still comes in.
    """
    book = PolicyBook.load()
    latest = current_month(at) - 1
    back = _number(book, PolicyKey.RULE_PEERS_MONTHS, latest) if months is None else months
    return sum(_refresh_month(book, latest - ago, at) for ago in range(back))


@transaction.atomic
def _refresh_month(book: PolicyBook, month: JalaliMonth, at: datetime) -> int:
    window = _number(book, PolicyKey.RULE_PEERS_MONTHS, month)
    first = month - (window - 1)
    # Readers keep the rows of before until the new ones are there.
    PeerBand.objects.filter(year=month.year, month=month.month).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "year": month.year,
                "month": month.month,
                "percent": _number(book, PolicyKey.RULE_PEERS_PERCENT, month),
                "first_year": first.year,
                "first_month": first.month,
                "states": [*IN_REVIEW, State.FINAL],
                "at": at,
            },
        )
        counted: int = cursor.rowcount
    return counted


def _number(book: PolicyBook, key: PolicyKey, month: JalaliMonth) -> int:
    return book.number(key, month.first_day, month=month)
