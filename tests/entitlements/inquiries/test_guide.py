"""The commands of the guide for agencies, run as they stand by curl against a real server."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from entitlements.inquiries import worker
from entitlements.inquiries.rules import token_of
from tests.entitlements.inquiries.posts import token_under
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = Path(settings.BASE_DIR, "docs", "guide", "agency.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"```sh\n(.*?)```", GUIDE, re.S)


def run(command: str, **environ: str) -> dict[str, Any]:
    done = subprocess.run(
        ["bash", "-c", command],
        env={"PATH": os.environ["PATH"], "no_proxy": "*", **environ},
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_an_agency_that_copies_the_guide_is_answered(
    shared_world: World, live_server: Any, settings: Any
) -> None:
    settings.SITE_URL = live_server.url
    token = token_under(shared_world, timezone.now())
    unit = shared_world.unit
    environ = {
        "SITE": live_server.url,
        "TOKEN": token_of(token.seed),
        "GUILD_ID": unit.guild_id,
        "HOLDER_ID": unit.holder_id,
    }
    single, many, status = COMMANDS
    assert run(single, **environ)["result"] == "found"
    accepted = run(many, **environ)
    assert run(many, **environ) == accepted
    worker.run_waiting()
    told = run(status, **environ, STATUS_URL=accepted["status_url"])
    assert [(row["key"], row["result"]) for row in told["answers"]] == [("a-1", "found")]
