"""P12: the browser is safe: what every answer carries, and the deployment's own checks."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine as clock
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from config import urls
from config.http import open_to_all
from promises.field_inventory import forms_of, visits_of
from promises.fuzz_targets import opening
from promises.pytest_plugin import ROOT, Tally
from tests import access_table as table
from tests.access import body_of, staged
from tests.sent_posts import rows
from tests.statistics.filing import people
from tests.world import FILED_AT, World

LOGIN = "/accounts/login/"
POLICY = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
# What somebody attached is shown with nothing around it and may do nothing.
OF_A_FILE = {"default-src 'none'", "sandbox"}
HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# All that the policy blocks: a page that holds it is broken in the browser.
INLINE = re.compile(rb"<script(?![^>]*\bsrc=)|<style|<[^>]*\s(style|on[a-z]+)=|href=.javascript:")
# A mobile or an id in an address, except of one to dial, would stand in every log on the way.
TELLING = re.compile(
    r'\b(?:href|action|src)="(?!tel:)[^"]*?((?<!\d)(?:09\d{9}|\d{10})(?!\d))[^"]*"'
)
YEAR = 31_536_000
DEPLOYED = {
    "PORTAL_PROFILE": "production",
    "DATABASE_URL": "postgresql://portal:secret@db.example:5432/portal",
    "REDIS_URL": "redis://:secret@cache.example:6379/0",
    "SECRET_KEY": "5k".join("abcdefghijklmnopqrstuvwxyz"),
    "ALLOWED_HOSTS": "portal.example",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
}
WANTED: dict[str, Callable[[Any], bool]] = {
    "DEBUG": lambda value: value is False,
    "SECOND_FACTOR_REQUIRED": lambda value: value is True,
    "SESSION_COOKIE_SECURE": bool,
    "SESSION_COOKIE_NAME": lambda value: value.startswith("__Host-"),
    "SESSION_COOKIE_DOMAIN": lambda value: value is None,
    "SESSION_COOKIE_PATH": lambda value: value == "/",
    "CSRF_COOKIE_NAME": lambda value: value.startswith("__Host-"),
    "CSRF_COOKIE_DOMAIN": lambda value: value is None,
    "CSRF_COOKIE_PATH": lambda value: value == "/",
    "SESSION_COOKIE_HTTPONLY": bool,
    "SESSION_COOKIE_SAMESITE": lambda value: value in ("Lax", "Strict"),
    "CSRF_COOKIE_SECURE": bool,
    "CSRF_COOKIE_HTTPONLY": bool,
    "CSRF_COOKIE_SAMESITE": lambda value: value in ("Lax", "Strict"),
    "SECURE_SSL_REDIRECT": bool,
    "SECURE_HSTS_SECONDS": lambda value: value >= YEAR,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": bool,
    "ALLOWED_HOSTS": lambda value: value == ["portal.example"],
    "USE_X_FORWARDED_HOST": lambda value: value is False,
    "PASSWORD_HASHERS": lambda value: "Argon2" in value[0],
    "SILENCED_SYSTEM_CHECKS": lambda value: not [n for n in value if n.startswith("security")],
}


@open_to_all
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("planted")


class Broken:
    """The portal's addresses and one that breaks."""

    urlpatterns = [path("broken/", broken), *urls.urlpatterns]
    handler500 = urls.handler500


def unsafe(answer: Any) -> list[str]:
    """List what an answer lacks that a browser needs."""
    sent = answer.headers.get("Content-Security-Policy", "")
    wrong = [n for n, value in HEADERS.items() if answer.headers.get(n) != value]
    parts = {part.strip() for part in sent.split(";")}
    if parts != POLICY and not (answer.streaming and parts == OF_A_FILE):
        wrong.append(f"the policy {sent!r}")
    if not answer.streaming and INLINE.search(answer.content):
        wrong.append("something inline")
    return wrong


def kept_by_none(answer: Any) -> bool:
    """Tell whether no cache keeps the answer: not the browser's, nor one on the way."""
    said = answer.headers.get("Cache-Control", "")
    return "no-store" in said and "private" in said and "public" not in said


def of_nobody(answer: Any) -> bool:
    """Tell whether an answer that caches may keep is the same for all: no cookie, no token."""
    said = answer.headers.get("Cache-Control", "")
    varies = answer.headers.get("Vary", "").lower()
    free = not answer.cookies and "cookie" not in varies
    bare = answer.streaming or b"csrfmiddlewaretoken" not in answer.content
    return said.startswith("public, ") and free and bare


def judge(tally: Tally, answer: Any, where: str) -> None:
    """Count what an answer carries, and that no cache keeps it."""
    faults = unsafe(answer)
    tally.add(not faults, f"{where}: {', '.join(faults)}")
    tally.add(kept_by_none(answer) or of_nobody(answer), f"{where}: may be kept")


