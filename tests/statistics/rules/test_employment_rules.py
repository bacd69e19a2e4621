"""Step 4: people and production belong together."""

from dataclasses import replace

import pytest

from statistics.figures import FlagFigure
from statistics.rules.employment_rules import (
    nobody_employed,
    nothing_made,
    people_changed,
)
from tests.statistics.rules import figures, past, subject
from tests.world import BAG, PIPE

NOBODY = (0, 0, 0)


def test_production_without_people_is_asked_about() -> None:
    (flag,) = nobody_employed(subject(figures({PIPE: "0", BAG: "20"}, people=NOBODY)))
    assert (flag.text, flag.basis) == ("تولید هست و هیچ کارکنی نیست.", "کیسه: ۲۰ تن")
    assert nobody_employed(subject(figures({BAG: "20"}, people=(0, 0, 1)))) == []
    assert nobody_employed(subject(figures({BAG: "20"}, people=(0, 0, None)))) == []
    assert nobody_employed(subject(figures({BAG: "0"}, people=NOBODY))) == []


def test_people_without_production_are_asked_about() -> None:
    (flag,) = nothing_made(subject(figures({BAG: "0"})))
    assert (flag.value, flag.short) == ("3", "اشتغال بدون تولید")
    assert nothing_made(subject(figures({BAG: "0", PIPE: "1"}))) == []
    assert nothing_made(subject(figures({BAG: "0"}, people=NOBODY))) == []


@pytest.mark.parametrize("made", [{BAG: None}, {BAG: "0", PIPE: None}, {}])
def test_a_step_2_that_is_not_written_is_no_zero(made: dict[str, str | None]) -> None:
    assert nothing_made(subject(figures(made))) == []


def test_an_inactive_month_keeps_its_people_unasked() -> None:
    assert nothing_made(subject(figures({BAG: "0"}, activity="inactive"))) == []


@pytest.mark.parametrize(("value", "asked"), [("0", False), ("5", True)])
def test_a_zero_that_step_2_explained_is_not_asked_about_again(value: str, asked: bool) -> None:
    flag = FlagFigure("P-22", f"production:{BAG}", value, "", "", "", "stopped")
    explained = replace(figures({BAG: "0"}), flags=(flag,))
    assert bool(nothing_made(subject(explained))) is asked


@pytest.mark.parametrize(
    ("now", "way"), [(400, "rise"), (40, "rise"), (12, "rise"), (8, ""), (3, ""), (4, "")]
)
@pytest.mark.parametrize("months", [1, 4])
def test_people_by_the_hundred_are_asked_about(now: int, way: str, months: int) -> None:
    before = [past(back, {BAG: "20"}, people=4) for back in range(1, months + 1)]
    flags = people_changed(subject(figures({BAG: "20"}, people=(now, 0, 0)), *before))
    assert [flag.direction for flag in flags] == ([way] if way else [])


def test_people_who_are_gone_are_asked_about() -> None:
    before = [past(back, {BAG: "20"}, people=400) for back in (1, 2, 3)]
    (flag,) = people_changed(subject(figures({BAG: "20"}, people=(4, 0, 0)), *before))
    assert (flag.value, flag.direction, flag.short) == ("4", "fall", "کاهش تعداد کارکنان")
    assert flag.basis == "شهریور ۱۳۹۸: ۴۰۰ نفر، میانهٔ ۳ ماه گذشته: ۴۰۰ نفر"


def test_who_stays_after_a_slip_is_not_asked_about() -> None:
    slip = [past(1, {}, people=400), *(past(back, {}, people=4) for back in (2, 3, 4))]
    assert people_changed(subject(figures({BAG: "20"}, people=(4, 0, 0)), *slip)) == []
    assert people_changed(subject(figures({BAG: "20"}, people=(4, None, 0)), *slip)) == []
    assert people_changed(subject(figures({BAG: "20"}, people=(400, 0, 0)))) == []
