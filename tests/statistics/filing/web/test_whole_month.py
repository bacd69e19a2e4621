"""The month on one screen: what it brings from the last one, asks, refuses and confirms."""

import re
from decimal import Decimal
from typing import Any

import pytest
import time_machine as clock

from catalog.models import Product
from config.jalali import JalaliMonth
from review import workflow
from statistics.enums import ActivityState, State, StepStatus
from statistics.filing import services
from statistics.filing.month_service import Month
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers, PostedLines
from statistics.filing.web.whole_month import WholeMonth
from statistics.models import Submission
from tests.statistics.filing import (
    Filer,
    at_fields,
    exports,
    hidden_version,
    make_products,
    people,
    production,
    text_of,
    typed,
)
from tests.statistics.filing.web import posted, step_context
from tests.statistics.filing.web.test_costs import cost
from tests.world import BAG, FILED_AT, MEHR, World, tehran

CONFIRM = "تأیید هر چهار گام"
MORDAD = tehran(1404, 5, 3)


def versions(filer: Filer) -> str:
    """Return the four versions as the page names them."""
    steps = filer.submission.steps.order_by("step").values_list("version", flat=True)
    return "-".join(map(str, steps))


def send(filer: Filer, action: str = "confirm", **changes: Any) -> Any:
    """Post the screen: twenty-one bags, no exports, three people."""
    data = production((BAG, "21")) | exports(answer="no") | people() | {"version": versions(filer)}
    return filer.browser.post(filer.url("month"), data | {"action": action} | changes)


def statuses(filer: Filer) -> list[str]:
    """Return how far the four steps are."""
    return list(filer.submission.steps.order_by("step").values_list("status", flat=True))


@pytest.fixture
def again(filer: Filer) -> Filer:
    """Return the owner in front of Mehr, opened as Shahrivar was."""
    filer.world.filed(MEHR - 1)
    answer = filer.browser.post("/statistics/again/", {"licence": "0499999913", "month": "139807"})
    filer.tracking = Submission.objects.get(year=1398, month=7).tracking_number
    assert answer.headers["Location"] == filer.url("month")
    return filer


def test_the_home_offers_it_where_a_month_was_filed_before(
    filer: Filer, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(MORDAD, tick=False)
    filer.browser.force_login(filer.world.owner)
    assert "ثبت سریع" not in filer.browser.get("/statistics/").content.decode()
    filer.world.filed(JalaliMonth(1404, 2), MORDAD)
    page = filer.browser.get("/statistics/").content.decode()
    assert "ثبت سریع تیر" in page
    # The row of a unit has one act; its other months lead to step 1.
    assert re.findall('name="month" value="([0-9]+)"', page) == ["140404"]
    assert "licence=0499999913&amp;month=140403" in page
    answer = filer.browser.post("/statistics/again/", {"licence": "0499999913", "month": "140404"})
    assert answer.headers["Location"].endswith("/month/")


def test_the_month_is_opened_with_licence_and_activity_of_the_last(again: Filer) -> None:
    submission = again.submission
    assert (submission.licence, submission.activity) == (again.world.licence, "active")
    assert statuses(again) == ["confirmed", "empty", "empty", "empty"]


def test_a_second_click_leads_to_the_same_screen(again: Filer) -> None:
    answer = again.browser.post("/statistics/again/", {"licence": "0499999913", "month": "139807"})
    assert answer.headers["Location"] == again.url("month")
    assert Submission.objects.filter(year=1398, month=7).count() == 1


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"licence": "0488888888", "month": "139807"},
        {"licence": "0499999913", "month": "139808"},
        {"licence": "0499999913", "month": "x"},
    ],
)
def test_a_strange_licence_and_a_month_not_ended_open_nothing(
    filer: Filer, asked: dict[str, str]
) -> None:
    assert filer.browser.post("/statistics/again/", asked).status_code == 422
    assert not Submission.objects.exists()


def test_products_stand_without_quantities_beside_the_months_before(filer: Filer) -> None:
    filer.world.filed(MEHR - 12)
    filer.world.filed(MEHR - 1)
    filer.begin()
    text = filer.read("month")
    assert typed(filer.browser.get(filer.url("month")), "lines-0-quantity") is None
    assert "شهریور ۱۳۹۸:<b>۲۰</b>" in text
    assert "مهر ۱۳۹۷:<b>۲۰</b>" in text
    assert "checked" not in text.partition("آیا در این دوره صادرات")[2].partition("</fieldset>")[0]


