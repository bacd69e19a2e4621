"""What the pages of the lists are made of: a table with the acts on each row, and a form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from catalog.enums import CodeList
from catalog.lists.queries import list_history
from config.numbered_pages import NumberedPage
from config.refusals import sent_and_done

office_only = OfficeGuard("این فهرست را دفتر آمار وزارت نگه می‌دارد.", Permission.MANAGE_CATALOGUE)


@dataclass(frozen=True)
class RowAct:
    """What may be done to a row, and the address at which it is done."""

    label: str
    url: str


@dataclass(frozen=True)
class TableRow:
    """One row: what it is called, perhaps its code, its state as a chip, and its other cells."""

    title: str
    cells: Sequence[str]
    code: str = ""
    # The address of its own page, where it has one.
    url: str = ""
    chip: str = ""
    word: str = ""
    acts: Sequence[RowAct] = ()


@dataclass(frozen=True)
class ListPage:
    """A list: its heading, what it is for, its columns and rows, and what may be added.

    `states` tells whether rows have a chip; `history` names the list whose changes are shown.
    """

    heading: str
    lead: str
    columns: Sequence[str]
    rows: Sequence[TableRow]
    empty: str
    add: Sequence[RowAct] = ()
    notes: Sequence[str] = ()
    links: Sequence[RowAct] = ()
    states: bool = False
    history: CodeList | None = None
    page: NumberedPage[Any] | None = None
    asked: str | None = None
    ask_label: str = ""
    above: RowAct | None = None

    @property
    def body(self) -> list[tuple[TableRow, list[tuple[str, str]]]]:
        """The rows, each with its cells by column, as a narrow screen says them."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]


class Counted(Sequence[Any]):
    """Rows of a query as a sequence: counted and cut by the database."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, part: Any) -> Any:
        return list(self.rows[part])


@dataclass(frozen=True)
class FormFrame:
    """What stands around a form: its heading, where it leads back to, its button, what was done."""

    heading: str
    back: RowAct
    submit: str
    done: str = ""
    lead: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


def show_list(request: HttpRequest, page: ListPage) -> HttpResponse:
    """Show a list, and who changed it last."""
    history = list_history(page.history) if page.history else None
    context = {"list": page, "history": history}
    return render(request, "statistics/office/lists/table.html", context)


def edit(
    request: HttpRequest, form: Any, act: Callable[[], object], frame: Callable[[], FormFrame]
) -> HttpResponse:
    """Show a form, and carry out what it sends; what is refused is said at its field.

    `frame` is asked after the act, so that it may say what came of it.
    """
    if sent_and_done(request, form, act):
        found = frame()
        messages.success(request, found.done)
        return redirect(found.back.url)
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    context = {
        "form": form,
        "errors": errors,
        "kept": form.is_bound and not posted,
        "frame": frame(),
    }
    status = 422 if errors else 200
    return render(request, "statistics/office/lists/form.html", context, status=status)