@override_settings(ROOT_URLCONF=Broken)
def test_every_kind_of_answer(world: World, sign_in: Any, tally: Tally) -> None:
    draft = world.draft()
    base = f"/statistics/{draft.tracking_number}/"
    owner, officer, nobody = sign_in(world.owner), sign_in(world.union_officer), Client()
    owner.raise_request_exception = False
    forged = Client(enforce_csrf_checks=True)
    wrong = people("x") | {"version": 0, "action": "confirm"}
    guesses = [{"username": "nobody", "password": str(n)} for n in range(5)]
    for status, answer in (
        (200, owner.get("/statistics/")),
        (200, nobody.get(LOGIN)),
        (302, nobody.get("/statistics/")),
        (400, owner.get("/catalog/search/?q=%00")),
        (400, nobody.get("/", headers={"host": "evil.example"})),
        (403, owner.get("/review/")),
        (403, forged.post(LOGIN, guesses[0])),
        (404, officer.get(base)),
        (404, nobody.get("/no-such-page/")),
        (405, owner.post("/units/")),
        (405, nobody.put("/help/")),
        (409, owner.post(f"{base}employment/", people() | {"version": 9})),
        (410, nobody.get("/accounts/password/reset/new/?link=x.y")),
        (413, owner.post(f"{base}employment/", {f"f{n}": n for n in range(9_999)})),
        (422, owner.post(f"{base}employment/", wrong)),
        (429, [Client().post(LOGIN, guess) for guess in guesses][-1]),
        (500, owner.get("/broken/")),
    ):
        tally.add(answer.status_code == status, f"{answer.status_code}, not {status}")
        judge(tally, answer, str(status))


@pytest.mark.parametrize("half", [0, 1])
def test_every_page_of_everybody(
    world: World, time_machine: clock.TimeMachineFixture, tally: Tally, half: int
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    stage = staged(world)
    for persona in table.PERSONAS[half::2]:
        for cell in table.cells(persona, ("GET",)):
            answer = stage.browser(persona).get(stage.address(cell))
            body_of(answer)
            judge(tally, answer, f"{persona} {cell.name} {answer.status_code}")


def test_every_page_of_who_has_begun(world: World, tally: Tally) -> None:
    with opening(world) as opened:
        for persona, address in opened.begun:
            browser = opened.stage.browser(persona)
            answer: Any = browser.get(address)
            where = f"{persona} {address.partition('?')[0]} {answer.status_code}"
            told = [] if answer.streaming else TELLING.findall(answer.content.decode())
            body_of(answer)
            judge(tally, answer, where)
            tally.add(not told, f"{where}: an address tells {told[:2]}")
        forms, before = forms_of(visits_of(opened.stage, opened.begun)), rows()
        for form in forms:
            forged = Client(enforce_csrf_checks=True)
            forged.cookies = opened.stage.browser(form.persona).cookies
            status = forged.post(form.address, form.values).status_code
            # Who is signed in is led to the page, where what was typed waits to be sent anew.
            tally.add(status in (302, 403), f"{form.persona} {form.name} forged: {status}")
        tally.add(rows() == before, "a forged form wrote something")


def test_static_files_and_the_way_to_https(tmp_path: Path, db: None, tally: Tally) -> None:
    (tmp_path / "a.css").write_text("a{}", encoding="utf-8")
    with override_settings(STATIC_ROOT=tmp_path):
        browser = Client()
        for method in (browser.get, browser.head):
            answer: Any = method("/static/a.css")
            tally.add(answer.status_code == 200, f"static: {answer.status_code}")
            tally.add(not unsafe(answer), f"static: {unsafe(answer)}")
            answer.getvalue()
            answer.close()
        judge(tally, browser.get("/static/none.css"), "no such static file")
    with override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=YEAR):
        led = Client().get(LOGIN)
        tally.add(led.headers["Location"].startswith("https://"), "not led to HTTPS")
        tally.add(not unsafe(led), f"the way to HTTPS: {unsafe(led)}")
        safe = Client().get(LOGIN, secure=True)
        kept = safe.headers.get("Strict-Transport-Security", "")
        tally.add(f"max-age={YEAR}" in kept, "HTTPS is not for good")


def test_a_deployment_is_clean(tally: Tally, tmp_path: Path) -> None:
    done = _deployed(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "DEBUG")
    tally.add(done.returncode == 0, done.stderr[-500:])
    code = (
        "import django, json; from django.conf import settings; django.setup();"
        f"print(json.dumps({{n: getattr(settings, n) for n in {list(WANTED)}}}))"
    )
    done = _deployed(tmp_path, "-c", code)
    tally.add(done.returncode == 0, done.stderr[-500:])
    found = json.loads(done.stdout)
    for name, good in WANTED.items():
        tally.add(good(found[name]), f"{name} is {found[name]!r}")


def _deployed(evidence: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run Python as a server would: production's environment and nothing of ours."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    told = clean | DEPLOYED | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    told["PORTAL_FILES"] = str(evidence)
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
