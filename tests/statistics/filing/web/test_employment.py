"""Step 4 in the browser: numbers of people as they are typed."""

from decimal import Decimal

import pytest

from statistics.enums import StepStatus
from statistics.filing.storage import EmploymentAnswers
from statistics.filing.web.employment import EmploymentStep
from statistics.models import Employment
from tests.statistics.filing import (
    READ,
    REFUSED,
    Filer,
    at_fields,
    people,
    text_of,
    typed,
)
from tests.statistics.filing.web import posted, step_context
from tests.world import World

KINDS = ("official", "contract", "contractor")


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_people_that_cannot_be_read_is_refused(filer: Filer, kind: str) -> None:
    filer.begin()
    before = filer.stored
    for text in [*REFUSED, "2.5", "100000", "1" * 31]:
        answer = filer.send("employment", people() | {kind: text})
        assert answer.status_code == 422, text
        assert len(at_fields(answer)) == 1, text
        assert (typed(answer, kind) or "") == text
        assert filer.stored == before


@pytest.mark.parametrize("kind", KINDS)
def test_every_whole_number_of_people_is_stored_as_typed(filer: Filer, kind: str) -> None:
    filer.begin()
    for text, value in [*READ, ("۹۹٬۹۹۹", Decimal(99_999))]:
        if value % 1 == 0 and value < 100_000:
            assert filer.send("employment", people() | {kind: text}).status_code == 302
            assert getattr(Employment.objects.get(), kind) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "این مقدار را بنویسید؛ اگر نبوده، صفر بنویسید."),
        ("-1", "مقدار را بدون علامت مثبت یا منفی بنویسید، مثل ۱۲٫۵."),
        ("12.5", "این مقدار عدد کامل است؛ بدون نقطه و ممیز بنویسید، مثل ۶۳٬۰۰۰."),
        ("12/5", "به جای «/» برای اعشار ممیز یا نقطه بگذارید، مثل ۱۲٫۵."),
        ("100000", "این مقدار باید از ۱۰۰٬۰۰۰ کمتر باشد."),
    ],
)
def test_a_refused_number_of_people_says_what_to_do(filer: Filer, text: str, sentence: str) -> None:
    answer = filer.begin().send("employment", people(text))
    assert at_fields(answer) == [sentence]
    named = f"تعداد کارکنان رسمی: {sentence}"
    assert f'<a href="#id_official">{named}</a>' in text_of(answer)


def test_a_draft_of_step_4_may_leave_people_empty_and_empty_is_not_zero(filer: Filer) -> None:
    answer = filer.begin().send("employment", people("", "3", "0", "در تعمیرات"), "save")
    assert answer.headers["Location"] == filer.url("employment")
    stored = Employment.objects.get()
    assert (stored.official, stored.contract, stored.contractor) == (None, 3, 0)
    assert stored.remarks == "در تعمیرات"
    assert stored.total is None
    assert filer.status("employment") == StepStatus.DRAFT


def test_the_total_of_people_is_computed_by_the_portal(filer: Filer) -> None:
    filer.begin().send("employment", people("2", "۱", "٤") | {"total": "900"})
    assert Employment.objects.get().total == 7
    assert ">۷</output>" in filer.read("employment")


def test_posted_people_stay_typed_to_the_service(world: World) -> None:
    at = EmploymentStep(step_context(world, world.draft().tracking_number))
    parsed = at.parse(posted(people(official="۳", contract="", remarks="نوبت شب")))
    assert parsed.value == EmploymentAnswers(3, None, 0, "نوبت شب")
    assert at.parse(posted(people(official="دو"))).value is None
