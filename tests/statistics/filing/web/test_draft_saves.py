"""A draft save destroys nothing: a slip on «خیر», one bad number, another window's figures."""

import json
import re
from decimal import Decimal
from html import unescape
from typing import Any

from tests.statistics.filing import Filer, exports, people, production, text_of, typed
from tests.world import BAG, FILED_AT, PIPE, SHOES

SENT = (BAG, "5", "5", "1", "1")


def by_itself(filer: Filer, page: str, data: dict[str, Any], version: Any) -> tuple[int, Any]:
    posted = data | {"version": version, "opened": version}
    answer = filer.browser.post(filer.url(page), posted, headers={"X-Autosave": "1"})
    return answer.status_code, answer.json()


def was(filer: Filer, page: str) -> str:
    """Read what the page says of the texts in its fields."""
    html = filer.browser.get(filer.url(page)).content.decode()
    found = re.search(r"name=\"was\" value='([^']*)'", html)
    assert found
    return unescape(found[1])


def test_a_slip_on_no_deletes_nothing_before_it_is_confirmed(filer: Filer) -> None:
    filer.begin().send("exports", exports(SENT), "save")
    status, _ = by_itself(filer, "exports", exports(SENT, answer="no"), 1)
    assert status == 200
    assert (filer.figures.has_exports, filer.figures.exports) == (False, ())
    assert filer.submission.export_lines.get().quantity == 5
    filer.send("exports", exports(SENT), "save")
    assert filer.figures.exports[0].quantity == 5
    filer.send("exports", exports(SENT, answer="no"))
    filer.send("exports", exports(), "save")
    assert filer.figures.exports == ()


def test_what_is_typed_and_then_answered_with_no_comes_back_with_yes(filer: Filer) -> None:
    filer.begin().send("exports", exports(SENT, answer="no"), "save")
    assert "۵" in str(typed(filer.browser.get(filer.url("exports")), "exports-0-quantity"))


def test_an_inactive_month_is_sent_without_what_was_typed_before(filer: Filer) -> None:
    from review import workflow

    filer.green()
    version = filer.submission.steps.get(step=1).version
    licence = filer.world.licence.number
    data = {"licence": licence, "year": 1398, "month": 7, "activity": "inactive"}
    filer.send("period", data | {"version": version})
    assert filer.submission.production.count() == 1
    filer.send("employment", people("0", "0", "0"))
    case = filer.submission
    assert "۵ رقم" in filer.read("confirm")
    workflow.file(filer.world.owner, case.tracking_number, case.version, FILED_AT)
    assert not filer.submission.production.exists()
    assert not filer.submission.export_lines.exists()
    assert filer.figures.has_exports is False


def test_computed_tonnes_follow_the_quantity_as_long_as_nobody_writes_others(
    filer: Filer,
) -> None:
    filer.begin().send("exports", exports((PIPE, "2500", "", "1", "1")), "save")
    page = filer.browser.get(filer.url("exports"))
    tonnes, computed = typed(page, "exports-0-tonnes"), typed(page, "exports-0-computed")
    assert (tonnes, computed) == ("۲٫۵", "۲٫۵")
    more = exports((PIPE, "3000", "۲٫۵", "1", "1")) | {"exports-0-computed": computed}
    assert filer.send("exports", more).status_code == 302
    assert filer.figures.exports[0].tonnes == 3
    own = exports((PIPE, "3000", "2.9", "1", "1", "گمرک")) | {"exports-0-computed": "۳"}
    assert filer.send("exports", own, "save").status_code == 302
    page = filer.browser.get(filer.url("exports"))
    assert "exports-0-computed" not in page.content.decode()
    assert filer.figures.exports[0].tonnes == Decimal("2.9")


def test_one_number_that_cannot_be_read_does_not_hold_up_the_others(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "1"), (PIPE, "2")), "save")
    status, said = by_itself(filer, "production", production((BAG, "x"), (PIPE, "9")), 1)
    assert (status, said["version"]) == (200, "2")
    assert list(said["errors"]) == ["id_lines-0-quantity"]
    assert filer.figures.produced == {BAG: 1, PIPE: 9}


