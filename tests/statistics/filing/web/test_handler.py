"""What every step answers: another window's save, a month that was sent, the fixed words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from statistics.models import Employment
from tests.statistics.filing import (
    Filer,
    exports,
    hidden_version,
    people,
    period,
    production,
    text_of,
    typed,
)
from tests.world import BAG

KINDS = ("official", "contract", "contractor")


def test_a_save_over_another_windows_shows_both_and_keeps_what_was_typed(filer: Filer) -> None:
    filer.begin()
    filer.send("employment", people("5", "5", "5"), "save")
    before = filer.stored
    answer = filer.send("employment", people("9", "5", "5") | {"version": 0})
    text = text_of(answer)
    assert answer.status_code == 409
    assert "۵ نفر" in text
    assert "۹ نفر" in text
    assert typed(answer, "official") == "9"
    assert filer.stored == before
    again = people("9", "5", "5") | {"version": hidden_version(answer)}
    assert filer.send("employment", again).status_code == 302
    assert Employment.objects.get().official == 9


def test_a_refused_post_still_answers_the_version_its_writer_saw(filer: Filer) -> None:
    filer.begin()
    filer.send("employment", people("5", "5", "5"), "save")
    refused = filer.send("employment", people("x") | {"version": 0})
    assert refused.status_code == 422
    assert hidden_version(refused) == "0"
    corrected = people("9") | {"version": hidden_version(refused)}
    assert filer.send("employment", corrected).status_code == 409
    assert Employment.objects.get().official == 5


@pytest.mark.parametrize("version", ["", "x", "-1", "1.0", "۰", "9" * 40])
def test_a_malformed_version_confirms_nothing(filer: Filer, version: str) -> None:
    filer.begin()
    before = filer.stored
    assert filer.send("employment", people() | {"version": version}).status_code == 409
    assert filer.stored == before


@pytest.mark.parametrize("page", ["period", "production", "exports", "employment"])
def test_nothing_is_written_after_the_month_was_sent(filer: Filer, page: str) -> None:
    filer.tracking = filer.world.filed().tracking_number
    before = filer.stored
    for data in ({}, people(), production((BAG, "1")), period(filer.world)):
        answer = filer.send(page, data)
        assert answer.status_code == 409
        assert f'href="/statistics/{filer.tracking}/"' in text_of(answer)
        assert filer.stored == before
    assert filer.browser.get(filer.url(page)).headers["Location"] == filer.url("").rstrip("/") + "/"


def test_a_nul_byte_is_a_bad_request(filer: Filer) -> None:
    answer = filer.begin().send("employment", people(remarks="a\0b"))
    assert answer.status_code == 400
    assert "این درخواست خوانده نشد" in text_of(answer)
    assert filer.browser.get("/statistics/new/", {"holder_id": "\0"}).status_code == 400


def test_discarding_keeps_what_is_stored(filer: Filer) -> None:
    filer.begin().send("employment", people("5", "5", "5"))
    before = filer.stored
    answer = filer.send("employment", people("9", "9", "9"), "discard")
    assert answer.headers["Location"] == filer.url("employment")
    assert filer.stored == before


def test_a_draft_survives_signing_out_and_goes_on_at_its_next_step(
    filer: Filer, sign_in: Callable[[Any], Client]
) -> None:
    filer.begin().send("production", production((BAG, "20")))
    filer.browser.post("/accounts/logout/")
    assert filer.browser.get("/statistics/").status_code == 302
    text = text_of(sign_in(filer.world.owner).get("/statistics/"))
    assert f'href="{filer.url("exports")}"' in text
    assert "ادامه از گام ۳" in text
    assert filer.figures.production[0].quantity == 20


def test_the_fixed_texts_and_buttons_stand_on_a_step(filer: Filer) -> None:
    text = filer.begin().read("employment")
    for words in (
        "گام ۱ انتخاب دوره",
        "گام ۲ میزان تولید",
        "گام ۳ صادرات",
        "گام ۴ اشتغال",
        "گزارشات",
        "ثبت اطلاعات شما کامل نشده است.",
        "توسط متقاضی پر نشده است",
        "تایید شده است",
        "پروانه کسب (آذربایجان شرقی - ملکان)",
        "۱۳۹۸",
        "مهر",
    ):
        assert words in text
    for action, words in (
        ("save", "ذخیره موقت"),
        ("confirm", "تایید به گام بعد"),
        ("discard", "حذف تغییرات"),
    ):
        assert f'name="action" value="{action}"' in " ".join(text.split())
        assert words in text


def test_a_confirmed_step_is_green_and_any_edit_turns_it_back(filer: Filer) -> None:
    filer.begin().send("employment", people())
    text = filer.read("employment")
    assert "توسط متقاضی تایید شده است" in text
    assert "ثبت اطلاعات با موفقیت انجام شد." in text
    filer.send("employment", people("3"), "save")
    text = filer.read("employment")
    assert "توسط متقاضی پر نشده است" in text
    assert "پیش‌نویس ذخیره شده" in text


def test_the_way_to_the_final_confirmation_opens_with_four_greens(filer: Filer) -> None:
    filer.begin()
    link = f'href="{filer.url("confirm")}"'
    assert link not in filer.read("employment")
    filer.send("production", production((BAG, "20")))
    filer.send("exports", exports(answer="no"))
    answer = filer.send("employment", people())
    assert answer.headers["Location"] == filer.url("confirm")
    assert link in filer.read("employment")
