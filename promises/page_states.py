"""Every page in every state it can be met in, each with what tells it from others."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import resolve, reverse

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization
from accounts.reset_links import link_for
from catalog.models import Product
from config.jalali import JalaliMonth
from demo.inquiries import let_ask
from demo.support import let_support
from entitlements.models import Agreement, SupportQuestion
from promises.field_inventory import (
    FieldPlace,
    InventoriedForm,
    import_address,
    reset_address,
)
from promises.fuzz_requests import send
from promises.fuzz_targets import Opened
from review import workflow
from review.correspondence.correction_requests import request_correction
from review.correspondence.services import ask
from review.sweep.engine import sweep
from statistics.calendar.services import renew
from statistics.enums import CellStatus, EditionKind, Flow
from statistics.models import Submission
from statistics.publication.queries import CellKey
from statistics.publication.services import publishing_office
from tests import access_table as table
from tests.access import Stage, body_of
from tests.clone_cases import copies
from tests.review.cases import another_union
from tests.statistics.publication.editions import published_by_hand
from tests.statistics.publication.mirror.worlds import TEN, makers
from tests.statistics.publication.worlds import PublishingWorld
from tests.world import BAG, FILED_AT, MEHR, SHOES, World, officer, person, tehran

NEWCOMER, NEW_UNION = "newcomer", "union without cases"
EMPTY, FULL = "empty", "full"
REASON = "مقدار تولید با برگ فروش این ماه مطابقت ندارد؛ دوباره ببینید."
SEARCHES = (
    "/catalog/search/?q=کیسه",
    "/catalog/search/?q=هیچ",
    "/catalog/tree/?node=2520",
    "/statistics/new/?holder_id=9990000018",
    "/statistics/new/?guild_id=1",
    "/review/?only=again",
    "/review/?only=requests",
    "/review/?narrow=1",
    "/review/?trade=1920",
    "/review/decisions/?kind=returned",
    "/units/?only=open",
    "/units/?trade=1920",
    "/figures/?period=139807",
    "/figures/?period=1398q3&all=1",
    "/figures/filings/?period=139807",
    "/units/?only=open&month=139807",
)
# Months that nobody on stage has filed.
OLDER = MEHR - 9
# What is out: how many months before, which edition, its number and what it says.
_OUT = (
    (12, EditionKind.FINAL, 1, 40),
    (1, EditionKind.FINAL, 1, 50),
    (0, EditionKind.PRELIMINARY, 1, 30),
    (0, EditionKind.FINAL, 2, 60),
)


@dataclass(frozen=True)
class Sight:
    """A page: whose it is, of which address, in which state, and how it is asked for."""

    persona: str
    name: str
    state: str
    ask: Callable[[], Any]

    @cached_property
    def answer(self) -> Any:
        """Ask for the page when somebody looks at it, once."""
        return self.ask()


def name_of(path: str) -> str:
    return str(resolve(path.partition("?")[0]).view_name)


def opened_pages(stage: Stage, begun: Iterable[FieldPlace]) -> Iterator[Sight]:
    """Yield everybody's pages of the access table, the draft and the filed month apart.

    After them the pages of those who have `begun`.
    """
    for persona in table.PERSONAS:
        for cell in table.cells(persona, ("GET",)):
            if cell.status == 200 and persona != table.TOKEN:
                ask = partial(stage.browser(persona).get, stage.address(cell))
                yield Sight(persona, cell.name, cell.state, ask)
    for verdict in ("", "?show=new", "?show=refused"):
        ask = partial(stage.browser(table.PROVINCE).get, f"{import_address(stage)}{verdict}")
        yield Sight(table.PROVINCE, "imports:one", f"dry run {verdict}".strip(), ask)
    nobody = stage.browser(table.ANONYMOUS)
    ask = partial(nobody.get, reset_address(stage), follow=True)
    yield Sight(table.ANONYMOUS, "accounts:reset_set", "", ask)
    link = {"link": link_for(stage.people[table.OWNER])}
    ask = partial(nobody.get, reverse("accounts:reset_confirm"), link)
    yield Sight(table.ANONYMOUS, "accounts:reset_confirm", "", ask)
    for persona, address in begun:
        ask = partial(stage.browser(persona).get, address)
        yield Sight(persona, name_of(address), "begun", ask)


def empty_pages(stage: Stage, world: World) -> Iterator[Sight]:
    """Yield the pages of a person without a unit and of a union without cases."""
    stage.people[NEWCOMER] = person("newcomer")
    stage.people[NEW_UNION] = officer("new-union", Role.UNION_OFFICER, another_union(world))
    for persona, like in ((NEWCOMER, table.OWNER), (NEW_UNION, table.UNION)):
        yield from _plain(stage, persona, like, EMPTY)
        yield from _searches(stage, persona, EMPTY)


def full_pages(stage: Stage, world: World) -> Iterator[Sight]:
    """Yield lists with many rows and a case in each state, for all who read it."""
    numbers = _cases(world)
    copies(Submission.objects.get(tracking_number=numbers["filed"]), 40)
    _take_a_sheet(stage)
    _publish_a_group(stage, world)
    for persona in (table.OWNER, *table.READERS, *table.OTHERS):
        yield from _plain(stage, persona, persona, FULL)
        yield from _searches(stage, persona, FULL)
        for state, number in numbers.items() if persona not in table.OTHERS else ():
            yield from _of_case(stage, persona, state, number)
    for persona in (table.OWNER, *table.READERS, table.STATISTICS):
        yield from _of_unit(stage, persona, world)
    for address in ("/public/data/", files_of(OLDER - 2)):
        for persona in (table.ANONYMOUS, table.OWNER):
            ask = partial(stage.browser(persona).get, address)
            yield Sight(persona, name_of(address), FULL, ask)
    yield from _published(stage)
    yield from _asked(stage, world)
    yield from _supported(stage, world)
    yield from _letters(stage, world, numbers)


def _supported(stage: Stage, world: World) -> Iterator[Sight]:
    """Yield what a province asked before support: of one unit, of a list, on paper."""
    let_support(world.owner, stage.people[table.PROVINCE], FILED_AT)
    for question in SupportQuestion.objects.order_by("pk"):
        for address in (
            reverse("service_desk:log"),
            reverse("service_desk:one", args=[question.pk]),
            reverse("service_desk:letter", args=[question.pk, 1]),
        ):
            ask = partial(stage.browser(table.PROVINCE).get, address)
            yield Sight(table.PROVINCE, name_of(address), f"{FULL} {question.rows}", ask)


def _letters(stage: Stage, world: World, numbers: dict[str, str]) -> Iterator[Sight]:
    """Yield the printed letters of a case and of a unit, and a calendar with its address."""
    renew(world.owner, FILED_AT)
    for address in (
        reverse("letters:receipt", args=[numbers["filed"]]),
        reverse("letters:return", args=[numbers["returned"]]),
        reverse("letters:warning", args=[world.unit.pk]),
        reverse("calendar:index"),
    ):
        ask = partial(stage.browser(table.OWNER).get, address)
        yield Sight(table.OWNER, name_of(address), FULL, ask)


def _asked(stage: Stage, world: World) -> Iterator[Sight]:
    """Yield who asked about the unit, as the desk, the reviewer and the unit's people see it."""
    office = stage.people[table.STATISTICS]
    desk = publishing_office(office)
    assert desk
    second = officer("stats-second", Role.STATISTICS_OFFICER, desk)
    let_ask(world.owner, stage.people[table.IMPORT], (office, second), FILED_AT)
    agreement = Agreement.objects.get(number="1405/17")
    unit = world.unit
    ids = {"guild_id": unit.guild_id, "holder_id": unit.holder_id}
    asked = ids | {"order_number": "40518278", "months": "12"}
    looked = stage.browser(table.IMPORT).post(reverse("orders:index"), asked, follow=True)
    yield Sight(table.IMPORT, "orders:found", FULL, partial(_itself, looked))
    for persona, address in (
        (table.IMPORT, reverse("orders:looks")),
        (table.STATISTICS, reverse("inquiries:index")),
        (table.STATISTICS, reverse("inquiries:one", args=[agreement.pk])),
        (table.OWNER, reverse("ledger:index", args=[unit.pk])),
    ):
        yield Sight(persona, name_of(address), FULL, partial(stage.browser(persona).get, address))


