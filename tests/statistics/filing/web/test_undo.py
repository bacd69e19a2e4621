"""What a step's page takes back: a product taken off by a slip, and its own saves."""

import re
from typing import Any

from statistics.enums import StepStatus
from tests.statistics.filing import Filer, exports, people, production, text_of
from tests.world import BAG, PIPE, SHOES

BACK = "از فهرست برداشته شد."


def by_itself(filer: Filer, page: str, data: dict[str, Any], opened: Any, version: Any) -> Any:
    posted = data | {"opened": opened, "version": version}
    answer = filer.browser.post(filer.url(page), posted, headers={"X-Autosave": "1"})
    assert answer.status_code == 200, answer.content
    return answer.json()["version"]


def discard(filer: Filer, page: str, opened: Any, version: Any) -> None:
    posted = {"action": "discard", "opened": opened, "version": version}
    assert filer.browser.post(filer.url(page), posted).status_code == 302


def listed(filer: Filer) -> list[tuple[str, Any]]:
    return [(made.code, made.quantity) for made in filer.figures.production]


def three(filer: Filer) -> dict[str, Any]:
    data = production((BAG, "7"), (PIPE, "8"), (SHOES, "9"))
    filer.begin().send("production", data, "save")
    return data


def test_a_product_taken_off_comes_back_to_its_place_with_its_figure(filer: Filer) -> None:
    data = three(filer)
    filer.send("production", data | {"lines-1-DELETE": "on"}, "")
    assert listed(filer) == [(BAG, 7), (SHOES, 9)]
    page = filer.read("production")
    assert page.index("کیسه پلی اتیلن") < page.index(BACK) < page.index("کفش چرمی مردانه")
    filer.send("production", production((BAG, "7"), (SHOES, "9"), back=PIPE), "")
    assert listed(filer) == [(BAG, 7), (PIPE, 8), (SHOES, 9)]
    assert BACK not in filer.read("production")
    filer.send("production", production(back=PIPE), "")
    assert listed(filer) == [(BAG, 7), (PIPE, 8), (SHOES, 9)]


def test_no_row_moves_under_a_second_click(filer: Filer) -> None:
    data = three(filer)
    before = _rows(filer.read("production"))
    filer.send("production", data | {"lines-0-DELETE": "on"}, "")
    after = _rows(filer.read("production"))
    assert [name for name, _ in before] == [name for name, _ in after]
    assert [deletes for _, deletes in before] == [True, True, True]
    assert [deletes for _, deletes in after] == [False, True, True]


def test_a_button_that_saves_settles_what_was_taken_off(filer: Filer) -> None:
    data = three(filer)
    filer.send("production", data | {"lines-1-DELETE": "on"}, "")
    filer.send("production", production((BAG, "7"), (SHOES, "9")), "save")
    assert BACK not in filer.read("production")
    filer.send("production", production(back=PIPE), "")
    assert listed(filer) == [(BAG, 7), (SHOES, 9)]


def test_an_exported_product_comes_back_with_its_four_numbers(filer: Filer) -> None:
    filer.begin().send("exports", exports((PIPE, "1500", "1.4", "2", "3", "گمرک")), "save")
    before = filer.figures.exports
    filer.send("exports", exports((PIPE, "1500")) | {"exports-0-DELETE": "on"}, "")
    assert filer.figures.exports == ()
    assert BACK in filer.read("exports")
    filer.send("exports", exports(back=PIPE), "")
    assert filer.figures.exports == before


def test_discarding_takes_back_what_the_page_saved_by_itself(filer: Filer) -> None:
    filer.green()
    version = filer.submission.steps.get(step=2).version
    before = filer.figures
    first = by_itself(filer, "production", production((BAG, "1")), version, version)
    second = by_itself(filer, "production", production((BAG, "12")), version, first)
    assert filer.figures.produced == {BAG: 12}
    assert filer.status("production") == StepStatus.DRAFT
    # Less is made than was exported, so step 3 was turned back with it.
    assert filer.status("exports") == StepStatus.DRAFT
    discard(filer, "production", version, second)
    assert filer.figures == before
    assert filer.status("production") == filer.status("exports") == StepStatus.CONFIRMED


def test_discarding_takes_back_exports_and_people_too(filer: Filer) -> None:
    filer.green()
    before = filer.figures
    for page, step, data in (
        ("exports", 3, exports((BAG, "1", "1", "1", "1"))),
        ("exports", 3, exports((BAG, "1"), answer="no")),
        ("employment", 4, people("9", "9", "9", "x")),
    ):
        version = filer.submission.steps.get(step=step).version
        now = by_itself(filer, page, data, version, version)
        assert filer.figures != before
        discard(filer, page, version, now)
        assert (filer.figures, filer.status(page)) == (before, StepStatus.CONFIRMED)


def test_discarding_never_takes_back_another_windows_save(filer: Filer) -> None:
    filer.green()
    version = filer.submission.steps.get(step=2).version
    now = by_itself(filer, "production", production((BAG, "12")), version, version)
    filer.send("production", production((BAG, "31")), "save")
    discard(filer, "production", version, now)
    assert filer.figures.produced == {BAG: 31}


def test_discarding_goes_back_no_further_than_the_page_was_opened(filer: Filer) -> None:
    filer.green()
    version = filer.submission.steps.get(step=2).version
    opened = by_itself(filer, "production", production((BAG, "12")), version, version)
    # The page is left and opened again: that is what stands now.
    now = by_itself(filer, "production", production((BAG, "13")), opened, opened)
    discard(filer, "production", opened, now)
    assert filer.figures.produced == {BAG: 12}


def test_the_one_screen_takes_back_its_three_steps(filer: Filer) -> None:
    filer.green()
    before = filer.figures
    opened = "-".join(str(s.version) for s in filer.submission.steps.order_by("step"))
    data = production((BAG, "12")) | exports((BAG, "5", "5", "1", "1")) | people("8")
    now = by_itself(filer, "month", data, opened, opened)
    discard(filer, "month", opened, now)
    assert filer.figures == before
    answer = filer.browser.get(filer.url("month"))
    assert "همهٔ گام‌ها" not in text_of(answer)
    assert filer.status("exports") == StepStatus.CONFIRMED


def _rows(page: str) -> list[tuple[str, bool]]:
    """Read the names of the table's rows in their order, and whether each can be taken off."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [row for row in body.split("<tr")[1:] if '<th scope="row"' in row]
    names = [re.search(r'<th scope="row">\s*([^<]+)', row) for row in rows]
    return [
        (name[1].strip(), "-DELETE" in row) for name, row in zip(names, rows, strict=True) if name
    ]
