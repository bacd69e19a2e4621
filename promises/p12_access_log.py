"""P12: no id, phone or number of a case stands in the web server's own log of requests."""

import re
import shlex
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import build_opener

import pytest

from promises.http_clients import HttpClient, Wrong
from promises.private_servers import served
from promises.pytest_plugin import ROOT, Tally
from tests.scheduler import environ
from tests.world import World

UNIT = ROOT / "deploy" / "portal-web.service"
NUMBER = "09120001180"


def log_options() -> list[str]:
    """Read how production writes its log from the unit that starts it."""
    start = re.search(r"^ExecStart=(.*)$", UNIT.read_text("utf-8"), re.M)
    assert start
    # systemd reads %% as one percent sign.
    words = shlex.split(start[1].replace("%%", "%"))
    at = words.index("--access-logfile")
    return words[at : at + 4]


@pytest.mark.django_db(transaction=True)
def test_a_journey_leaves_no_number_in_the_log(world: World, tmp_path: Path, tally: Tally) -> None:
    unit = world.unit
    case = world.filed()
    with served(tmp_path, environ(), log_options()) as port:
        office = HttpClient(port, world.union_officer)
        for typed in (NUMBER, unit.holder_id, unit.guild_id, unit.name):
            found = office.send("/search/", {"q": typed}, "/search/")
            office.read(found)
        office.send("/search/", {"q": case.tracking_number}, "/review/")
        owner = HttpClient(port, world.owner)
        ids = {"holder_id": unit.holder_id, "guild_id": unit.guild_id}
        # Step 1 answers the search with its own page, which this client takes for a refusal.
        with suppress(Wrong):
            owner.send("/statistics/new/", {"action": "search", **ids}, "/statistics/")
        # A form without its token is refused, and logged all the same.
        with suppress(HTTPError):
            build_opener().open(
                f"http://127.0.0.1:{port}/accounts/sign-up/", urlencode(ids).encode(), timeout=60
            )
    log = (tmp_path / "web.log").read_text("utf-8")
    for address in ("POST /search/", "POST /statistics/new/", "POST /accounts/sign-up/"):
        tally.add(f'"{address}"' in log, f"{address} is not in the log")
    for told in (NUMBER, unit.holder_id, unit.guild_id, NUMBER.lstrip("0"), "%DA", "?"):
        lines = [line for line in log.splitlines() if '"' in line and told in line]
        tally.add(not lines, f"{told}: {lines[:1]}")
