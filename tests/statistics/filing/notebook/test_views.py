"""The production notebook: daily notes, their sums, and what step 2 makes of them when asked."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from catalog.models import Measure
from config.jalali import JalaliMonth
from statistics.models import DailyEntry
from tests.statistics.filing import Filer, exports, people, production, text_of, typed
from tests.world import BAG, FILED_AT, MEHR, PIPE, SHOES, World, person
from units.models import Unit

ABAN = MEHR + 1


@pytest.fixture
def browser(
    world: World, time_machine: clock.TimeMachineFixture, sign_in: Callable[[Any], Client]
) -> Client:
    """Return the owner's browser on the third of Aban 1398."""
    time_machine.move_to(FILED_AT, tick=False)
    return sign_in(world.owner)


@pytest.fixture
def filer(world: World, browser: Client) -> Filer:
    """Return the owner at work."""
    return Filer(world, browser)


def url(unit: Unit, month: JalaliMonth = MEHR) -> str:
    """Return the published address of a notebook."""
    return f"/statistics/notebook/{unit.pk}/{month.year}/{month.month}/"


def note(day: int, quantity: str, code: str = BAG) -> dict[str, Any]:
    """Return a note as posted."""
    return {"day": day, "code": code, "quantity": quantity}


def write(filer: Filer, *notes: tuple[int, str], code: str = BAG) -> None:
    """Write notes of Mehr."""
    for day, quantity in notes:
        answer = filer.browser.post(url(filer.world.unit), note(day, quantity, code))
        assert answer.status_code == 302


def stored(filer: Filer) -> dict[str, Decimal | None]:
    """Return the stored quantities of step 2."""
    return dict(filer.submission.production.values_list("product__code", "quantity"))


def test_days_of_the_running_and_of_a_past_month_are_noted_and_summed(
    world: World, browser: Client
) -> None:
    for day, quantity in ((1, "۱۲٫۵"), (2, "7.5"), (2, "1")):
        assert browser.post(url(world.unit, ABAN), note(day, quantity)).status_code == 302
    text = text_of(browser.get(url(world.unit, ABAN)))
    assert "۲۱ تن" in text
    assert "۱۲٫۵ تن" in text
    assert browser.post(url(world.unit, MEHR - 1), note(31, "1")).status_code == 302
    entry = DailyEntry.objects.get(month=6)
    assert (entry.measure_id, entry.entered_by, entry.entered_at) == ("ton", world.owner, FILED_AT)


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        (note(4, "1"), "این روز هنوز نرسیده"),
        (note(31, "1"), "این روز هنوز نرسیده"),
        (note(1, ""), "مقدار تولید این روز را بنویسید"),
        (note(1, "0"), "بیشتر از صفر"),
        (note(1, "1/5"), "1/5"),
        (note(1, "2.5", SHOES), "جفت"),
        (note(1, "1", "9999999999"), "این کد در فهرست محصولات نیست"),
        (note(1, "1", ""), "این کد در فهرست محصولات نیست"),
        ({}, "روز را انتخاب کنید."),
    ],
)
def test_what_cannot_be_noted_is_said(
    world: World, browser: Client, posted: dict[str, Any], words: str
) -> None:
    answer = browser.post(url(world.unit, ABAN), posted)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not DailyEntry.objects.exists()


def test_a_note_is_taken_off_once(world: World, browser: Client) -> None:
    browser.post(url(world.unit), note(1, "5"))
    gone = {"remove": DailyEntry.objects.get().pk}
    for _ in range(2):
        assert browser.post(url(world.unit), gone).status_code == 302
    assert not DailyEntry.objects.exists()


