"""What everybody is told of the burden: the median of the latest month with enough filings."""

import pytest

from config.jalali import JalaliMonth
from oversight.burden.queries import typical_time
from oversight.enums import TimedPart
from oversight.measures import FEW
from oversight.models import FillingTime
from statistics.publication.pages import burden
from tests.world import FILED_AT

pytestmark = pytest.mark.django_db


def told(month: int, filings: int, minutes: int, part: TimedPart = TimedPart.WHOLE) -> None:
    FillingTime.objects.create(
        year=1405,
        month=month,
        part=part,
        filings=filings,
        median=60 * minutes,
        nine_of_ten=60 * minutes,
        counted_at=FILED_AT,
    )


def test_the_latest_month_of_enough_filings_is_told() -> None:
    assert typical_time() is None
    told(5, FEW, 20)
    told(6, FEW, 14)
    told(6, FEW, 3, TimedPart.CHECK)
    told(7, FEW - 1, 99)
    found = typical_time()
    assert found is not None
    assert (found.month, found.words) == (JalaliMonth(1405, 6), "۱۴ دقیقه")
    # The page of methods asks for it.
    assert burden.typical_time() == found