def _published(stage: Stage) -> Iterator[Sight]:
    """Yield what everybody reads of months that are out: settled, preliminary and overtaken."""
    by = stage.people[table.STATISTICS]
    office = Organization.objects.filter(kind=OrganizationKind.STATISTICS).order_by("pk")[0]
    bag, shoes = (Product.objects.get(code=code) for code in (BAG, SHOES))
    made = CellKey(Flow.PRODUCTION, bag.pk, bag.measure_id)
    people = CellKey(Flow.EMPLOYMENT)
    places = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    for back, kind, number, figure in _OUT:
        cells: dict[CellKey, int | str | CellStatus] = {
            made: figure,
            CellKey(Flow.PRODUCTION, shoes.pk, shoes.measure_id): CellStatus.HIDDEN,
            people: 20 * figure,
            people._replace(trade="25"): 20 * figure,
            CellKey(Flow.EXPORT_USD): 900 * figure,
        }
        cells |= {people._replace(organization=each.pk): 10 * figure for each in places[1:]}
        cells |= {people._replace(organization=each.pk): CellStatus.HIDDEN for each in places[:1]}
        published_by_hand(
            by, office, OLDER - back, cells, FILED_AT, kind, number, response=(900, 700)
        )
    first = f"/public/{OLDER.year}/{OLDER.month:02d}/"
    queries = ("", f"?product={SHOES}", "?division=all&order=change")
    months = ("/public/", f"{first}1/", *(f"{first}{query}" for query in queries))
    for path in ("/", "/public/months/", *months):
        ask = partial(stage.browser(table.ANONYMOUS).get, path)
        yield Sight(table.ANONYMOUS, name_of(path), f"{FULL} {path}", ask)


