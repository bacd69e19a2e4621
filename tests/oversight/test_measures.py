"""Ratios, scores and ranks that follow from counts."""

from dataclasses import replace
from fractions import Fraction

import pytest

from accounts.enums import OrganizationKind
from oversight.enums import Span
from oversight.measures import MEASURES, EvaluatedOffice, OfficeCounts, ranked
from oversight.periods import EvaluationPeriod

PROVINCE, MINISTRY = OrganizationKind.PROVINCE, OrganizationKind.MINISTRY
GOOD = OfficeCounts(due=10, filed=9, on_time=9, people=4, within=4, approved=4)
MIXED = OfficeCounts(
    due=8, filed=4, on_time=1, people=3, lapsed=1, within=2, approved=2, overturned=1
)


def office(code: str, counts: OfficeCounts, kind: OrganizationKind = PROVINCE) -> EvaluatedOffice:
    return EvaluatedOffice(code, code, kind, counts)


def test_the_score_is_the_plain_mean_of_the_ratios_that_have_a_denominator() -> None:
    ratios = MIXED.ratios(PROVINCE)
    assert ratios == {
        "response": Fraction(1, 2),
        "timely": Fraction(1, 4),
        "selected": None,
        "within": Fraction(1, 2),
        "corrected": None,
        "kept": Fraction(1, 2),
    }
    assert office("a", MIXED).score == Fraction(7, 16)


def test_nobody_stands_above_the_ministry_so_its_approvals_are_not_calibrated() -> None:
    assert MIXED.ratios(MINISTRY)["kept"] is None


def test_every_ratio_has_its_words_and_clause() -> None:
    assert [measure.key for measure in MEASURES] == list(MIXED.ratios(PROVINCE))
    assert all(measure.formula and measure.clause for measure in MEASURES)


def test_equals_share_a_rank_and_the_next_one_is_left_out() -> None:
    found = ranked(
        [
            office("c", MIXED),
            office("b", GOOD),
            office("d", OfficeCounts()),
            office("m", MIXED, MINISTRY),
            office("a", GOOD),
        ]
    )
    ranks = [(one.code, one.rank) for one in found]
    assert ranks == [("m", None), ("a", 1), ("b", 1), ("c", 3), ("d", None)]


def test_an_office_of_few_months_has_no_rank_and_takes_none_from_the_others() -> None:
    few = replace(GOOD, due=9)
    offices = [office("a", few), office("b", GOOD), office("c", replace(MIXED, due=10))]
    assert [(one.code, one.rank) for one in ranked(offices, 10)] == [
        ("b", 1),
        ("c", 2),
        ("a", None),
    ]
    assert [(one.code, one.rank) for one in ranked(offices, 9)] == [("a", 1), ("b", 2), ("c", 3)]


def test_a_frozen_row_gives_the_office_back() -> None:
    one = office("a", MIXED)
    assert EvaluatedOffice.from_json(one.as_json()) == one
    assert (
        EvaluatedOffice.from_json({"code": "a", "name": "a", "kind": PROVINCE}).counts
        == OfficeCounts()
    )


def test_selected_units_weigh_as_every_other_ratio() -> None:
    counts = replace(MIXED, selected=4, selected_filed=1)
    assert counts.ratios(PROVINCE)["selected"] == Fraction(1, 4)
    assert office("a", counts).score == Fraction(2, 5)


def test_an_edition_older_than_a_figure_lacks_it_and_keeps_its_score() -> None:
    row = office("a", replace(MIXED, selected=4, selected_filed=1)).as_json()
    for name in [name for name in row if name.startswith("selected")]:
        del row[name]
    old = EvaluatedOffice.from_json(row)
    assert old.lacks == {"selected", "selected_filed", "selected_on_time"}
    assert old.score == office("a", MIXED).score


@pytest.mark.parametrize(
    ("span", "year", "number"),
    [(Span.MONTH, 1398, 13), (Span.MONTH, 1398, 0), (Span.QUARTER, 1398, 5), (Span.MONTH, 99, 1)],
)
def test_there_is_no_such_period(span: Span, year: int, number: int) -> None:
    with pytest.raises(ValueError, match="no "):
        EvaluationPeriod(span, year, number)


def test_a_quarter_is_a_season_and_leads_to_the_next_year() -> None:
    winter = EvaluationPeriod(Span.QUARTER, 1398, 4)
    assert [str(month) for month in winter.months] == ["دی ۱۳۹۸", "بهمن ۱۳۹۸", "اسفند ۱۳۹۸"]
    assert (str(winter), str(winter.after), str(winter.before)) == (
        "زمستان ۱۳۹۸",
        "بهار ۱۳۹۹",
        "پاییز ۱۳۹۸",
    )