def test_a_note_taken_off_stands_in_its_place_and_comes_back(filer: Filer) -> None:
    write(filer, (1, "5"), (2, "6"), (3, "7"))
    page, gone = url(filer.world.unit), DailyEntry.objects.get(day=2)
    before = text_of(filer.browser.get(page)).count('class="notice')
    text = text_of(filer.browser.post(page, {"remove": gone.pk}, follow=True))
    assert before == 3
    assert 'class="notice' not in text, "a bar above would move the rows"
    days = [text.index(f'<th scope="row">{day} مهر') for day in ("۳", "۲", "۱")]
    assert days == sorted(days)
    assert text.count('name="remove"') == 2
    assert text.count('data-settle="1500"') == 2
    assert "۱۲ تن" in text
    for _ in range(2):
        filer.browser.post(page, {"back": gone.pk})
        noted = DailyEntry.objects.order_by("day").values_list("day", "quantity")
        assert [(day, int(quantity)) for day, quantity in noted] == [(1, 5), (2, 6), (3, 7)]
    assert 'name="back"' not in text_of(filer.browser.get(page))


def test_a_note_more_settles_what_was_taken_off(filer: Filer) -> None:
    write(filer, (1, "5"))
    page, gone = url(filer.world.unit), DailyEntry.objects.get()
    filer.browser.post(page, {"remove": gone.pk})
    assert "از دفتر برداشته شد." in text_of(filer.browser.get(page))
    write(filer, (2, "6"))
    filer.browser.post(page, {"back": gone.pk})
    assert list(DailyEntry.objects.values_list("day", flat=True)) == [2]


def test_what_is_taken_off_of_one_month_comes_back_to_no_other(filer: Filer) -> None:
    write(filer, (1, "5"))
    gone = DailyEntry.objects.get()
    filer.browser.post(url(filer.world.unit), {"remove": gone.pk})
    filer.browser.post(url(filer.world.unit, ABAN), {"back": gone.pk})
    assert not DailyEntry.objects.exists()


def test_the_notes_of_another_month_are_not_taken_off_here(world: World, browser: Client) -> None:
    browser.post(url(world.unit), note(1, "5"))
    browser.post(url(world.unit, ABAN), {"remove": DailyEntry.objects.get().pk})
    assert DailyEntry.objects.exists()


def test_products_of_the_last_month_are_offered(filer: Filer) -> None:
    filer.world.filed(MEHR - 1)
    text = text_of(filer.browser.get(url(filer.world.unit, ABAN)))
    assert f'<option value="{BAG}">کیسه پلی اتیلن (تن)</option>' in text
    posted = {"day": 1, "known": BAG, "quantity": "3"}
    assert filer.browser.post(url(filer.world.unit, ABAN), posted).status_code == 302


@pytest.mark.parametrize("path", ["0/1398/7", "{unit}/1398/13", "{unit}/1398/9", "{unit}/9/7"])
def test_what_is_no_notebook_of_ones_own_is_not_there(
    world: World, browser: Client, path: str
) -> None:
    address = f"/statistics/notebook/{path.format(unit=world.unit.pk)}/"
    assert browser.get(address).status_code == 404
    assert browser.post(address, note(1, "1")).status_code == 404


def test_a_stranger_and_an_officer_find_no_notebook(world: World, sign_in: Any) -> None:
    for user in (person("stranger"), world.union_officer):
        assert sign_in(user).get(url(world.unit)).status_code == 404
        assert sign_in(user).post(url(world.unit), note(1, "1")).status_code == 404


def test_a_filed_month_takes_no_notes(filer: Filer) -> None:
    write(filer, (1, "5"))
    filer.tracking = filer.world.filed().tracking_number
    for posted in (note(1, "1"), {"remove": DailyEntry.objects.get().pk}):
        assert filer.browser.post(url(filer.world.unit), posted).status_code == 409
    assert DailyEntry.objects.get().quantity == 5
    text = text_of(filer.browser.get(url(filer.world.unit)))
    assert "فقط خواندنی" in text
    assert 'name="quantity"' not in text


