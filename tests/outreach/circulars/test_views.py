"""The pages of circulars, for the issuer, the offices of the line, and units."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import AccessKind
from accounts.models import AccessEvent
from outreach.circulars.services import withdraw
from outreach.models import Circular, CircularHop, UnitReceipt
from tests.access import body_of
from tests.outreach.circulars.acts import (
    DAY,
    at_units,
    draft,
    issued,
    passed,
    typed,
    was_read,
)
from tests.sample_files import png
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World, licence_for, person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def _on_the_third(time_machine: Any) -> None:
    time_machine.move_to(FILED_AT, tick=False)


def page(made: Circular, part: str = "") -> str:
    return f"/circulars/{made.pk}/{part}"


def test_a_circular_is_written_looked_at_and_issued(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.ministry_officer)
    file = SimpleUploadedFile("پیوست.png", png())
    answer = browser.post("/circulars/new/", typed(file=file))
    made = Circular.objects.get()
    assert answer.headers["Location"] == page(made)
    shown = text_of(browser.get(page(made)))
    assert "هنوز به کسی ابلاغ نشده است" in shown
    assert "نخست به سازمان استان آذربایجان شرقی می‌رسد." in shown
    assert "پیوست.png" in shown
    browser.post(page(made, "issue/"), {"version": made.version})
    assert CircularHop.objects.get().office == world.province
    assert "ویرایش پیش‌نویس" not in text_of(browser.get(page(made)))
    assert browser.post(page(made, "edit/"), typed(version=1)).status_code == 409
    assert browser.post(page(made, "issue/"), {"version": made.version}).status_code in (302, 409)


def test_what_cannot_be_is_said_at_its_field(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.ministry_officer)
    for more, words in (
        ({"due_on_0": 2}, "این روز گذشته است"),
        ({"number": ""}, "شمارهٔ نامه را بنویسید."),
        ({"to": "chosen"}, "دست‌کم یک نهاد را انتخاب کنید"),
        ({"file": SimpleUploadedFile("a.png", b"GIF89a")}, "PDF"),
        ({"reach": "moon"}, "تا کجا"),
    ):
        answer = browser.post("/circulars/new/", typed(**more))
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert not Circular.objects.exists()


def test_a_colleague_who_wrote_meanwhile_is_not_overwritten(world: World, sign_in: SignIn) -> None:
    made = draft(world)
    browser = sign_in(world.ministry_officer)
    assert browser.post(page(made, "edit/"), typed(version=1, text="نخست")).status_code == 302
    answer = browser.post(page(made, "edit/"), typed(version=1, text="دوم"))
    assert answer.status_code == 409
    assert "دوم" in text_of(answer)
    assert Circular.objects.get().text == "نخست"


def test_an_office_confirms_and_hands_on_with_one_button(world: World, sign_in: SignIn) -> None:
    made = issued(world)
    browser = sign_in(world.province_officer)
    assert "در انتظار رسید شماست" in text_of(browser.get("/circulars/"))
    shown = text_of(browser.get(page(made)))
    assert "با رسید شما به ۱ نهاد زیر آن ابلاغ می‌شود." in shown
    answer = browser.post(page(made, "pass/"), {"office": world.province.pk})
    assert answer.status_code == 302
    assert "در انتظار رسید شماست" not in text_of(browser.get("/circulars/"))
    union = sign_in(world.union_officer)
    assert "به ۱ واحد ابلاغ می‌شود" in text_of(union.get(page(made)))
    assert union.post(page(made, "pass/"), {"office": world.province.pk}).status_code == 403


def test_a_unit_finds_it_on_its_first_page_and_reading_is_the_receipt(
    world: World, sign_in: SignIn
) -> None:
    made = at_units(world)
    browser = sign_in(world.owner)
    home = text_of(browser.get("/statistics/"))
    assert "بخشنامه‌ای که نخوانده‌اید" in home
    assert f'href="{page(made)}"' in home
    before = text_of(browser.get(page(made)))
    assert made.text not in before
    assert not UnitReceipt.objects.exists()
    led = browser.post(page(made, "read/"))
    after = text_of(browser.get(led.headers["Location"]))
    assert made.text in after
    assert "رسید «کارگاه پلاستیک نمونه»" in after
    assert "بخشنامه‌ای که نخوانده‌اید" not in text_of(browser.get("/statistics/"))
    assert UnitReceipt.objects.count() == 1


def test_of_others_circulars_nobody_finds_a_trace(world: World, sign_in: SignIn) -> None:
    made = issued(world)
    stranger = sign_in(person("stranger"))
    missing = stranger.get("/circulars/999/").content
    for who in (stranger, sign_in(world.owner), sign_in(world.union_officer)):
        answer = who.get(page(made))
        assert answer.status_code == 404
        assert who.get(page(made, "state/")).status_code == 404
    assert stranger.get(page(made)).content == missing
    hidden = draft(world, number="2")
    assert sign_in(world.province_officer).get(page(hidden)).status_code == 404


def test_withdrawn_and_replaced_ones_say_so_and_are_readable(world: World, sign_in: SignIn) -> None:
    made = at_units(world)
    browser = sign_in(world.ministry_officer)
    answer = browser.post(f"/circulars/new/?replaces={made.pk}", typed(number="2"))
    new = Circular.objects.latest("pk")
    assert answer.headers["Location"] == page(new)
    browser.post(page(new, "issue/"), {"version": new.version})
    owner = text_of(sign_in(world.owner).get(page(made)))
    assert "جای این بخشنامه را" in owner
    assert made.text in owner
    assert "جایگزین" in text_of(browser.get(page(new)))
    answer = browser.post(page(new, "withdraw/"), {"reason": "اشتباه بود"})
    assert answer.status_code == 302
    shown = text_of(sign_in(world.province_officer).get(page(new)))
    assert "لغو شد" in shown
    assert "اشتباه بود" in shown
    assert "رسید شد و ابلاغ" not in shown
    late = sign_in(world.province_officer).post(page(new, "pass/"), {"office": world.province.pk})
    assert late.status_code == 409


def test_the_issuer_sees_the_tree_by_place_and_each_office_its_own_part(
    world: World, sign_in: SignIn
) -> None:
    licence_for("0488888888", "9990000026", world.union, person("second"))
    made = was_read(world, at_units(world))
    browser = sign_in(world.ministry_officer)
    top = text_of(browser.get(page(made, "state/")))
    assert "همهٔ نهادهایی که بخشنامه به آنها رسیده، رسید داده‌اند." in top
    assert "۱ از ۲" in top
    below = text_of(browser.get(page(made, f"state/?office={world.province.pk}")))
    assert world.union.name in below
    units = text_of(browser.get(page(made, f"state/?office={world.union.pk}")))
    assert "9990000026" not in units
    assert "0488888888" in units or "۰۴۸۸۸۸۸۸۸۸" in units
    union = sign_in(world.union_officer)
    assert union.get(page(made, "state/")).status_code == 200
    for office in (world.province, world.ministry):
        assert union.get(page(made, f"state/?office={office.pk}")).status_code == 404
    assert sign_in(world.owner).get(page(made, "state/")).status_code == 404


def test_a_reminder_goes_once_a_day_and_says_so(world: World, sign_in: SignIn) -> None:
    made = issued(world)
    browser = sign_in(world.ministry_officer)
    assert "یادآوری<span" in text_of(browser.get(page(made, "state/")))
    said = {"office": world.province.pk, "from": world.ministry.pk}
    assert browser.post(page(made, "remind/"), said).status_code == 302
    assert "امروز ارسال شد" in text_of(browser.get(page(made, "state/")))
    passed(made, (world.province_officer, world.province))
    again = browser.post(page(made, "remind/"), said | {"again": "1"})
    assert again.status_code == 409


def test_an_annex_leaves_with_a_line_of_the_trail(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.ministry_officer)
    browser.post("/circulars/new/", typed(file=SimpleUploadedFile("a.png", png())))
    made = Circular.objects.get()
    browser.post(page(made, "issue/"), {"version": made.version})
    answer = sign_in(world.province_officer).get(page(made, "annexes/1/"))
    assert body_of(answer).startswith(b"\x89PNG")
    assert AccessEvent.objects.filter(kind=AccessKind.DOWNLOAD).count() == 1
    assert sign_in(world.owner).get(page(made, "annexes/1/")).status_code == 404
    assert sign_in(world.province_officer).get(page(made, "annexes/2/")).status_code == 404


def test_pages_ask_as_much_for_three_as_for_one(world: World, sign_in: SignIn) -> None:
    counts = []
    for number in ("1", "2", "3"):
        at_units(world, number=number)
        if number == "2":
            continue
        found = []
        for who, address in (
            (world.owner, "/circulars/"),
            (world.owner, "/statistics/"),
            (world.union_officer, "/circulars/"),
            (world.ministry_officer, "/circulars/"),
        ):
            browser = sign_in(who)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(address).status_code == 200
            found.append(len(asked))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20


def test_withdrawn_it_leaves_the_first_page(world: World, sign_in: SignIn) -> None:
    made = at_units(world)
    withdraw(world.ministry_officer, made.pk, "اشتباه", FILED_AT + DAY)
    assert "نخوانده‌اید" not in text_of(sign_in(world.owner).get("/statistics/"))
    assert "لغوشده" in text_of(sign_in(world.owner).get("/circulars/"))
