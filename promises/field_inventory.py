"""Every field the portal has, found where it is: in the pages, in what views read, in the forms."""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeAlias
from unittest.mock import patch
from urllib.parse import urlsplit

from django.forms import BaseForm
from django.http import QueryDict
from django.urls import resolve, reverse

from accounts.models import Organization
from accounts.reset_links import link_for
from oversight.meetings.services import write
from promises.pytest_plugin import ROOT
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import OrganizationalIndicator
from tests import access_table as table
from tests.access import Stage, body_of
from tests.oversight.best_units import another_unit
from tests.oversight.best_units.posts import proposal
from tests.oversight.meetings.posts import posted, task_for
from tests.ranks import APPS
from tests.statistics.organizational.cases import written
from tests.units.imports.acts import checked
from tests.units.imports.files import row
from tests.world import FILED_AT, MEHR, World
from units.models import Import, Licence

TYPED = {"text", "search", "email", "tel", "number", "url"}
# Shown only on a second page of rows, at a product with a dash, or where tonnes differ; and the
# answer to the question that switching accounts asks first.
LISTED = ("goto", "add", "off", "pick", "swap", "back")
MORE = {
    "statistics:production": LISTED,
    "statistics:exports": LISTED,
    "technical:accounts_user_changelist": ("sure",),
}
MORE_TYPED = {"statistics:exports": {"exports-0-tonnes_reason"}}
# A posted form goes by the name `posted` once it has left the request.
READ_BY_HAND = re.compile(
    r"(?:\.(GET|POST)|\bposted)(?:\.get(?:list)?\(|\.text\(|\.code\(|\[)'([\w-]+)'"
)
# Who opens which address.
FieldPlace: TypeAlias = tuple[str, str]


@dataclass
class InventoriedForm:
    """One form of one page: who has it, where it is sent, and what a browser would send.

    `typed` are the fields in which people write and of which the page shows what they wrote.
    """

    persona: str
    address: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return resolve(urlsplit(self.address).path).view_name

    @property
    def shape(self) -> tuple[str, str, frozenset[str]]:
        """What makes it another form: numbers of rows and cases do not."""
        return self.name, self.method, frozenset(map(shape_of, self.fields))

    @property
    def fields(self) -> list[str]:
        """Every name that can be sent, in a fixed order."""
        return sorted({*self.values, *self.buttons, *self.typed} - {"csrfmiddlewaretoken"})


def shape_of(name: str) -> str:
    """Take the number of its row out of a field's name."""
    return re.sub(r"-\d+-", "-N-", name)


@dataclass
class OpenedPage:
    """A page that somebody has opened: its status, its forms, what it asked of its query string."""

    persona: str
    address: str
    status: int
    forms: list[InventoriedForm]
    asked: set[str]

    @property
    def name(self) -> str:
        return resolve(urlsplit(self.address).path).view_name


def visits_of(
    stage: Stage,
    pages: Iterable[FieldPlace],
    look: Callable[[str, str, Any], None] = lambda *_: None,
) -> Iterator[OpenedPage]:
    """Open each page once; whoever wants more of it may `look` at the answer."""
    for persona, address in pages:
        with noticed() as asked:
            answer = stage.browser(persona).get(address)
        look(persona, address, answer)
        html = "text/html" in answer.headers.get("Content-Type", "") and not answer.streaming
        body = body_of(answer)
        forms = _parsed(persona, address, body.decode()) if html else []
        yield OpenedPage(persona, address, answer.status_code, forms, asked)


def forms_of(visits: Iterable[OpenedPage]) -> list[InventoriedForm]:
    """Find every form of these pages that is posted, each shape once."""
    found: dict[tuple[str, str, frozenset[str]], InventoriedForm] = {}
    for visit in visits:
        for form in visit.forms if visit.status == 200 else ():
            if form.method == "post":
                found.setdefault(form.shape, form)
    forms = sorted(found.values(), key=lambda form: (form.name, form.method, form.fields))
    for form in forms:
        form.values.pop("csrfmiddlewaretoken", None)
        form.buttons.update(dict.fromkeys(MORE.get(form.name, ()), ""))
        form.typed |= MORE_TYPED.get(form.name, set())
    # A form whose fields another has too is tried with the larger one.
    return [form for form in forms if not any(_holds(other, form) for other in forms)]


