"""Downloads in the browser of anybody: addresses that stay, and no byte twice."""

from typing import Any

import pytest
from django.test import Client

from config.uploads import storage
from statistics.models import Edition
from tests.statistics.publication.downloads import fill, published
from tests.statistics.publication.worlds import MONTH, PublishingWorld
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(world: World) -> Edition:
    publishing = PublishingWorld(world)
    fill(publishing, [MONTH])
    [found] = published(publishing)
    return found


def test_the_page_leads_to_every_file_of_the_series_and_to_the_editions(
    client: Client, edition: Edition
) -> None:
    text = client.get("/public/data/").content.decode()
    for name in ("production.csv", "employment.xlsx", "exports.sdmx.csv", "SHA256SUMS"):
        assert f'href="/public/data/{name}"' in text
    assert 'href="/public/data/1404-03/1/"' in text
    assert "کد واحدی که مقدار با آن ثبت شده است" in text
    of_edition = client.get("/public/data/1404-03/1/").content.decode()
    assert 'href="/public/data/1404-03/1/production.csv"' in of_edition
    assert "http://testserver/public/data/1404-03/1/" in of_edition


def test_without_an_edition_the_page_says_so(client: Client, world: World) -> None:
    assert "هنوز آماری منتشر نشده است" in client.get("/public/data/").content.decode()


def got(client: Client, address: str, **headers: str) -> Any:
    """Take an answer to its end, so that its file is closed."""
    answer: Any = client.get(
        address, headers={name.replace("_", "-"): v for name, v in headers.items()}
    )
    if answer.streaming:
        answer.taken = b"".join(answer)
    return answer


@pytest.mark.parametrize(
    ("place", "kept"),
    [("1404-03/1/", "public, max-age=31536000, immutable"), ("", "public, no-cache")],
)
def test_a_file_that_the_reader_has_is_not_sent_again(
    client: Client, edition: Edition, place: str, kept: str
) -> None:
    address = f"/public/data/{place}production.csv"
    first = got(client, address)
    assert first.headers["Cache-Control"] == kept
    etag = first.headers["ETag"]
    assert etag == f'"{edition.files.get(name="production.csv").sha256}"' or not place
    again = got(client, address, If_None_Match=etag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    assert got(client, address, If_None_Match='"other"').taken == first.taken
    head = client.head(address)
    assert (head.status_code, b"".join(head)) == (200, b"")
    head.close()


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("production.csv", "text/csv; charset=utf-8"),
        ("production.sdmx.csv", "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"),
        ("structure.xml", "application/vnd.sdmx.structure+xml; version=3.0.0"),
        ("structure.json", "application/vnd.sdmx.structure+json; version=2.0.0"),
        ("datapackage.json", "application/json"),
        ("licence.txt", "text/plain; charset=utf-8"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_says_what_it_is_and_runs_nothing(
    client: Client, edition: Edition, name: str, media: str
) -> None:
    answer = got(client, f"/public/data/1404-03/1/{name}")
    assert answer.headers["Content-Type"] == media
    assert answer.headers["Content-Disposition"] == f'attachment; filename="1404-03-1-{name}"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "address",
    [
        "1404-03/2/",
        "1404-04/1/",
        "1404-13/1/",
        "140403/1/",
        "1-40403/1/",
        "1404-03/99999999999999999999/",
        "1404-03/1/secret.csv",
        "1404-03/1/production.csv.bak",
        "1404-03/1/..%2Fproduction.csv",
        "1404-03/0/production.csv",
        "1404-03/01/production.csv",
        "1404-3/1/production.csv",
        "۱۴۰۴-۰۳/۱/production.csv",
        "units.csv",
        "PRODUCTION.csv",
        "..%2F..%2Fmanage.py",
    ],
)
def test_what_is_not_published_is_not_there_in_the_portals_look(
    client: Client, edition: Edition, address: str
) -> None:
    answer = client.get(f"/public/data/{address}")
    assert answer.status_code == 404
    assert "این صفحه پیدا نشد" in answer.content.decode()
    assert "public" not in answer.headers["Cache-Control"]


def test_nothing_is_sent_to_a_file(client: Client, edition: Edition) -> None:
    for address in ("", "production.csv", "1404-03/1/production.csv"):
        assert client.post(f"/public/data/{address}").status_code == 405


def test_an_edition_that_is_not_out_has_no_address(client: Client, world: World) -> None:
    publishing = PublishingWorld(world)
    fill(publishing, [MONTH])
    publishing.ask()
    assert client.get("/public/data/1404-03/1/").status_code == 404
    assert client.get("/public/data/production.csv").status_code == 404


def test_a_file_that_the_disk_lost_is_not_there(client: Client, edition: Edition) -> None:
    storage.drop(edition.files.get(name="licence.txt").stored)
    assert client.get("/public/data/1404-03/1/licence.txt").status_code == 404