def test_people_are_brought_and_export_products_without_numbers(again: Filer) -> None:
    page = again.browser.get(again.url("month"))
    assert [typed(page, name) for name in ("official", "contract", "contractor")] == ["۲", "۱", "۰"]
    assert typed(page, "exports-0-product") == BAG
    assert typed(page, "exports-0-value_usd") is None
    assert "شهریور ۱۳۹۸: ۵ تن، ۳۲۲ دلار، ۶٬۳۰۰ ریال" in text_of(page)
    assert not again.submission.export_lines.exists()


def test_one_button_confirms_four_steps_and_leads_to_the_check(again: Filer) -> None:
    assert CONFIRM in again.read("month")
    answer = send(again)
    assert answer.headers["Location"] == f"/statistics/{again.tracking}/confirm/"
    assert statuses(again) == ["confirmed"] * 4
    assert again.figures.produced == {BAG: 21}
    version = again.submission.version
    final = again.browser.post(answer.headers["Location"], {"version": version})
    assert final.headers["Location"] == f"/statistics/{again.tracking}/receipt/"
    assert again.submission.state == State.AT_UNION


def test_every_fault_is_told_at_once_and_what_was_typed_stays(again: Filer) -> None:
    before = again.stored
    wrong = production((BAG, "12/5")) | {"has_exports": "", "official": "دو"}
    answer = send(again, **wrong)
    assert answer.status_code == 422
    assert (typed(answer, "lines-0-quantity"), typed(answer, "official")) == ("12/5", "دو")
    for anchor in ("id_lines-0-quantity", "id_has_exports", "id_official"):
        assert f'href="#{anchor}"' in text_of(answer)
    assert len(at_fields(answer)) == 3
    assert again.stored == before


def test_an_empty_quantity_and_no_answer_are_not_confirmed(again: Filer) -> None:
    answer = send(again, **production((BAG, "")), has_exports="")
    assert answer.status_code == 422
    assert "مقدار را بنویسید" in text_of(answer)
    assert "بلی یا خیر را انتخاب کنید" in text_of(answer)


def test_under_yes_the_brought_rows_are_asked_and_may_be_taken_off(again: Filer) -> None:
    empty = exports((BAG, "", "", "", ""))
    assert send(again, **empty).status_code == 422
    assert send(again, "save", **empty, **{"exports-0-DELETE": "on"}).status_code == 302
    assert "exports-0-product" not in again.read("month")
    full = exports((BAG, "5", "5", "322", "6300"))
    assert send(again, **full).status_code == 302
    assert again.figures.exports[0].value_irr == 6300


def test_a_temporary_save_keeps_what_is_typed_and_stays_here(again: Filer) -> None:
    answer = send(again, "save", **production((BAG, "")), has_exports="", official="7")
    assert answer.headers["Location"] == again.url("month")
    page = again.browser.get(again.url("month"))
    assert typed(page, "official") == "۷"
    assert statuses(again) == ["confirmed", "draft", "draft", "draft"]
    assert hidden_version(page) == versions(again)


def test_a_step_saved_in_another_window_is_not_overwritten_unseen(again: Filer) -> None:
    old = versions(again)
    again.send("employment", people(official="9"), "save")
    answer = send(again, version=old)
    assert answer.status_code == 409
    assert "۹ نفر" in text_of(answer)
    assert typed(answer, "official") == "2"
    assert again.figures.official == 9
    again_now = send(again, version=hidden_version(answer))
    assert again_now.status_code == 302
    assert again.figures.official == 2


@pytest.mark.parametrize("version", ["", "1", "1-0-0", "1-0-0-0-0", "a-b-c-d", "99999999999-0-0-0"])
def test_a_form_without_its_versions_overwrites_nothing(again: Filer, version: str) -> None:
    before = again.stored
    assert send(again, version=version).status_code == 409
    assert again.stored == before


def test_a_reason_is_asked_at_its_row_and_accepted(again: Filer) -> None:
    answer = send(again, **production((BAG, "200")))
    assert answer.status_code == 422
    text = text_of(answer)
    name = "why-" + text.partition('id="why-')[2].partition('"')[0]
    assert text.count('class="check-soft"') >= 1
    given = {name: "other", f"note-{name}": "سفارش بزرگ"}
    assert send(again, **production((BAG, "200")), **given).status_code == 302
    assert statuses(again) == [StepStatus.CONFIRMED] * 4