def _holds(other: InventoriedForm, form: InventoriedForm) -> bool:
    """Tell whether another form of the same address has every field of this one, and more."""
    same = other.shape[:2] == form.shape[:2]
    return same and set(form.fields) < set(other.fields)


def queries_of(visits: Iterable[OpenedPage]) -> list[InventoriedForm]:
    """Find what each page asks of its query string, noticed while it was opened."""
    found: dict[tuple[str, bool], InventoriedForm] = {}
    for visit in visits:
        names = {name for form in visit.forms if form.method == "get" for name in form.fields}
        if names := names | visit.asked:
            form = InventoriedForm(visit.persona, visit.address, "get")
            form = found.setdefault((form.name, visit.persona in table.SIGNED_OUT), form)
            form.values.update(dict.fromkeys(sorted(names), ""))
    return [found[key] for key in sorted(found)]


def read_in_code() -> dict[str, set[str]]:
    """Find the names that code reads from a request by hand: of GET, and of POST."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in _code():
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            source = _written(node, text) if isinstance(node, ast.Call | ast.Subscript) else ""
            for kind, name in READ_BY_HAND.findall(source):
                found[kind or "POST"].add(name)
    return found


def _written(node: ast.expr, text: str) -> str:
    try:
        return ast.unparse(node)
    except ValueError:
        # Python 3.11 cannot write back an f-string that holds a backslash.
        return (ast.get_source_segment(text, node) or "").replace('"', "'")


def fields_in_code() -> dict[str, type[Any]]:
    """Find every field of every form class of the portal, with its class."""
    kinds = {}
    for form in _subclasses(BaseForm):
        if form.__module__.split(".")[0] in APPS:
            kinds.update({name: type(f) for name, f in getattr(form, "base_fields", {}).items()})
    return kinds


def _subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for below in kind.__subclasses__():
        yield below
        yield from _subclasses(below)


def _code() -> Iterator[Path]:
    for app in APPS:
        yield from sorted((ROOT / app).rglob("*.py"))


def pages_of(stage: Stage) -> Iterator[FieldPlace]:
    """Yield everybody with every page that the access table opens to them."""
    for persona in table.PERSONAS:
        for cell in table.cells(persona, ("GET",)):
            if cell.status == 200 and cell.persona != table.TOKEN:
                yield persona, stage.address(cell)
    yield table.ANONYMOUS, reset_address(stage)
    # Of nobody: what it answers with a right key is of the calendar's own tests.
    yield table.ANONYMOUS, reverse("calendar:feed")
    yield table.PROVINCE, import_address(stage)
    yield table.UNION, task_address(stage)
    yield table.HEAD, best_units_address(stage)
    yield table.HEAD, office_report_address(stage)
    indicator = OrganizationalIndicator.objects.get()
    for name in ("indicator", "indicator_end"):
        yield table.STATISTICS, reverse(f"organizational:{name}", args=[indicator.pk])


def task_address(stage: Stage) -> str:
    """Leave a task of a meeting to the union: no minutes are sent on the stage."""
    province, union = (Organization.objects.get(code=code) for code in ("03", "union"))
    head, month = stage.people[table.HEAD], MEHR - 2
    minutes = posted(task_for(union))
    sent = write(head, province, month, minutes, 0, FILED_AT, send=True)
    return reverse("meetings:task", args=[sent.tasks.get().pk])


def office_report_address(stage: Stage) -> str:
    """Let a report of the province wait for its head; that of the last month is still to write."""
    province, period = Organization.objects.get(code="03"), IndicatorPeriod(MEHR - 2)
    written(stage.people[table.PROVINCE], province, ("12",), period, send=True)
    return reverse("organizational:report", args=[province.code, period.code])


def best_units_address(stage: Stage) -> str:
    """Let a unit have filed its year, on a day on which its province may still name it."""
    offices = {one.code: one for one in Organization.objects.order_by("pk")}
    unit, _ = stage.units[table.NEAR]
    world = World(
        ministry=offices["ministry"],
        province=offices["03"],
        union=offices["union"],
        owner=stage.people[table.OWNER],
        union_officer=stage.people[table.UNION],
        province_officer=stage.people[table.PROVINCE],
        ministry_officer=stage.people[table.MINISTRY],
        licence=Licence.objects.select_related("unit").filter(unit=unit)[0],
    )
    # The near unit's licence is suspended by now.
    return proposal(another_unit(world, 7, "واحد نامزد")).page


def import_address(stage: Stage) -> str:
    """Find the dry run of a province's file, with rows of every verdict; brought once."""
    person = stage.people[table.PROVINCE]
    run = Import.objects.filter(by=person).order_by("pk").first()
    if run is None:
        office = Organization.objects.get(code="03")
        run = checked(person, [row(1), row(2, postal_code="12"), row(2)], office)
    return reverse("imports:one", args=[run.pk])


