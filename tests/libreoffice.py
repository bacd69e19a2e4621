"""What LibreOffice reads of a file, on machines that have it: the program that many offices open.

It writes what it has read as one flat XML, in which a formula is told from text and from a number.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

from lxml import etree

PROGRAM: Final = shutil.which("soffice")
# UTF-8, commas, and what looks like a number or a formula is one: what a double click does.
_AS_CLICKED: Final = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
SECONDS: Final = 120
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# What fills a line up to the sheet's last column is not there; nor are empty lines.
MOST_REPEATED: Final = 1000


def rows_in_libreoffice(content: bytes, ending: str) -> list[list[str]]:
    """Open a file (`xlsx` or `csv`) without a window and read its first sheet.

    Numbers are as they are kept, not as they are shown. A formula begins with `live:`.
    """
    assert PROGRAM
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"opened.{ending}"
        file.write_bytes(content)
        given = [_AS_CLICKED] if ending == "csv" else []
        command = [PROGRAM, f"-env:UserInstallation=file://{folder}/home", "--headless", *given]
        command += ["--convert-to", "fods", "--outdir", f"{folder}/read", str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        # Of a national table the tree is deep in no place, and long.
        parser = etree.XMLParser(huge_tree=True)
        sheet = next(etree.parse(f"{folder}/read/opened.fods", parser).iter(f"{_TABLE}table"))
    rows = []
    for row in sheet.iter(f"{_TABLE}table-row"):
        values = [value for cell in row for value in _values(cell)]
        if any(values):
            rows += [values] * int(row.get(f"{_TABLE}number-rows-repeated", "1"))
    return rows


def _values(cell: Any) -> list[str]:
    repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
    if repeated >= MOST_REPEATED:
        return []
    if formula := cell.get(f"{_TABLE}formula"):
        return [f"live:{formula}"] * repeated
    if number := cell.get(f"{_OFFICE}value"):
        return [number] * repeated
    lines = ("".join(each.itertext()) for each in cell.iter(f"{_TEXT}p"))
    return ["\n".join(lines)] * repeated