def _cases(world: World) -> dict[str, str]:
    """Make a case in each state in which one can be met; their tracking numbers."""
    lapsed = world.filed(OLDER - 9)
    assert lapsed.due_at
    sweep(lapsed.due_at)
    asked, wanted = world.filed(OLDER - 8), world.filed(OLDER - 7)
    ask(world.union_officer, asked.tracking_number, asked.version, REASON, FILED_AT)
    request_correction(world.owner, wanted.tracking_number, wanted.version, REASON, FILED_AT)
    again = world.returned(OLDER - 6, reason=REASON)
    workflow.file(world.owner, again.tracking_number, again.version, FILED_AT)
    found = {
        "lapsed": lapsed,
        "asked": asked,
        "correction asked": wanted,
        "second round": again,
        "returned": world.returned(OLDER - 5, reason=REASON),
        "at province": world.at_province(OLDER - 4),
        "at ministry": world.at_ministry(OLDER - 3),
        "final": world.final(OLDER - 2),
        "ready": world.ready(OLDER - 10),
        "filed": world.filed(OLDER - 11),
    }
    # What is due lies ahead, whatever the database's own clock says.
    Submission.objects.exclude(due_at=None).update(due_at=tehran(1450, 1, 1))
    return {state: case.tracking_number for state, case in found.items()}


def _take_a_sheet(stage: Stage) -> None:
    """Let an export stand in the log."""
    data = {"kind": "production", "format": "csv", "purpose": REASON}
    month = {"year": (OLDER - 2).year, "month": (OLDER - 2).month}
    data |= {f"{end}_{part}": str(value) for end in ("from", "to") for part, value in month.items()}
    body_of(stage.browser(table.STATISTICS).post(reverse("files:ask"), data))


def _publish_a_group(stage: Stage, world: World) -> None:
    """Let the unit's final month be published, with ten others who made the same."""
    publishing = PublishingWorld(world, places=1, user=stage.people[table.STATISTICS])
    publishing.file(makers(TEN), OLDER - 2)
    publishing.published(month=OLDER - 2)


def files_of(month: JalaliMonth) -> str:
    """Say where the files of a month's first edition are."""
    return reverse("downloads:edition", args=[f"{month.year}-{month.month:02d}", 1])