def reset_address(stage: Stage) -> str:
    """Open a link for a new password in the browser of nobody, where it is written then."""
    # A sign-in ends the links that were made before it.
    stage.browser(table.DELEGATE)
    link = link_for(stage.people[table.DELEGATE])
    stage.browser(table.ANONYMOUS).post(reverse("accounts:reset_confirm"), {"link": link})
    return reverse("accounts:reset_set")


@contextmanager
def noticed() -> Iterator[set[str]]:
    """Notice which names are looked up in a query string."""
    names: set[str] = set()

    def noticing(original: Callable[..., Any]) -> Callable[..., Any]:
        def look(data: QueryDict, key: str, *more: Any, **named: Any) -> Any:
            names.add(key)
            return original(data, key, *more, **named)

        return look

    with ExitStack() as patches:
        for look_up in ("__getitem__", "__contains__", "getlist"):
            noticing_one = noticing(getattr(QueryDict, look_up))
            patches.enter_context(patch.object(QueryDict, look_up, noticing_one))
        yield names


def _parsed(persona: str, address: str, text: str) -> list[InventoriedForm]:
    reader = _Forms(persona, address)
    reader.feed(text)
    for name, tag, said in reader.apart:
        reader.take(reader.named[name], tag, said)
    return reader.forms


class _Forms(HTMLParser):
    """Reads the forms of a page with the values that a browser would send."""

    def __init__(self, persona: str, address: str) -> None:
        super().__init__()
        self.persona, self.address = persona, address
        self.forms: list[InventoriedForm] = []
        self.open: InventoriedForm | None = None
        self.inside = ""
        # Fields that stand outside the form they name.
        self.named: dict[str, InventoriedForm] = {}
        self.apart: list[tuple[str, str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            where = said.get("action") or self.address
            self.open = InventoriedForm(self.persona, where, said.get("method", "get"))
            self.forms.append(self.open)
            self.named[said.get("id", "")] = self.open
        elif tag == "option" and self.open and self.inside:
            chosen = "selected" in said or not self.open.values[self.inside]
            if chosen:
                self.open.values[self.inside] = said.get("value", "")
        elif said.get("form") and said.get("name"):
            # The form it names may stand further down: taken when the page is read to its end.
            self.apart.append((said["form"], tag, said))
        elif self.open and said.get("name"):
            self.take(self.open, tag, said)

    def take(self, form: InventoriedForm, tag: str, said: dict[str, str]) -> None:
        """Take a field of a form with what a browser would send."""
        plain = {"input": "text", "button": "submit"}.get(tag, tag)
        name, kind = said["name"], said.get("type", plain)
        self.inside = name if tag in ("select", "textarea") else ""
        if kind == "submit":
            # The step is sent as with its first button, «confirm» where there is one.
            form.buttons.setdefault(name, said.get("value", ""))
            if said.get("value") == "confirm":
                form.buttons[name] = "confirm"
            return
        ticked = kind not in ("radio", "checkbox") or "checked" in said
        if ticked or name not in form.values:
            form.values[name] = said.get("value", "") if ticked else ""
        if kind in TYPED or tag == "textarea":
            form.typed.add(name)

    def handle_data(self, data: str) -> None:
        if self.open and self.inside in self.open.typed:
            self.open.values[self.inside] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.inside = ""
        if tag == "form":
            self.open = None
