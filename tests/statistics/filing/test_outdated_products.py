"""Products shown with a dash: retired or of another measure, replaced or taken off."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from catalog.editing import services as editor
from catalog.models import Measure, Product
from config.jalali import JalaliMonth
from review import workflow
from statistics.enums import Step, StepStatus
from statistics.errors import StateConflictError
from statistics.figures import filed_figures
from statistics.filing import services
from statistics.filing.queries import next_step
from statistics.filing.storage import PostedLines
from statistics.models import ExportLine, ProductionLine, Submission
from tests.statistics.filing import (
    Filer,
    exports,
    production,
    text_of,
    typed,
)
from tests.statistics.filing.outdated_products import DASH, twin
from tests.world import BAG, FILED_AT, MEHR, PIPE, SHOES, person

NEXT = MEHR
LAST = MEHR - 1
NOTE = "محصولاتی که مقدار تولید آنها با خط تیره مشخص گردیده اند می بایست دوباره از درخت محصولات"


def confirmed(filer: Filer, page: str) -> bool:
    """Return whether the page shows its step as green."""
    return "توسط متقاضی تایید شده است" in filer.read(page)


def test_a_carried_product_that_was_retired_shows_a_dash_and_blocks_the_step(
    filer: Filer, retire: Any
) -> None:
    filer.world.filed(LAST)
    retire(BAG, LAST)
    page = filer.begin(NEXT).read("production")
    assert NOTE in page
    assert DASH in page
    assert "این محصول تا شهریور ۱۳۹۸ در فهرست بود." in page
    assert 'name="lines-0-quantity"' not in page
    answer = filer.send("production", production((PIPE, "3")))
    assert answer.status_code == 422
    assert "کیسه پلی اتیلن: جانشین را بپذیرید" in text_of(answer)
    assert DASH in text_of(answer)
    assert typed(answer, "lines-0-quantity") == "3"


@pytest.mark.parametrize(("until", "dash"), [(LAST, True), (NEXT, False), (NEXT + 1, False)])
def test_validity_is_judged_by_the_reference_month(
    filer: Filer, retire: Any, until: JalaliMonth, dash: bool
) -> None:
    filer.world.filed(LAST)
    retire(BAG, until)
    assert (DASH in filer.begin(NEXT).read("production")) is dash


def test_the_successor_comes_in_by_one_button_and_the_quantity_stays(
    filer: Filer, retire: Any
) -> None:
    follower = twin("2520590007")
    filer.begin(NEXT)
    filer.send("production", production((PIPE, "3"), (BAG, "20")), "save")
    retire(BAG, LAST, follower.code)
    page = filer.read("production")
    assert f'value="{BAG}:{follower.code}"' in page
    assert "مقدار دوباره پرسیده می‌شود" not in page
    swap = {"swap": f"{BAG}:{follower.code}"}
    answer = filer.send("production", production((PIPE, "4")) | swap, "save")
    assert answer.headers["Location"] == filer.url("production")
    page = filer.read("production")
    assert "محصول جایگزین شد." in page
    assert DASH not in page
    assert filer.figures.produced == {PIPE: Decimal(4), follower.code: Decimal(20)}
    assert filer.status("production") == StepStatus.DRAFT
    line = ProductionLine.objects.get(submission=filer.submission, product=follower)
    assert line.replaced == Product.objects.get(code=BAG)


def test_a_successor_of_another_measure_asks_the_quantity_anew(filer: Filer, retire: Any) -> None:
    filer.begin(NEXT)
    filer.send("production", production((BAG, "20")), "save")
    retire(BAG, LAST, PIPE)
    assert "واحد کیلوگرم (مقدار دوباره پرسیده می‌شود)" in filer.read("production")
    filer.send("production", production(swap=f"{BAG}:{PIPE}"), "save")
    assert filer.figures.produced == {PIPE: None}
    assert filer.send("production", production((PIPE, "20000"))).status_code == 302


def test_a_chain_of_retirements_leads_to_the_one_that_is_valid(filer: Filer, retire: Any) -> None:
    middle, last = twin("2520590007"), twin("2520590008")
    filer.world.filed(LAST)
    retire(BAG, LAST - 1, middle.code)
    retire(middle.code, LAST, last.code)
    page = filer.begin(NEXT).read("production")
    assert f'value="{BAG}:{last.code}"' in page
    assert f'value="{BAG}:{middle.code}"' not in page


def test_a_product_with_a_dash_is_taken_off_by_its_button(filer: Filer, retire: Any) -> None:
    filer.begin(NEXT)
    filer.send("production", production((PIPE, "3"), (BAG, "20")), "save")
    retire(BAG)
    filer.send("production", production((PIPE, "5"), off=BAG), "save")
    assert filer.figures.produced == {PIPE: Decimal(5)}
    assert filer.send("production", production((PIPE, "5"))).status_code == 302


def test_any_product_of_the_tree_may_come_in(filer: Filer, retire: Any) -> None:
    filer.begin(NEXT)
    filer.send("production", production((BAG, "20")), "save")
    retire(BAG)
    answer = filer.send("production", production(pick=BAG), "save")
    where = filer.url("production/products") + f"?replace={BAG}"
    assert answer.headers["Location"] == where
    page = filer.read("production/products", f"?replace={BAG}&q=لوله")
    assert "به جای «کیسه پلی اتیلن» بیاید" in page
    assert f'name="swap" value="{BAG}:{PIPE}"' in page
    level = filer.read("production/products", f"?replace={BAG}&node=252")
    assert f"?node=2520&replace={BAG}" in level
    filer.send("production", production(swap=f"{BAG}:{PIPE}"), "save")
    assert list(filer.figures.produced) == [PIPE]


def test_the_picker_knows_what_is_valid_in_the_month(filer: Filer, retire: Any) -> None:
    filer.begin(NEXT)
    retire(BAG, LAST)
    retire(PIPE, NEXT)
    page = filer.read("production/products", "?q=2520")
    assert f'value="{BAG}"' not in page
    assert f'value="{PIPE}"' in page
    answer = filer.send("production", production(add=BAG), "save")
    assert answer.status_code == 422
    assert "این کد در فهرست محصولات نیست" in text_of(answer)
    assert filer.figures.produced == {}


def test_what_is_listed_already_takes_the_place_without_a_second_line(
    filer: Filer, retire: Any
) -> None:
    filer.begin(NEXT)
    filer.send("production", production((PIPE, "3"), (BAG, "20")), "save")
    retire(BAG, LAST, PIPE)
    filer.send("production", production((PIPE, "3"), swap=f"{BAG}:{PIPE}"), "save")
    assert filer.figures.produced == {PIPE: Decimal(3)}


@pytest.mark.parametrize("into", [SHOES, "2520599999"])
def test_only_what_is_valid_in_the_month_comes_in(filer: Filer, retire: Any, into: str) -> None:
    filer.begin(NEXT)
    filer.send("production", production((BAG, "20")), "save")
    retire(BAG)
    retire(SHOES)
    before = filer.stored
    answer = filer.send("production", production(swap=f"{BAG}:{into}"), "save")
    assert answer.status_code == 409
    assert filer.stored == before


def test_another_measure_from_the_month_on_shows_a_dash_and_asks_anew(
    filer: Filer, edit: Any
) -> None:
    filer.world.filed(LAST)
    editor.change_measure(edit(), BAG, Measure.objects.get(code="kg"), NEXT)
    page = filer.begin(NEXT).read("production")
    assert DASH in page
    assert "واحد سنجش این محصول در مهر ۱۳۹۸ دیگر تن نیست." in page
    assert "واحد کیلوگرم (مقدار دوباره پرسیده می‌شود)" in page
    filer.send("production", production(swap=f"{BAG}:{BAG}"), "save")
    page = filer.read("production")
    assert DASH not in page
    assert '<td data-label="واحد سنجش">کیلوگرم</td>' in page
    # Twenty tonnes of last month are no twenty kilograms: nothing stands beside, nothing is asked.
    assert '<span class="last">' not in page
    assert filer.send("production", production((BAG, "20000"))).status_code == 302
    made = filer.figures.production[0]
    assert (made.measure, made.quantity) == ("کیلوگرم", Decimal(20000))


def test_a_month_before_the_change_keeps_the_measure_that_held_in_it(
    filer: Filer, edit: Any
) -> None:
    editor.change_measure(edit(), BAG, Measure.objects.get(code="pair"), NEXT + 1)
    filer.begin(NEXT)
    filer.send("production", production(add=BAG), "save")
    assert '<td data-label="واحد سنجش">تن</td>' in filer.read("production")
    # A tonne has decimals, a pair has none.
    assert filer.send("production", production((BAG, "2.5"))).status_code == 302
    assert filer.figures.production[0].measure == "تن"


def test_a_draft_begun_before_the_change_keeps_what_was_typed_until_it_is_asked_anew(
    filer: Filer, edit: Any
) -> None:
    filer.begin(NEXT)
    filer.send("production", production((BAG, "20")), "save")
    editor.change_measure(edit(), BAG, Measure.objects.get(code="kg"), NEXT)
    assert DASH in filer.read("production")
    assert filer.figures.production[0].quantity == 20
    filer.send("production", production(swap=f"{BAG}:{BAG}"), "save")
    assert filer.figures.production[0].quantity is None


def test_a_green_step_turns_back_and_the_home_leads_to_it(filer: Filer, retire: Any) -> None:
    filer.green(NEXT)
    assert confirmed(filer, "production")
    home = filer.browser.get("/statistics/").content.decode()
    assert "از فهرست خارج شده" not in home
    assert "تأیید نهایی" in home
    retire(BAG)
    assert not confirmed(filer, "production")
    assert not confirmed(filer, "exports")
    assert confirmed(filer, "employment")
    home = text_of(filer.browser.get("/statistics/"))
    assert "محصولی در گام ۲ میزان تولید و گام ۳ صادرات از فهرست خارج شده" in home
    assert "ادامه از گام ۲" in home
    assert next_step(filer.submission) == Step.PRODUCTION
    assert filer.status("production") == StepStatus.CONFIRMED


def test_a_confirmed_step_leads_to_the_one_that_has_a_dash(filer: Filer, retire: Any) -> None:
    filer.green(NEXT)
    follower = twin("2520590007")
    retire(BAG, LAST, follower.code)
    filer.send("production", production(swap=f"{BAG}:{follower.code}"), "save")
    answer = filer.send("production", production((follower.code, "20")))
    assert answer.headers["Location"] == filer.url("exports")
    swap = exports(swap=f"{BAG}:{follower.code}")
    assert DASH in filer.read("exports")
    filer.send("exports", swap, "save")
    answer = filer.send("exports", exports((follower.code, "5", "5", "322", "6300")))
    assert answer.headers["Location"] == filer.url("confirm")


def test_export_numbers_stay_in_the_same_measure_and_amounts_are_asked_in_another(
    filer: Filer, retire: Any
) -> None:
    filer.green(NEXT)
    retire(BAG, LAST, PIPE)
    filer.send("exports", exports(swap=f"{BAG}:{PIPE}"), "save")
    line = ExportLine.objects.get(submission=filer.submission)
    assert (line.product.code, line.quantity, line.tonnes) == (PIPE, None, None)
    assert (line.value_usd, line.value_irr) == (Decimal(322), Decimal(6300))


def test_the_last_confirmation_looks_again_under_the_lock(filer: Filer, retire: Any) -> None:
    ready = filer.world.ready(NEXT)
    page = filer.browser.get(f"/statistics/{ready.tracking_number}/confirm/")
    retire(BAG)
    version = typed(page, "version")
    answer = filer.browser.post(
        f"/statistics/{ready.tracking_number}/confirm/", {"version": version}
    )
    assert answer.status_code == 409
    assert "کیسه پلی اتیلن: جانشین را بپذیرید" in text_of(answer)
    with pytest.raises(StateConflictError):
        workflow.file(filer.world.owner, ready.tracking_number, ready.version, FILED_AT)
    assert Submission.objects.get(pk=ready.pk).filed_at is None
    again = text_of(filer.browser.get(f"/statistics/{ready.tracking_number}/confirm/"))
    assert f'href="/statistics/{ready.tracking_number}/production/"' in again


def test_a_service_refuses_a_green_step_with_a_dash(filer: Filer, retire: Any) -> None:
    filer.begin(NEXT)
    filer.send("production", production((BAG, "20")), "save")
    retire(BAG)
    version = filer.submission.steps.get(step=Step.PRODUCTION).version
    listing = PostedLines({BAG: Decimal(30)})
    with pytest.raises(services.IncompleteError):
        services.save_production(
            filer.world.owner, filer.tracking, version, listing, True, FILED_AT
        )
    assert filer.figures.produced == {BAG: Decimal(20)}


def test_a_filed_month_keeps_what_it_named(filer: Filer, retire: Any, edit: Any) -> None:
    filed = filer.world.filed(LAST)
    editor.describe_product(edit(), BAG, editor.Description("ساک"))
    editor.change_measure(edit(2), BAG, Measure.objects.get(code="kg"), LAST)
    retire(BAG, LAST - 1 + 1)
    figures = filed_figures(filed)
    assert figures is not None
    made = figures.production[0]
    assert (made.name, made.measure, made.quantity) == ("کیسه پلی اتیلن", "تن", Decimal(20))
    page = filer.browser.get(f"/statistics/{filed.tracking_number}/").content.decode()
    assert "کیسه پلی اتیلن" in page
    assert "ساک" not in page


def test_a_returned_month_is_judged_by_its_own_month(filer: Filer, retire: Any) -> None:
    filer.tracking = filer.world.returned(LAST).tracking_number
    retire(BAG, LAST)
    assert DASH not in filer.read("production")
    assert filer.send("production", production((BAG, "21"))).status_code == 302


def test_no_other_units_product_is_swapped(
    filer: Filer, retire: Any, sign_in: Callable[[Any], Client]
) -> None:
    filer.begin(NEXT)
    filer.send("production", production((BAG, "20")), "save")
    retire(BAG, LAST, PIPE)
    browser = sign_in(person("stranger"))
    answer = browser.post(filer.url("production"), production(swap=f"{BAG}:{PIPE}", version=1))
    assert answer.status_code == 404
    assert list(filer.figures.produced) == [BAG]