def _plain(stage: Stage, persona: str, like: str, state: str) -> Iterator[Sight]:
    """Yield what is there without a case for a persona who may do what another one may."""
    for cell in table.cells(like, ("GET",)):
        line = table.TABLE[cell.name]
        if isinstance(line, table.Page) and cell.status == 200 and not line.open_to_all:
            ask = partial(stage.browser(persona).get, reverse(cell.name, args=line.args))
            yield Sight(persona, cell.name, state, ask)


def _searches(stage: Stage, persona: str, state: str) -> Iterator[Sight]:
    for path in SEARCHES:
        ask = partial(stage.browser(persona).get, path)
        yield Sight(persona, name_of(path), f"{state} {path}", ask)


def _of_unit(stage: Stage, persona: str, world: World) -> Iterator[Sight]:
    """Yield the unit's file, and for officers what a search finds, nearly finds and does not."""
    browser = stage.browser(persona)
    address = reverse("unit_file:file", args=[world.unit.pk])
    yield Sight(persona, "unit_file:file", FULL, partial(browser.get, address))
    for words in ("کارگاه", "پلاستیک نمونهٔ", "هیچ") if persona != table.OWNER else ():
        ask = partial(browser.post, reverse("search:search"), {"q": words}, follow=True)
        yield Sight(persona, "search:found", f"{FULL} {words}", ask)


def _of_case(stage: Stage, persona: str, state: str, number: str) -> Iterator[Sight]:
    for name, line in table.TABLE.items():
        mine = name == "review:case" if persona in table.READERS else name != "review:case"
        if mine and isinstance(line, table.Case) and line.draft[0] != 405 and not line.rest:
            ask = partial(stage.browser(persona).get, reverse(name, args=[number]))
            yield Sight(persona, name, state, ask)


def refusals(opened: Opened) -> Iterator[Sight]:
    """Yield what comes of each form sent empty, sent wrong, and sent after somebody else's."""
    for form in opened.forms:
        for state, values in _wrong_values(form):
            ask = partial(send, opened.stage, form, values)
            yield Sight(form.persona, form.name, state, ask)


def _wrong_values(form: InventoriedForm) -> Iterator[tuple[str, dict[str, str]]]:
    button = {"action": form.buttons["action"]} if "action" in form.buttons else {}
    kept = {n: v for n, v in form.values.items() if n.endswith(("_FORMS", "version", "product"))}
    yield "sent empty", kept | button
    yield "sent wrong", form.values | dict.fromkeys(form.typed, "12/5") | button
    if "version" in form.values:
        old = "-".join("0" for _ in form.values["version"].split("-"))
        changed = dict.fromkeys(form.typed, "7")
        yield "overtaken", form.values | changed | {"version": old} | button


def errors(stage: Stage) -> Iterator[Sight]:
    """Yield a page of each other refusal, for who is signed in and who is not."""
    owner, nobody = stage.browser(table.OWNER), Client()
    forged = Client(enforce_csrf_checks=True)
    login, many = reverse("accounts:login"), {f"f{n}": n for n in range(9_999)}
    guesses = [{"username": "nobody", "password": str(n)} for n in range(6)]
    found = [
        (table.OWNER, owner.get("/catalog/search/?q=%00")),
        (table.OWNER, owner.get("/review/")),
        (table.OWNER, owner.get("/no-such-page/")),
        (table.ANONYMOUS, nobody.get("/no-such-page/")),
        (table.OWNER, owner.post("/units/")),
        (table.ANONYMOUS, nobody.put("/help/")),
        (table.ANONYMOUS, nobody.get(reverse("accounts:reset_confirm"))),
        (table.OWNER, owner.post(reverse("accounts:profile"), many)),
        (table.ANONYMOUS, forged.post(login, guesses[0])),
        (table.ANONYMOUS, nobody.post(login, guesses[0])),
        (table.ANONYMOUS, [Client().post(login, guess) for guess in guesses][-1]),
        (table.ANONYMOUS, HttpResponse(render_to_string("500.html"), status=500)),
        (table.ANONYMOUS, HttpResponse(render_to_string("503.html"), status=503)),
    ]
    for persona, answer in found:
        yield Sight(persona, "refusal", str(answer.status_code), partial(_itself, answer))


def _itself(answer: Any) -> Any:
    return answer
