"""Evidence in the browser: who reads it, how it leaves, and hostile uploads (promise P8)."""

import zlib
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pikepdf import Dictionary, Encryption, Name, Pdf
from pytest_django import Settings

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from config.uploads import storage
from review import workflow
from review.correspondence.services import ask
from review.evidence.services import attach
from review.models import Evidence
from statistics.models import Submission
from tests.access import body_of
from tests.sample_files import chunk, packed_page, pdf, pixels, png
from tests.statistics.files import statistician
from tests.world import FILED_AT, MEHR, World, officer, person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


def page_of(case: Submission) -> str:
    """Return the address of a case's evidence."""
    return f"/statistics/{case.tracking_number}/evidence/"


def status_of(answer: Any) -> int:
    """Return the status of an answer, read to its end so that its file is closed."""
    body_of(answer)
    status: int = answer.status_code
    return status


def send(browser: Client, case: Submission, data: bytes, name: str = "a.png") -> Any:
    """Send a file as a browser does, calling it a picture."""
    file = SimpleUploadedFile(name, data, content_type="image/png")
    return browser.post(page_of(case), {"file": file})


def test_a_file_is_attached_and_read_back_as_an_attachment(world: World, sign_in: SignIn) -> None:
    case, browser, data = world.draft(), sign_in(world.owner), png()
    assert send(browser, case, data, "عکس.png").status_code == 302
    assert "عکس.png" in browser.get(page_of(case)).content.decode()
    answer = browser.get(f"{page_of(case)}1/")
    assert pixels(body_of(answer)) == pixels(data)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "image/png"
    assert "no-store" in answer.headers["Cache-Control"]


def test_reviewers_of_the_way_read_it_once_it_was_sent(world: World, sign_in: SignIn) -> None:
    draft, filed = world.draft(), world.ready(MEHR - 1)
    for case in (draft, filed):
        attach(world.owner, case.tracking_number, "a.png", png(), FILED_AT)
    filed.refresh_from_db()
    workflow.file(world.owner, filed.tracking_number, filed.version, FILED_AT)
    for user in (world.union_officer, world.province_officer, world.ministry_officer):
        browser = sign_in(user)
        assert status_of(browser.get(f"{page_of(filed)}1/")) == 200
        assert browser.get(f"{page_of(draft)}1/").status_code == 404
        shown = browser.get(f"/review/{filed.tracking_number}/").content.decode()
        assert "مدارک واحد" in shown
        assert f"{page_of(filed)}1/" in shown