def test_step_2_shows_the_sum_and_fills_only_when_asked(filer: Filer) -> None:
    filer.world.filed(MEHR - 1)
    filer.begin()
    write(filer, (1, "100"), (2, "25"))
    text = filer.read("production")
    assert "جمع دفتر ثبت تولید روزانه:<b>۱۲۵ تن</b>" in text
    assert stored(filer) == {BAG: None}
    answer = filer.send("production", production((BAG, "")), "notebook")
    assert answer.headers["Location"] == filer.url("production")
    assert stored(filer) == {BAG: Decimal(125)}
    assert filer.status("production") == "draft"
    assert typed(filer.browser.get(filer.url("production")), "lines-0-quantity") == "۱۲۵"


def test_what_is_typed_is_never_overwritten(filer: Filer) -> None:
    filer.begin()
    filer.send("production", production((BAG, ""), (PIPE, "")), "save")
    write(filer, (1, "100"))
    write(filer, (1, "7"), code=PIPE)
    filer.send("production", production((BAG, "90"), (PIPE, "")), "notebook")
    assert stored(filer) == {BAG: Decimal(90), PIPE: Decimal(7)}


def test_another_button_takes_nothing_from_the_notebook(filer: Filer) -> None:
    filer.begin()
    write(filer, (1, "100"))
    filer.send("production", production((BAG, "")), "save")
    assert stored(filer) == {BAG: None}


def test_a_sum_in_another_measure_is_not_offered(filer: Filer) -> None:
    filer.begin()
    filer.send("production", production((BAG, "")), "save")
    write(filer, (1, "100"))
    DailyEntry.objects.update(measure=Measure.objects.get(code="kg"))
    assert "جمع دفتر ثبت تولید روزانه" not in filer.read("production")
    filer.send("production", production((BAG, "")), "notebook")
    assert stored(filer) == {BAG: None}


def test_nothing_is_offered_without_notes_and_none_of_a_filed_month_changes(filer: Filer) -> None:
    filer.green()
    assert "جمع دفتر ثبت تولید روزانه" not in filer.read("production")
    write(filer, (1, "100"))
    figures = filer.figures
    filer.browser.post(filer.url("confirm"), {"version": filer.submission.version})
    assert filer.figures == figures


def test_a_notebook_costs_step_2_no_query(filer: Filer, django_assert_max_num_queries: Any) -> None:
    filer.begin()
    filer.send("production", production((BAG, "")), "save")
    write(filer, (1, "100"), (2, "1"))
    # Eight of the page, and the session with its person.
    with django_assert_max_num_queries(8 + 3):
        assert "۱۰۱ تن" in filer.read("production")


def test_every_notebook_of_ones_own_is_listed(world: World, browser: Client) -> None:
    text = text_of(browser.get("/statistics/notebook/"))
    for month in (ABAN, MEHR):
        assert f'href="{url(world.unit, month)}"' in text
    assert 'href="/statistics/notebook/"' in text_of(browser.get("/units/"))


def test_exports_have_no_notebook(filer: Filer) -> None:
    filer.begin()
    write(filer, (1, "100"))
    filer.send("exports", exports((BAG, "", "", "", "")), "notebook")
    assert filer.submission.export_lines.get().quantity is None


def test_the_one_screen_offers_the_sum_and_fills_what_is_empty(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, ""), (PIPE, "7")), "save")
    write(filer, (1, "12.5"), (2, "2"))
    write(filer, (1, "9"), code=PIPE)
    page = filer.browser.get(filer.url("month"))
    assert "جمع دفتر ثبت تولید روزانه:<b>۱۴٫۵ تن</b>" in text_of(page)
    seen = {"version": typed(page, "version"), "action": "notebook"}
    data = production((BAG, ""), (PIPE, "7")) | exports(answer="") | people("", "", "") | seen
    answer = filer.browser.post(filer.url("month"), data, follow=True)
    assert "با جمع دفتر ثبت تولید روزانه پر شد" in text_of(answer)
    assert stored(filer) == {BAG: Decimal("14.5"), PIPE: Decimal(7)}


def test_without_notes_the_one_screen_offers_nothing(filer: Filer) -> None:
    filer.begin().send("production", production((BAG, "")), "save")
    assert "دفتر ثبت تولید روزانه" not in filer.read("month")
