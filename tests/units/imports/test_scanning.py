"""A file that the scanner finds harmful is kept nowhere, nor is one of which it says nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from config.uploads.scanning import INFECTED, UNSCANNED
from tests.units.imports.files import csv_of, row
from tests.world import World
from units.models import Import

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


def finds_harm(content: bytes) -> str:
    return "Eicar-Test-Signature"


def is_away(content: bytes) -> str:
    raise ConnectionError


def finds_nothing(content: bytes) -> str:
    assert content.startswith(b"\xef\xbb\xbf")
    return ""


@pytest.mark.parametrize(("scanner", "words"), [(finds_harm, INFECTED), (is_away, UNSCANNED)])
def test_what_the_scanner_does_not_let_pass_is_kept_nowhere(
    world: World,
    sign_in: SignIn,
    settings: Settings,
    tmp_path: Path,
    scanner: Callable[[bytes], str],
    words: str,
) -> None:
    settings.PORTAL_FILES = tmp_path / "files"
    settings.UPLOAD_SCANNER = f"{__name__}.{scanner.__name__}"
    file = SimpleUploadedFile("guilds.csv", csv_of([row(1)]))
    browser = sign_in(world.province_officer)
    answer = browser.post("/imports/", {"kind": "units", "scope": "03", "file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert '<option value="03" selected>' in page
    assert not Import.objects.exists()
    assert not settings.PORTAL_FILES.exists()


def test_what_is_harmless_goes_on_to_be_read(
    world: World, sign_in: SignIn, settings: Settings
) -> None:
    settings.UPLOAD_SCANNER = f"{__name__}.{finds_nothing.__name__}"
    file = SimpleUploadedFile("guilds.csv", csv_of([row(1)]))
    browser = sign_in(world.province_officer)
    sent = browser.post("/imports/", {"kind": "units", "scope": "03", "file": file})
    assert sent.status_code == 302
    assert Import.objects.get().size == file.size