def test_nobody_else_finds_it_and_a_missing_one_looks_alike(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    ask(world.union_officer, case.tracking_number, case.version, "فاکتور؟", FILED_AT)
    attach(world.owner, case.tracking_number, "a.png", png(), FILED_AT)
    office = Organization.objects.create(
        code="t", kind=OrganizationKind.STATISTICS, name="فنی", parent=world.ministry
    )
    outside = [
        person("stranger"),
        statistician(world),
        officer("admin", Role.TECHNICAL_ADMIN, office),
    ]
    for user in outside:
        browser = sign_in(user)
        there, missing = browser.get(f"{page_of(case)}1/"), browser.get(f"{page_of(case)}9999/")
        assert (there.status_code, missing.status_code) == (404, 404)
        assert there.content == missing.content


def test_what_a_returned_unit_prepares_is_not_shown_before_it_is_sent(
    world: World, sign_in: SignIn
) -> None:
    case = world.returned()
    attach(world.owner, case.tracking_number, "a.png", png(), FILED_AT)
    assert status_of(sign_in(world.owner).get(f"{page_of(case)}1/")) == 200
    browser = sign_in(world.union_officer)
    assert browser.get(f"{page_of(case)}1/").status_code == 404
    assert "مدارک واحد" not in browser.get(f"/review/{case.tracking_number}/").content.decode()


def test_a_sent_month_takes_none_and_says_when_it_does(world: World, sign_in: SignIn) -> None:
    case, browser = world.filed(), sign_in(world.owner)
    text = browser.get(page_of(case)).content.decode()
    assert "پیوست کردن" not in text
    assert send(browser, case, png()).status_code == 409
    assert not Evidence.objects.exists()


def test_a_file_is_taken_off_by_a_button(world: World, sign_in: SignIn) -> None:
    case, browser = world.draft(), sign_in(world.owner)
    send(browser, case, png())
    row = Evidence.objects.get()
    address = f"{page_of(case)}1/remove/"
    assert browser.post(address, {"sha256": "0" * 64}).status_code == 409
    # The next file comes up under the pointer: a second click must not take it too.
    page = browser.get(page_of(case)).content.decode()
    assert page.count(">برداشتن<") == page.count("data-settle") == 1
    answer = browser.post(address, {"sha256": row.sha256}, follow=True)
    assert "فایل «a.png» برداشته شد." in answer.content.decode()
    assert not Evidence.objects.exists()


def note_bomb() -> bytes:
    """Return a picture whose comment unpacks to fifty megabytes."""
    whole = png(1, 1)
    words = chunk(b"zTXt", b"n\0\0" + zlib.compress(b"\0" * 50_000_000, 9))
    return whole.replace(chunk(b"IEND", b""), words + chunk(b"IEND", b""))


HOSTILE = [
    ("bomb.png", note_bomb),
    ("wide.png", lambda: png(60_000, 60_000, b"\0")),
    ("page.png", lambda: b"<html><script>alert(1)</script></html>"),
    ("run.png", lambda: b"MZ\x90\x00" + b"\0" * 500),
    ("archive.pdf", lambda: b"PK\x03\x04" + b"\0" * 500),
    ("locked.pdf", lambda: pdf(encryption=Encryption(owner="o", user="u"))),
    ("bomb.pdf", lambda: pdf(packed_page(300_000_000))),
    ("empty.png", lambda: b""),
]


@pytest.mark.parametrize(
    "make",
    [lambda: png() + b"<script>alert(1)</script>", lambda: png(2, 2, b"\0" * 50_000_000)],
)
def test_what_hangs_on_a_picture_is_neither_kept_nor_served(
    world: World, sign_in: SignIn, make: Callable[[], bytes]
) -> None:
    case, browser = world.draft(), sign_in(world.owner)
    assert send(browser, case, make()).status_code == 302
    served = body_of(browser.get(f"{page_of(case)}1/"))
    assert len(served) < 200
    assert b"script" not in served
    assert b"tEXt" not in served


def test_a_pdf_with_a_program_is_served_without_it(world: World, sign_in: SignIn) -> None:
    def lively(document: Pdf) -> None:
        document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")

    case, browser, data = world.draft(), sign_in(world.owner), pdf(lively)
    assert send(browser, case, data, "a.pdf").status_code == 302
    assert Evidence.objects.get().sha256 == sha256(data).hexdigest()
    served = body_of(browser.get(f"{page_of(case)}1/"))
    with Pdf.open(BytesIO(served)) as document:
        assert sorted(document.Root.keys()) == ["/Pages", "/Type"]


@pytest.mark.parametrize(("name", "make"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_hostile_uploads_are_answered_and_store_nothing(
    world: World,
    sign_in: SignIn,
    settings: Settings,
    tmp_path: Any,
    name: str,
    make: Callable[[], bytes],
) -> None:
    settings.PORTAL_FILES = tmp_path
    case = world.draft()
    answer = send(sign_in(world.owner), case, make(), name)
    assert answer.status_code == 422
    assert "has-error" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/cron.d/x.png",
        "..\\..\\boot.png",
        "/etc/passwd",
        "a\u202egnp.exe",
        "x.png\r\nSet-Cookie: a=b",
        '"><script>alert(1)</script>.png',
        "a" * 290 + ".png",
    ],
)
def test_a_hostile_name_stays_in_the_store_and_on_the_page(
    world: World, sign_in: SignIn, settings: Settings, tmp_path: Any, name: str
) -> None:
    settings.PORTAL_FILES = tmp_path / "store"
    case, browser = world.draft(), sign_in(world.owner)
    assert send(browser, case, png(), name).status_code == 302
    row = Evidence.objects.get()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [storage.path_of(row.stored)]
    text = browser.get(page_of(case)).content.decode()
    assert "<script>alert" not in text
    answer = browser.get(f"{page_of(case)}1/")
    assert status_of(answer) == 200
    assert "Set-Cookie" not in answer.headers["Content-Disposition"].partition("filename")[0]
    assert "a" not in answer.cookies


def test_a_request_larger_than_any_page_takes_is_cut_off(
    world: World, client: Client, settings: Settings
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    answer = client.post("/accounts/login/", {"f": SimpleUploadedFile("a.png", b"x" * 2000)})
    assert answer.status_code == 413


def test_a_browser_that_opens_it_runs_nothing_of_it(world: World, sign_in: SignIn) -> None:
    case, browser = world.draft(), sign_in(world.owner)
    send(browser, case, pdf(), "a.pdf")
    answer = browser.get(f"{page_of(case)}1/")
    assert status_of(answer) == 200
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert sorted(policy) == ["default-src 'none'", "sandbox"]


def test_a_draft_deleted_while_its_file_comes_is_not_there(
    world: World, sign_in: SignIn, settings: Settings
) -> None:
    settings.UPLOAD_SCANNER = f"{__name__}.deletes_the_draft"
    assert send(sign_in(world.owner), world.draft(), png()).status_code == 404
    assert not Evidence.objects.exists()


def deletes_the_draft(content: bytes) -> str:
    """Scan so slowly that the draft is deleted meanwhile."""
    Submission.objects.all().delete()
    return ""
