"""The amber box: asked once at the field, typed text kept, reasons read back everywhere."""

from typing import Any

import pytest

from review import workflow
from statistics.enums import Reason, StepStatus
from statistics.filing import services
from statistics.filing.storage import PostedLines
from statistics.models import RaisedFlag, Submission
from tests.statistics.filing import (
    Filer,
    exports,
    hidden_version,
    make_products,
    people,
    production,
    text_of,
    typed,
)
from tests.statistics.filing.web.test_costs import cost
from tests.world import BAG, FILED_AT, MEHR

WHY = f"why-P-21-production-{BAG}"


@pytest.fixture
def filer(filer: Filer) -> Filer:
    """Return the owner at a month that has one of twenty tonnes before it."""
    filer.world.filed(MEHR - 1)
    return filer.begin()


def selected(answer: Any, reason: str) -> bool:
    """Return whether a reason stands chosen on a page."""
    return f'<option value="{reason}" selected>' in text_of(answer)


def test_an_unusual_quantity_is_asked_about_beside_its_field(filer: Filer) -> None:
    before = filer.stored
    answer = filer.send("production", production((BAG, "۲۰۰")))
    assert answer.status_code == 422
    text = text_of(answer)
    assert f'name="{WHY}"' in text
    assert "کیسه پلی اتیلن: ۲۰۰ تن، ۱۰ برابر شهریور ۱۳۹۸." in text
    assert "درست است، به این علت:" in text
    assert f'<a href="#{WHY}">' in text
    assert typed(answer, "lines-0-quantity") == "۲۰۰"
    assert hidden_version(answer) == "0"
    assert filer.stored == before


def test_a_legal_value_is_never_called_wrong(filer: Filer) -> None:
    answer = filer.send("production", production((BAG, "200")))
    text = text_of(answer)
    for red in ('class="errors"', "error-text", "has-error", "aria-invalid", "خطا"):
        assert red not in text


def test_saving_a_draft_never_asks(filer: Filer) -> None:
    assert filer.send("production", production((BAG, "200")), "save").status_code == 302
    assert "check-soft" not in filer.read("production")


def test_with_a_reason_the_step_is_green_and_the_box_stays_filled(filer: Filer) -> None:
    given = {WHY: "seasonal", f"note-{WHY}": "  سفارش  عيد "}
    assert filer.send("production", production((BAG, "200"), **given)).status_code == 302
    assert filer.status("production") == StepStatus.CONFIRMED
    stored = RaisedFlag.objects.get()
    assert (stored.reason, stored.note) == ("seasonal", "سفارش عید")
    page = filer.browser.get(filer.url("production"))
    assert selected(page, "seasonal")
    assert typed(page, f"note-{WHY}") == "سفارش عید"


def test_other_wants_a_note_and_what_was_chosen_stays(filer: Filer) -> None:
    answer = filer.send("production", production((BAG, "200"), **{WHY: "other"}))
    assert answer.status_code == 422
    assert "برای «سایر» توضیح را وارد کنید." in text_of(answer)
    assert selected(answer, Reason.OTHER)
    given = {WHY: "other", f"note-{WHY}": "نمایشگاه"}
    assert filer.send("production", production((BAG, "200"), **given)).status_code == 302


def test_a_typed_reason_survives_a_refusal_of_another_field(filer: Filer) -> None:
    given = {WHY: "seasonal", f"note-{WHY}": "عید"}
    answer = filer.send("production", production((BAG, "200/5"), **given))
    assert answer.status_code == 422
    assert selected(answer, "seasonal")
    assert typed(answer, f"note-{WHY}") == "عید"


@pytest.mark.parametrize("name", ["why-", "why-Z-99-production", f"{WHY}-x", "why-P-21-<b>"])
def test_answers_that_nobody_asked_for_are_nothing(filer: Filer, name: str) -> None:
    data = production((BAG, "20"), **{name: "seasonal", f"note-{name}": "<script>"})
    assert filer.send("production", data).status_code == 302
    assert not RaisedFlag.objects.exists()


def test_products_of_another_page_are_asked_about_above_the_buttons(filer: Filer) -> None:
    codes = make_products(51)
    filer.send("production", production((BAG, "200"), *[(c, "9") for c in codes]), "save")
    answer = filer.send("production", production((codes[50], "9")))
    assert answer.status_code == 422
    assert text_of(answer).count(f'name="{WHY}"') == 1
    given = {WHY: "seasonal"}
    assert filer.send("production", production((codes[50], "9"), **given)).status_code == 302


