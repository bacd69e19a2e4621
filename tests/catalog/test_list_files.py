"""Code lists as people's programs save them: read, or refused by file, row and column."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organization
from catalog.list_files import BrokenListError, read_list
from catalog.models import County, Province
from catalog.services import load_reference
from tests.world import FIXTURES

COLUMNS = ("code", "name_fa")


def saved(folder: Path, content: bytes) -> Path:
    file = folder / "counties.csv"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    "content",
    [
        "code,name_fa\r\n01,گیلان\r\n".encode(),
        "code,name_fa\r\n01,گیلان\r\n".encode("utf-8-sig"),
        "code\tname_fa\r\n01\tگیلان\r\n".encode("utf-16"),
        b"\xfe\xff" + "code\tname_fa\r\n01\tگیلان\r\n".encode("utf-16-be"),
        "code;name_fa\r\n01;گيلان\r\n".encode("windows-1256"),
        "code,name_fa\r\n01,گيلان\r\n,\r\n".encode("windows-1256"),
        "\u200ecode,name_fa\r\n۰۱\u200f,گیلان\r\n".encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-be", "1256;", "1256,", "unseen"],
)
def test_a_list_is_read_however_it_was_saved(tmp_path: Path, content: bytes) -> None:
    (row,) = read_list(saved(tmp_path, content), COLUMNS)
    assert row.code("code", "[0-9]{2}") == "01"
    assert row["name_fa"].replace("ي", "ی") == "گیلان"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code,title\n01,گیلان\n", "row 1: columns are missing: name_fa"),
        ("", "row 1: columns are missing: code, name_fa"),
        ("code,name_fa\n01,گیلان,x\n", "row 2: 3 cells, the head has 2"),
        ("code,name_fa\n01,گیلان\n01,قم\n", "row 3, column «code»: «01» stands in row 2 already"),
        ("code,name_fa\n1,گیلان\n", "row 2, column «code»: «1» is not of the shape"),
        ("code,name_fa\n1,گیلان\n", "drops zeros at the beginning"),
        ("code,name_fa\nx1,گیلان\n", "row 2, column «code»: «x1»"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BrokenListError) as fault:
        [row.code("code", "[0-9]{2}") for row in read_list(saved(tmp_path, text.encode()), COLUMNS)]
    assert "counties.csv, " in str(fault.value)
    assert told in str(fault.value)


def test_letters_that_the_old_page_lost_are_refused(tmp_path: Path) -> None:
    content = "code,name_fa\n01,گیلان\n".encode("windows-1256", "replace")
    with pytest.raises(BrokenListError, match="row 2, column «name_fa»: letters were lost"):
        read_list(saved(tmp_path, content), COLUMNS)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenListError, match=r"provinces\.csv: cannot be read"):
        read_list(tmp_path / "provinces.csv", COLUMNS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES, tmp_path / "fixtures"))


@pytest.mark.django_db
def test_a_whole_folder_saved_by_excel_is_the_same_country(folder: Path) -> None:
    for file in folder.glob("*.csv"):
        file.write_text(file.read_text("utf-8").replace("\n", "\r\n"), "utf-8-sig", newline="")
    load_reference(folder)
    assert (Province.objects.count(), County.objects.count()) == (31, 481)
    assert not any(load_reference(FIXTURES).values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("provinces", "01,گیلان", "1,گیلان", "provinces.csv, row 3, column «code»"),
        (
            "counties",
            "0002,آشتیان,00",
            "0002,آشتیان,77",
            "counties.csv, row 3, column «province_code»",
        ),
        (
            "measures",
            "kg,کیلوگرم,kilogram,mass,0.001,3",
            "kg,کیلوگرم,kilogram,mass,0/001,3",
            "row 3, column «tonne_factor»",
        ),
        ("products", "سوسیس و کالباس,kg", "سوسیس و کالباس,kilo", "row 2, column «unit»: «kilo»"),
        ("holidays", "1396-01-02", "1396-13-02", "holidays.csv, row 3, column «date»"),
        ("isic", "01,division,A", "01,division,Z", "isic.csv, row 3, column «parent»: «Z»"),
        (
            "organizations",
            "سازمان صنعت، معدن و تجارت استان گیلان,01",
            "گیلان,88",
            "row 3, column «province_code»",
        ),
    ],
)
def test_the_command_names_the_cell_and_writes_nothing(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    path = folder / f"{file}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(CommandError, match=told):
        call_command("load_reference", "--folder", str(folder), verbosity=0)
    assert not Province.objects.exists()
    assert not Organization.objects.exists()
