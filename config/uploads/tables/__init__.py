"""Tables that people upload (XLSX, CSV): read in a bounded process, refused by cell.

Declare the columns once; the reader, the template and the file of refused rows are made of them:

    COLUMNS = (
        TableColumn("guild_id", "شناسه صنفی", readers.code(10, "شناسه صنفی"), required=True,
                    help="شناسهٔ ده‌رقمی مرکز اصناف", example="0471180263"),
        TableColumn("name", "نام واحد", readers.words(150), required=True),
        TableColumn("issued_on", "تاریخ صدور", readers.day(), other_headings=("صدور پروانه",)),
    )
    with open_table(file, COLUMNS) as table:
        for row in table.rows():
            if row.faults: ...
            else: row.values["guild_id"] ...

`uploaded.open_table(source, columns)`: `source` is an open file with a descriptor (best: nothing of
it is held in this process) or bytes; at most 20 MB, 100,000 rows, 60 columns. Raises
`config.uploads.errors.UnacceptableFileError` with one Persian sentence that says what to do; after
that nothing is raised any more. It runs another process for seconds (100,000 × 18 cells: 10 s) and
waits its turn, so a large file is read by a worker. Gives an `UploadedTable`:

- `rows()`: an iterator of `TableRow`, again and again while open; empty rows and repeated heads are
  left out. Nothing but the row at hand is held.
- `TableRow.line`: the row as a sheet counts it. `.values`: by key of column; None for an empty
  cell; **no key** for a column that the file lacks and for a cell that was refused. `.faults`:
  `CellFault(line, column, written, fault, remedy)`, where `column` is our heading, empty for the
  whole row. `.written`: its cells (list of str) for `refused_rows`; what would pass as a text,
  such as a day among names, begins with «درست کنید:», so that it is refused until it is corrected.
- `present`: keys of the columns that the file has (a column it lacks is not to be changed; an
  empty cell is an empty value). `headings`: the head as it stands in the file. `sheet`: its name,
  empty for CSV. `row_count`: rows below the head, repeated heads included, known before reading.
- `notes`: Persian sentences for the person (hidden rows that were read, hidden sheets and unknown
  columns that were not, …); complete once the rows are read.

`readers`: `code(digits, name)`, `national_id()`, `legal_id()`, `holder_id()`, `postal_code()`,
`mobile()`, `phone()`, `whole(limit)`, `decimal(decimals, limit)`, `day()`, `choice({word: value})`,
`words(longest)`. A reader is `Callable[[str], value | None]` that raises
`cells.UnreadableCellError(fault, remedy)`; wrap one to add a rule of your own, for example
`lambda raw: my_rule(readers.code(10)(raw))`. Results are remembered by text inside one reading of
a file, so a reader depends on nothing but the cell.

`template_files`: `write_template_xlsx(out, title, columns)`, `write_template_csv(out, columns)`.
`refused_rows.write_refused_rows(out, headings, rows)`: an XLSX of the refused rows as they came,
with «خطا» and «چه کنید», to be corrected and sent again as it is.
"""