def test_a_changed_production_turns_a_green_step_back_that_asks_again(filer: Filer) -> None:
    filer.send("production", production((BAG, "20")))
    filer.send("employment", people("0", "0", "0", ""), "save")
    why = {"why-E-21-employment-official": "family"}
    assert filer.send("employment", people("0", "0", "0")).status_code == 422
    assert filer.send("employment", people("0", "0", "0") | why).status_code == 302
    filer.send("exports", exports((BAG, "5", "5", "322", "6300")))
    assert filer.status("exports") == StepStatus.CONFIRMED
    filer.send("production", production((BAG, "5")), "save")
    # All that was made was exported: nothing to ask yet.
    assert filer.status("exports") == StepStatus.CONFIRMED
    filer.send("production", production((BAG, "4")), "save")
    assert filer.status("exports") == StepStatus.DRAFT
    assert filer.status("employment") == StepStatus.CONFIRMED


def test_another_month_is_held_against_its_own_past(filer: Filer) -> None:
    filer.send("production", production((BAG, "20")))
    world = filer.world
    case = world.ready(MEHR - 4)
    small = production((BAG, "2")) | {"version": 1, "action": "confirm"}
    assert filer.browser.post(f"/statistics/{case.tracking_number}/production/", small)
    case = Submission.objects.get(pk=case.pk)
    services.save_exports(
        world.owner,
        case.tracking_number,
        case.steps.get(step=3).version,
        False,
        PostedLines({}),
        True,
        FILED_AT,
    )
    case.refresh_from_db(fields=["version"])
    workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)
    moved = {"licence": world.licence.number, "activity": "active", "year": 1398, "month": 4}
    assert filer.send("period", moved).status_code == 302
    assert filer.status("production") == StepStatus.DRAFT


def test_the_reasons_are_read_back_before_sending_and_on_the_case(filer: Filer) -> None:
    given = {WHY: "seasonal", f"note-{WHY}": "عید"}
    filer.send("production", production((BAG, "200"), **given))
    filer.send("exports", exports(answer="no"))
    filer.send("employment", people())
    words = "علت: فصل: عید"
    assert words in filer.read("confirm")
    version = filer.submission.version
    assert filer.browser.post(filer.url("confirm"), {"version": version}).status_code == 302
    assert words in text_of(filer.browser.get(f"/statistics/{filer.tracking}/"))


@pytest.mark.parametrize("count", [1, 60])
def test_asking_costs_the_same_for_one_product_and_sixty(filer: Filer, count: int) -> None:
    codes = make_products(count)
    filer.submission.production.all().delete()
    filer.send("production", production((BAG, "20"), *[(code, "9") for code in codes]), "save")
    state = filer.submission.steps.get(step=2)
    rows = production((BAG, "200"), *[(code, "8") for code in codes])
    data = rows | {"version": state.version, "action": "confirm", WHY: "seasonal"}
    # As many as without a reason, one that keeps it, and one for the list of causes.
    assert cost(lambda: filer.browser.post(filer.url("production"), data)) == 13
    # Once there are reasons, a page reads them and the list of causes: two more than without.
    assert cost(lambda: filer.browser.get(filer.url("production"))) == 8


def test_only_causes_that_go_the_figures_way_are_offered(filer: Filer) -> None:
    rise = text_of(filer.send("production", production((BAG, "200"))))
    fall = text_of(filer.send("production", production((BAG, "2"))))
    for value, rises, falls in (
        ("power", False, True),
        ("more_orders", True, False),
        ("seasonal", True, True),
        ("other", True, True),
    ):
        assert (f'<option value="{value}"' in rise) is rises
        assert (f'<option value="{value}"' in fall) is falls


def test_a_former_reason_of_a_draft_stays_readable_and_stands(filer: Filer) -> None:
    given = {WHY: "seasonal"}
    filer.send("production", production((BAG, "200"), **given))
    RaisedFlag.objects.update(reason="season", note="عید")
    page = filer.browser.get(filer.url("production"))
    assert selected(page, Reason.SEASON)
    again = {WHY: "season", f"note-{WHY}": "عید"}
    for given in ({}, again):
        assert filer.send("production", production((BAG, "200"), **given)).status_code == 302
        assert RaisedFlag.objects.get().reason == "season"
    # For another figure it is no answer any more.
    assert filer.send("production", production((BAG, "201"), **again)).status_code == 422


def test_a_former_reason_of_the_other_way_is_asked_anew(filer: Filer) -> None:
    filer.send("production", production((BAG, "200"), **{WHY: "seasonal"}))
    RaisedFlag.objects.update(reason="stopped")
    answer = filer.send("production", production((BAG, "200")))
    assert answer.status_code == 422
    assert "علت «تعطیلی یا تعمیر» با افزایش این رقم سازگار نیست" in text_of(answer)
