"""Counts how long units took over each month, in one statement a month, once a night.

Nothing is measured of a person: the instants are those that filing keeps anyway, the beginning of
the draft, the first confirmation of each step and the first sending.
"""

from datetime import datetime

from django.db import connection, transaction

from config.jalali import JalaliMonth, last_months
from oversight.enums import TimedPart
from oversight.models import FillingTime

# Steps of one instant were confirmed together on one screen, and nobody knows how long each took.
# A draft usually begins with its first step green, before there is anything to measure. What came
# from elsewhere was begun and sent at one instant; of a month that declares no activity nothing is
# asked but people.
_COUNT = f"""
WITH filed AS (
    SELECT submission.id, submission.created_at AS begun, revision.filed_at AS sent
    FROM statistics_submission submission
    JOIN statistics_revision revision
        ON revision.submission_id = submission.id AND revision.round = 1
    WHERE submission.year = %(year)s AND submission.month = %(month)s
        AND revision.filed_at > submission.created_at AND revision.idle IS NOT TRUE
), confirmed AS (
    SELECT filed.id, begun, sent, confirmed_at, min(step) AS step, count(*) AS steps,
        sum(count(*)) OVER whole AS known, max(confirmed_at) OVER whole AS last,
        greatest(begun, lag(confirmed_at) OVER (
            PARTITION BY filed.id ORDER BY confirmed_at)) AS since
    FROM filed
    JOIN statistics_stepstate step ON step.submission_id = filed.id
    WHERE confirmed_at IS NOT NULL
    GROUP BY filed.id, begun, sent, confirmed_at
    WINDOW whole AS (PARTITION BY filed.id)
), spans AS (
    SELECT {TimedPart.WHOLE.value} AS part, sent - begun AS span FROM filed
    UNION ALL
    SELECT CASE WHEN steps > 1 THEN {TimedPart.TOGETHER.value} ELSE step END, confirmed_at - since
    FROM confirmed
    WHERE known = 4 AND last <= sent AND confirmed_at > begun
    UNION ALL
    SELECT {TimedPart.CHECK.value}, sent - last
    FROM confirmed
    WHERE known = 4 AND last <= sent AND confirmed_at = last
)
INSERT INTO oversight_fillingtime
    (year, month, part, filings, median, nine_of_ten, counted_at)
SELECT %(year)s, %(month)s, part, count(*),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds),
    percentile_disc(0.9) WITHIN GROUP (ORDER BY seconds), %(at)s
FROM (SELECT part, floor(extract(epoch FROM span))::bigint AS seconds FROM spans) AS timed
GROUP BY part
"""


def refresh_times(at: datetime) -> int:
    """Count the months of the last year anew; return how many rows there are now."""
    return sum(_refresh_month(month, at) for month in last_months(at))


@transaction.atomic
def _refresh_month(month: JalaliMonth, at: datetime) -> int:
    # Readers keep the rows of before until the new ones are there.
    FillingTime.objects.filter(year=month.year, month=month.month).delete()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"year": month.year, "month": month.month, "at": at})
        counted: int = cursor.rowcount
    return counted
