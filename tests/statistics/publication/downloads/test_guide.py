"""The examples of the guide for readers do what it says, with the files that are published."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from config.local.guide_pictures import GUIDES
from statistics.publication.downloads.catalogue import XML
from tests.statistics.publication.downloads import fetched, fill, published, table
from tests.statistics.publication.worlds import MONTH, PublishingWorld
from tests.world import World

pytestmark = pytest.mark.django_db
FILES = ("production.csv", "production.sdmx.csv", XML)


@pytest.fixture
def examples() -> list[str]:
    text = (GUIDES / "public.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


@pytest.fixture
def folder(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand where the files of the series were downloaded."""
    publishing = PublishingWorld(world)
    fill(publishing, [MONTH - 2, MONTH - 1, MONTH])
    published(publishing, MONTH - 2, MONTH - 1, MONTH)
    for name in FILES:
        (tmp_path / name).write_bytes(fetched(name))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(example: str, folder: Path) -> dict[str, Any]:
    script = folder / "example.py"
    script.write_text(example, encoding="utf-8")
    return runpy.run_path(str(script))


def test_the_example_of_pandas_reads_months_and_hidden_figures(
    folder: Path, examples: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(examples[0], folder)
    lines = [line for line in table("production.csv") if line["نوع دوره"] == "ماهانه"]
    assert len(found["months"]) == len(lines)
    hidden = [line for line in lines if line["وضعیت مقدار"] == "پوشیده"]
    assert len(found["hidden"]) == len(hidden) > 0
    assert list(found["table"].columns) == ["1404-01", "1404-02", "1404-03"]
    country = next(line for line in lines if line["کد محل"] == "IR" and line["مقدار"])
    row = found["table"].loc[country["کد محصول"]]
    assert float(row[country["دوره"]].iloc[0]) == float(country["مقدار"])
    assert f"{len(hidden)} of {len(lines)} figures are hidden" in capsys.readouterr().out


def test_the_example_of_sdmx_reads_values_status_and_names(
    folder: Path, examples: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(examples[1], folder)
    lines = table("production.sdmx.csv")
    assert len(found["observations"]) == len(lines)
    for name, status in (("published", "A"), ("suppressed", "Q")):
        assert len(found[name]) == len([r for r in lines if r["OBS_STATUS"] == status]) > 0
    names = {line["کد محصول"]: line["محصول"] for line in table("production.csv")}
    assert names.items() <= found["products"].items()
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 3
    assert all(any(name in line for name in names.values()) for line in printed)


def test_the_guide_has_no_other_example(examples: list[str]) -> None:
    assert len(examples) == 2