def test_a_month_declared_inactive_asks_for_people_only(filer: Filer) -> None:
    period = PeriodAnswers(filer.world.licence, MEHR, ActivityState.INACTIVE)
    month = services.open_month(filer.world.owner, period, True, FILED_AT)
    filer.tracking = month.tracking_number
    text = filer.read("month")
    assert "lines-TOTAL_FORMS" not in text
    answer = filer.browser.post(
        filer.url("month"), people() | {"version": versions(filer), "action": "confirm"}
    )
    assert answer.headers["Location"].endswith("/confirm/")
    assert statuses(filer) == ["confirmed"] * 4


def test_a_product_with_a_dash_leads_to_step_2(again: Filer) -> None:
    line = again.submission.production.get()
    line.product.to_year, line.product.to_month = 1398, 6
    line.product.save()
    text = again.read("month")
    assert f"{again.url('production')}#dash-{BAG}" in text
    answer = send(again, **production())
    assert answer.status_code == 422
    assert "جانشین را بپذیرید" in text_of(answer)


def test_an_exported_product_with_a_dash_is_asked_in_step_3_only(filer: Filer) -> None:
    filer.green()
    page = filer.browser.get(filer.url("month"))
    assert typed(page, "exports-0-product") == BAG
    Product.objects.filter(code=BAG).update(to_year=1398, to_month=6)
    page = filer.browser.get(filer.url("month"))
    assert typed(page, "exports-TOTAL_FORMS") == "0"


def test_to_the_products_everything_typed_is_saved_first(again: Filer) -> None:
    answer = send(again, "products")
    assert answer.headers["Location"] == f"{again.url('production')}products/"
    assert again.figures.produced == {BAG: 21}
    answer = send(again, "exports", **production((BAG, "22")))
    assert answer.headers["Location"] == again.url("exports")
    assert again.figures.produced == {BAG: 22}


def test_the_steps_show_what_was_saved_here(again: Filer) -> None:
    send(again, "save")
    assert typed(again.browser.get(again.url("production")), "lines-0-quantity") == "۲۱"
    assert again.url("month") in again.read("production")


def test_a_returned_month_says_why_and_marks_the_fields_of_all_steps(filer: Filer) -> None:
    case = filer.world.filed()
    notes = [f"production:{BAG}", f"exports:{BAG}:usd", "employment:contract"]
    officer, number = filer.world.union_officer, case.tracking_number
    workflow.send_back(officer, number, case.version, "با فروش مطابقت ندارد", FILED_AT, notes)
    filer.tracking = number
    text = filer.read("month")
    assert "با فروش مطابقت ندارد" in text
    for marked in ("lines-0-quantity", "exports-0-value_usd", "contract"):
        assert f'id="told-id_{marked}"' in text
    full = exports((BAG, "5", "5", "322", "6300"))
    assert send(filer, **full).headers["Location"] == f"/statistics/{number}/confirm/"


def test_once_sent_the_screen_leads_to_the_case(filer: Filer) -> None:
    filer.tracking = filer.world.filed().tracking_number
    answer = filer.browser.get(filer.url("month"))
    assert answer.headers["Location"] == f"/statistics/{filer.tracking}/"
    assert send(filer).status_code == 409


@pytest.mark.parametrize("count", [1, 60])
def test_the_screen_costs_the_same_for_one_product_and_sixty(filer: Filer, count: int) -> None:
    codes = make_products(count)
    filer.world.filed(MEHR - 1)
    filer.begin().submission.production.all().delete()
    filer.send("production", production(*[(code, "9") for code in codes]))
    filer.read("month")
    assert cost(lambda: filer.browser.get(filer.url("month"))) <= 12
    rows = production(*[(code, "10") for code in codes])
    assert cost(lambda: send(filer, "save", **rows)) <= 17


def test_the_whole_month_is_what_its_steps_read(world: World) -> None:
    at = WholeMonth(step_context(world, world.draft().tracking_number))
    data = posted(production((BAG, "21")) | exports(answer="no") | people())
    parsed = at.parse(data)
    made = PostedLines({BAG: Decimal(21)})
    assert parsed.value == Month(made, False, PostedLines({}), EmploymentAnswers(2, 1, 0))
    assert at.production.parse(data).value == made
    assert at.employment.parse(data).value == EmploymentAnswers(2, 1, 0)