def test_of_an_exported_row_only_the_faulty_number_waits(filer: Filer) -> None:
    filer.begin().send("exports", exports(SENT), "save")
    status, said = by_itself(filer, "exports", exports((BAG, "5", "5", "x", "700")), 1)
    assert (status, list(said["errors"])) == (200, ["id_exports-0-value_usd"])
    sent = filer.figures.exports[0]
    assert sent.value_usd == 1
    assert sent.value_irr == 700


def test_of_the_people_only_the_faulty_number_waits(filer: Filer) -> None:
    filer.begin().send("employment", people("1", "1", "1"), "save")
    status, said = by_itself(filer, "employment", people("x", "6", "7"), 1)
    assert (status, list(said["errors"])) == (200, ["id_official"])
    assert (filer.figures.official, filer.figures.contract) == (1, 6)


def test_a_bad_number_in_one_row_does_not_block_the_button_of_another(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "1"), (PIPE, "2")), "save")
    data = production((BAG, "x"), (PIPE, "2"), **{"lines-1-DELETE": "on"})
    answer = filer.browser.post(filer.url("production"), data | {"version": 1}, follow=True)
    assert filer.figures.produced == {BAG: 1}
    assert "این موارد ذخیره نشد: کیسه پلی اتیلن" in text_of(answer)


def test_a_number_that_a_rule_minds_is_not_called_unreadable(filer: Filer) -> None:
    filer.begin()
    status, said = by_itself(filer, "production", production((SHOES, "1.5")), 0)
    assert status == 422
    assert "خوانده نمی‌شود" not in said["text"]


def test_only_touched_figures_go_over_a_newer_save(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "1"), (PIPE, "2")), "save")
    seen = {"version": 1, "was": was(filer, "production")}
    filer.send("production", production((BAG, "5"), (PIPE, "2")), "save")
    answer = filer.send("production", production((BAG, "۱"), (PIPE, "7")) | seen, "save")
    assert answer.status_code == 409
    table = text_of(answer).partition("آنچه شما نوشتید")[2].partition("</table>")[0]
    assert "لوله" in table
    assert "کیسه" not in table
    assert typed(answer, "lines-0-quantity") == "۵"
    assert typed(answer, "lines-1-quantity") == "7"
    again = {"version": typed(answer, "version"), "was": was(filer, "production")}
    filer.send("production", production((BAG, "۵"), (PIPE, "7")) | again, "save")
    assert filer.figures.produced == {BAG: 5, PIPE: 7}


def test_two_devices_at_different_figures_save_both_by_themselves(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "1"), (PIPE, "2")), "save")
    first = was(filer, "production")
    filer.send("production", production((BAG, "5"), (PIPE, "2")), "save")
    data = production((BAG, "۱"), (PIPE, "7")) | {"was": first}
    status, said = by_itself(filer, "production", data, 1)
    assert (status, said["version"]) == (200, "3")
    assert said["values"] == {"lines-0-quantity": "۵"}
    assert filer.figures.produced == {BAG: 5, PIPE: 7}


def test_the_same_figure_on_two_devices_is_told_and_stored_by_none(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "1")), "save")
    first = was(filer, "production")
    filer.send("production", production((BAG, "5")), "save")
    status, said = by_itself(filer, "production", production((BAG, "7")) | {"was": first}, 1)
    assert status == 409
    assert "«۵»" in said["errors"]["id_lines-0-quantity"]
    assert filer.figures.produced == {BAG: 5}


def test_a_product_taken_off_elsewhere_does_not_come_back_untouched(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "1"), (PIPE, "2")), "save")
    first = was(filer, "production")
    filer.send("production", production((PIPE, "2"), off=BAG), "")
    data = production((BAG, "۱"), (PIPE, "7")) | {"was": first}
    status, _ = by_itself(filer, "production", data, 1)
    assert status == 200
    assert filer.figures.produced == {PIPE: 7}


def test_what_a_page_says_of_its_fields_may_be_anything(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "1")), "save")
    for said in ("", "x", "[]", json.dumps({"production:1": None}), "{" * 2000):
        data = production((BAG, "7")) | {"was": said, "version": 0}
        assert filer.send("production", data, "save").status_code == 409
    assert filer.figures.produced == {BAG: 1}
