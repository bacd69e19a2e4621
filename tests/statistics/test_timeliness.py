"""One judgement of a filing by its window, in Python and in SQL, and the time left to file."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.template import Context, Engine
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.policy.book import FilingWindow, PolicyBook
from statistics.enums import Timeliness
from statistics.timeliness import filing_time_left, timeliness, timeliness_sql
from tests.world import MEHR, World, tehran

MIDNIGHT = datetime(2026, 10, 27, 20, 30, tzinfo=UTC)
# Instants around the ends of a window, the very ends among them.
INSTANTS = st.builds(
    lambda days, moment: MIDNIGHT + timedelta(days=days, microseconds=moment),
    st.integers(-2, 8),
    st.integers(-1, 1),
)


def test_each_end_of_the_window_begins_what_comes_after_it() -> None:
    window = FilingWindow(date(2026, 10, 23), MIDNIGHT, MIDNIGHT + timedelta(days=5))
    moment = timedelta(microseconds=1)
    judged = [timeliness(at, window) for end in window[1:] for at in (end - moment, end)]
    assert judged == ["on_time", "allowed", "allowed", "late"]


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(filed_at=INSTANTS, on_time=INSTANTS, more=st.integers(0, 6))
def test_sql_judges_as_the_function_does(filed_at: datetime, on_time: datetime, more: int) -> None:
    window = FilingWindow(date(2026, 10, 23), on_time, on_time + timedelta(days=more))
    conditions = ", ".join(timeliness_sql(which, "f", "o", "a") for which in Timeliness)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {conditions} FROM (VALUES (%s, %s, %s)) AS t(f, o, a)",
            [filed_at, window.on_time_until, window.allowed_until],
        )
        found = dict(zip(Timeliness, cursor.fetchone(), strict=True))
    assert [which for which in Timeliness if found[which]] == [timeliness(filed_at, window)]


def test_a_template_names_it_by_its_label() -> None:
    engine = Engine(builtins=["statistics.templatetags.statistics_labels"])
    text = engine.from_string("{{ 'late'|timeliness }}").render(Context())
    assert text == Timeliness.LATE.label


@pytest.mark.parametrize(
    ("at", "kind", "words"),
    [
        (tehran(1398, 8, 1), "near", "۴ روز تا پایان مهلت"),
        (tehran(1398, 8, 5, 23, 59), "near", "امشب پایان مهلت"),
        (tehran(1398, 8, 6, 0, 0), "near", "۴ روز تا پایان تأخیر مجاز"),
        (tehran(1398, 8, 10, 23, 59), "near", "امشب پایان تأخیر مجاز"),
        (tehran(1398, 8, 11, 0, 0), "late", "۱ روز از مهلت گذشته"),
        (tehran(1398, 9, 10), "late", "۳۰ روز از مهلت گذشته"),
    ],
)
def test_mehr_is_on_time_to_the_fifth_and_allowed_to_the_tenth(
    world: World, at: datetime, kind: str, words: str
) -> None:
    told = filing_time_left(PolicyBook.load(), MEHR, "03", at)
    assert (told.kind, told.text) == (kind, words)
