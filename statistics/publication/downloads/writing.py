"""Writes the files of some editions into the store, each with its length and its sum."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from typing import IO, Final

from config.jalali import JalaliMonth
from config.uploads import storage
from statistics.enums import EditionKind
from statistics.files.writers import Sheet, write_csv, write_xlsx
from statistics.models import Edition
from statistics.publication.contribution_queries import FLOWS
from statistics.publication.downloads import catalogue
from statistics.publication.downloads.codes_queries import Codes, read_codes
from statistics.publication.downloads.columns import TABLES, Table
from statistics.publication.downloads.dictionary import KeptFile, dictionary, package
from statistics.publication.downloads.periods import periods_of
from statistics.publication.downloads.rows_queries import PublicRow, rows_of
from statistics.publication.downloads.sdmx import sdmx_lines
from statistics.publication.downloads.structure import code_lists, structure_json, structure_xml
from statistics.publication.downloads.texts import LICENCE, LICENCE_URL, citation, licence_text

Writer = Callable[[IO[bytes]], object]
_TEXT: Final = (100,)


@dataclass(frozen=True)
class Scope:
    """Which edition of which month is in the files, and how they are called.

    `name` is for machines, `title` for people; `address` is the page of the files.
    """

    editions: Mapping[JalaliMonth, Edition]
    name: str
    title: str
    address: str
    prepared: datetime

    @property
    def tables(self) -> list[Table]:
        """The tables that any of the editions has."""
        flows = {flow for each in self.editions.values() for flow in FLOWS[EditionKind(each.kind)]}
        return [table for table in TABLES if flows.issuperset(table.flows)]

    def rows(self, table: Table) -> Iterator[PublicRow]:
        return rows_of(table.flows, self.editions, table.stock)


@dataclass
class FileWriter:
    """Writes one file after the other; `keys` are those of the store, also of a broken one."""

    keys: list[str]
    kept: list[tuple[KeptFile, str]]

    def write(self, name: str, write: Writer) -> None:
        key = storage.new_key()
        self.keys.append(key)
        with storage.writing(key) as file:
            write(file)
            file.flush()
            file.seek(0)
            digest = file_digest(file, "sha256").hexdigest()
            self.kept.append((KeptFile(name, file.tell(), digest), key))

    def put(self, name: str, content: bytes) -> None:
        self.write(name, lambda file: file.write(content))

    @property
    def files(self) -> list[KeptFile]:
        return [file for file, _ in self.kept]


def write_files(scope: Scope, keys: list[str]) -> list[tuple[KeptFile, str]]:
    """Write all files of a scope; return each with its key, which `keys` has as soon as it is.

    Inside a transaction, of which all of them are one reading.
    """
    out, codes = FileWriter(keys, []), read_codes()
    for table in scope.tables:
        _write_table(out, table, scope, codes)
    lists = code_lists(codes, periods_of(scope.editions.keys()))
    out.put(catalogue.XML, structure_xml(lists, scope.name, scope.prepared))
    out.put(catalogue.JSON, structure_json(lists, scope.name, scope.prepared))
    out.write(catalogue.COLUMNS, lambda file: write_csv(file, dictionary(scope.tables)))
    out.put(catalogue.LICENCE, licence_text(scope.title, scope.address).encode())
    described = package(scope.name, scope.title, scope.tables, out.files, scope.address)
    out.put(catalogue.PACKAGE, described)
    sums = (f"{file.sha256}  {file.name}\n" for file in out.files)
    out.put(catalogue.SUMS, "".join(sums).encode())
    return out.kept


def _write_table(out: FileWriter, table: Table, scope: Scope, codes: Codes) -> None:
    def sheet() -> Sheet:
        rows = ([c.read(row, codes) for c in table.columns] for row in scope.rows(table))
        widths = tuple(column.width for column in table.columns)
        return Sheet(table.title, [column.heading for column in table.columns], rows, widths)

    # Read anew for each form: a table may be longer than memory.
    out.write(f"{table.name}.csv", lambda file: write_csv(file, sheet()))
    beside = (dictionary([table]), _licence(scope))
    out.write(f"{table.name}.xlsx", lambda file: write_xlsx(file, sheet(), *beside))
    out.write(
        f"{table.name}.sdmx.csv",
        lambda file: file.writelines(sdmx_lines(table, scope.rows(table), codes)),
    )


def _licence(scope: Scope) -> Sheet:
    rows: Sequence[list[str]] = [[LICENCE], [LICENCE_URL], [citation(scope.title)], [scope.address]]
    return Sheet("مجوز و استناد", [scope.title], rows, _TEXT)
