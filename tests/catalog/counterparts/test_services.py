"""The correspondence of ISIC Rev.3 and Rev.4, loaded with the reference data."""

import shutil
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from catalog.counterparts.queries import Counterparts, counterparts
from catalog.enums import Correspondence, CorrespondenceSource, IsicLevel
from catalog.list_files import BrokenListError
from catalog.models import IsicCounterpart, IsicNode
from catalog.services import load_reference
from tests.world import FIXTURES

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES, tmp_path / "fixtures"))


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "isic_rev4.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_every_class_has_a_counterpart(reference: None) -> None:
    classes = set(
        IsicNode.objects.filter(level=IsicLevel.CLASS).order_by().values_list("code", flat=True)
    )
    assert counterparts().keys() == classes
    assert IsicCounterpart.objects.count() == 786
    own = IsicCounterpart.objects.filter(source=CorrespondenceSource.COMPOSED)
    assert own.count() == 184
    assert not IsicCounterpart.objects.filter(title_en="").exists()


def test_a_class_says_how_it_meets_what_follows_it(reference: None) -> None:
    found = counterparts("1511", "1711", "2520")
    assert found["1511"] == Counterparts(("1010",), Correspondence.EQUAL)
    assert found["1711"].kind == Correspondence.MIXED
    assert found["1711"].codes[:2] == ("1311", "1312")
    assert "2220" in found["2520"].codes
    assert found["1511"].words == "یک به یک"
    assert counterparts("15") == {}


def test_what_is_ours_says_so(reference: None) -> None:
    row = IsicCounterpart.objects.filter(source=CorrespondenceSource.COMPOSED).first()
    assert row
    assert counterparts(row.node_id)[row.node_id].words.endswith("، برداشت این سامانه")


def test_what_the_file_corrects_is_corrected_and_a_second_run_changes_nothing(
    reference: None, folder: Path
) -> None:
    assert load_reference(folder)["isic_rev4"] == 0
    edit(folder, "1511-1010,1511,1010,equal,un,", "1511-1010,1511,1010,joined,un,")
    assert load_reference(folder)["isic_rev4"] == 1
    assert counterparts("1511")["1511"].kind == Correspondence.JOINED
    edit(folder, "1511-1010,1511,1010,joined", "1511-1030,1511,1030,joined")
    assert load_reference(folder)["isic_rev4"] == 2
    assert counterparts("1511")["1511"].codes == ("1030",)


@pytest.mark.parametrize(
    ("old", "new", "cell"),
    [
        ("1511-1010,1511,", "1511-1010,9999,", "code"),
        ("1511-1010,1511,1010,", "1511-1010,1511,101,", "rev4"),
        ("1511-1010,1511,1010,", "1511-1010,1511,1020,", "pair"),
        ("1511,1010,equal,", "1511,1010,same,", "kind"),
        ("1511,1010,equal,un,", "1511,1010,equal,me,", "source"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_by_its_cell(
    reference: None, folder: Path, old: str, new: str, cell: str
) -> None:
    edit(folder, old, new)
    with pytest.raises(BrokenListError, match=f"isic_rev4.csv, row .*column «{cell}»"):
        load_reference(folder)


def test_a_pair_is_named_by_its_codes(reference: None) -> None:
    with pytest.raises(IntegrityError, match="named_by_its_codes"), transaction.atomic():
        IsicCounterpart.objects.create(
            pair="1511-1020",
            node_id="1511",
            rev4="1030",
            kind=Correspondence.EQUAL,
            source=CorrespondenceSource.UN,
            title_en="x",
        )
