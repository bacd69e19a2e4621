"""The page reads a number back as the server will read it, or says nothing."""

import json
from typing import Any

import time_machine
from playwright.sync_api import expect

from config.persian import NumberError, parse_number
from promises.hostile_strings import ALL, seen
from tests.browser.conftest import Browse
from tests.world import World, person


def _server(text: str) -> str | None:
    try:
        plain = format(parse_number(text), "f")
    except NumberError:
        return None
    return plain.rstrip("0").rstrip(".") if "." in plain else str(int(plain))


def test_page_and_server_read_every_string_alike(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(person("leila"))
    page.goto("/help/")
    texts = [seen(text) for text in ALL if len(text) < 1000 and "\0" not in text]
    read: list[Any] = page.evaluate("texts => texts.map((text) => readNumber(text))", texts)
    differ = [
        f"{text!r}: page {got}, server {wanted}"
        for text, got in zip(texts, read, strict=True)
        if got != (wanted := _server(text))
    ]
    assert not differ, json.dumps(differ[:20])
    assert page.evaluate("readNumber('63.000', true)") is None
    assert page.evaluate("readNumber('63.000')") == "63"
    assert page.evaluate("readNumber('63.000', false, true)") is None
    assert page.evaluate("readNumber('63.50', false, true)") == "63.5"


def test_a_name_in_persian_letters_is_told_of_the_keyboard(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(None)
    page.goto("/accounts/login/")
    page.get_by_label("نام کاربری").press_sequentially("مثه")
    assert page.locator(".keyboard-hint").inner_text() == "صفحه‌کلید شما روی فارسی است."
    page.get_by_label("نام کاربری").fill("leila")
    assert page.locator(".keyboard-hint").inner_text() == ""


def test_an_id_pasted_with_a_sign_that_nobody_sees_is_never_cut(
    shared_world: World, browse: Browse, clock: time_machine.Traveller
) -> None:
    page = browse(shared_world.owner)
    page.goto("/statistics/new/")
    unit = shared_world.unit
    for field, number in (("holder_id", unit.holder_id), ("guild_id", unit.guild_id)):
        page.focus(f"[name={field}]")
        # As pasting does, it minds the length that a field allows.
        page.keyboard.insert_text(f"\u200e{number[:3]}-{number[3:]}\u200f")
    page.get_by_role("button", name="جستجو").click()
    expect(page.locator("[name=licence]")).to_have_count(1)
