"""What a unit's product weighs, remembered from its last export."""

from decimal import Decimal

import pytest

from catalog.models import Measure, Product
from statistics.filing.export_weights import remembered_factors
from statistics.models import ExportLine, Submission
from tests.by_hand import at_union
from tests.statistics.filing import Filer, at_fields, exports, production, typed
from tests.world import FILED_AT, MEHR, SHOES


@pytest.fixture
def exporter(filer: Filer) -> Filer:
    """Return a unit that exported 500 pairs of 0.4 tonnes the month before."""
    sent = filer.begin(MEHR - 1)
    sent.send("production", production((SHOES, "900")))
    sent.send("exports", exports((SHOES, "500", "0.4", "9000", "378000000")))
    assert sent.status("exports") == "confirmed"
    case = Submission.objects.get(pk=sent.submission.pk)
    Submission.objects.filter(pk=case.pk).update(**at_union(case.licence, FILED_AT))
    filer.begin(MEHR)
    filer.send("production", production((SHOES, "900")))
    return filer


def test_tonnes_left_empty_follow_from_the_last_export(exporter: Filer) -> None:
    row = exports((SHOES, "750", "", "9000", "378000000"))
    assert exporter.send("exports", row, "save").status_code == 302
    line = ExportLine.objects.get(submission=exporter.submission)
    assert line.tonnes == Decimal("0.6")
    assert exporter.send("exports", row).status_code == 302


def test_other_tonnes_ask_for_a_reason_at_the_confirmation(exporter: Filer) -> None:
    row = (SHOES, "750", "0.9", "9000", "378000000")
    assert exporter.send("exports", exports(row), "save").status_code == 302
    answer = exporter.send("exports", exports(row))
    assert answer.status_code == 422
    assert "(۰٫۶ تن)" in answer.content.decode()
    assert typed(answer, "exports-0-tonnes") == "0.9"
    told = exports((*row, "بسته‌بندی سنگین‌تر"))
    assert "علت" not in str(at_fields(exporter.send("exports", told)))


def test_a_first_export_must_say_its_tonnes(filer: Filer) -> None:
    filer.begin()
    filer.send("production", production((SHOES, "900")))
    assert (
        filer.send("exports", exports((SHOES, "750", "", "9000", "378000000"))).status_code == 422
    )


def test_a_weight_in_another_measure_is_not_remembered(exporter: Filer) -> None:
    shoes = Product.objects.select_related("measure").get(code=SHOES)
    assert remembered_factors(exporter.submission, [shoes]) == {shoes.pk: Decimal("0.0008")}
    assert ExportLine.objects.get().measure_id == "pair"
    shoes.measure = Measure.objects.create(code="box", name_fa="جعبه", kind="count", decimals=0)
    assert remembered_factors(exporter.submission, [shoes]) == {}


def test_a_measure_of_mass_asks_nothing(exporter: Filer, django_assert_num_queries: object) -> None:
    bag = Product.objects.select_related("measure").get(code="2520512459")
    case = exporter.submission
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert remembered_factors(case, [bag]) == {}
