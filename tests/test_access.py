"""Every address × persona × method × case, against the one access table."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine as clock
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.models import County, Province
from config import urls
from config.http import open_to_all
from statistics.models import Submission
from tests import access_table as table
from tests.access_table import Case, Cell
from tests.world import FILED_AT, MEHR, World, licence_for, officer, person, tehran
from units.enums import MemberRole
from units.models import UnitMember

NOWHERE = "99999999999"


@dataclass
class Stage:
    """The personas, and the tracking number of each case in each state."""

    people: dict[str, User]
    numbers: dict[tuple[str, str], str]
    browsers: dict[str, Client] = field(default_factory=dict)
    missing: dict[tuple[str, str, str], bytes] = field(default_factory=dict)

    def browser(self, persona: str) -> Client:
        """Return the persona's browser, signed in anew where it has none."""
        if persona not in self.browsers:
            self.browsers[persona] = Client()
            if persona != table.ANONYMOUS:
                self.browsers[persona].force_login(self.people[persona])
        return self.browsers[persona]


@pytest.fixture
def stage(world: World, time_machine: clock.TimeMachineFixture) -> Stage:
    """Return everybody, a near case and a far one, each as draft and as filed."""
    time_machine.move_to(FILED_AT, tick=False)
    numbers = dict.fromkeys([(table.MISSING, state) for state in table.STATES], NOWHERE)
    numbers |= _cases(table.NEAR, world)
    far = _far(world)
    numbers |= _cases(table.FAR, far)
    delegate = person("delegate")
    UnitMember.objects.create(unit=world.unit, user=delegate, role=MemberRole.DELEGATE)
    county = _office("county", OrganizationKind.COUNTY_OFFICE, world, world.union.county)
    statistics = _office("stats", OrganizationKind.STATISTICS, world)
    # What is due lies ahead, whatever the database's own clock says.
    Submission.objects.exclude(due_at=None).update(due_at=tehran(1450, 1, 1))
    people = {
        table.OWNER: world.owner,
        table.DELEGATE: delegate,
        table.STRANGER: far.owner,
        table.UNION: world.union_officer,
        table.COUNTY: officer("county", Role.COUNTY_OFFICER, county),
        table.PROVINCE: world.province_officer,
        table.HEAD: officer("head", Role.PROVINCE_HEAD, world.province),
        table.MINISTRY: world.ministry_officer,
        table.STATISTICS: officer("stats", Role.STATISTICS_OFFICER, statistics),
        table.IMPORT: officer("import", Role.IMPORT_REVIEWER, world.ministry),
        table.ADMIN: User.objects.create_superuser("admin", None, full_name="راهبر فنی"),
    }
    return Stage(people, numbers)


def _cases(name: str, world: World) -> dict[tuple[str, str], str]:
    return {
        (name, table.DRAFT): world.draft(MEHR).tracking_number,
        (name, table.FILED): world.filed(MEHR - 1).tracking_number,
    }


def _far(world: World) -> World:
    """Return the same country seen from another province: its own union, unit and owner."""
    tehran = Province.objects.create(code="23", name="تهران", iso="IR-23")
    county = County.objects.create(
        code="2301", name="تهران", province=tehran, organization_code="23"
    )
    province = _office("23", OrganizationKind.PROVINCE, world)
    union = Organization.objects.create(
        code="far", kind=OrganizationKind.UNION, name="دور", parent=province, county=county
    )
    union.access_granted_at = world.union.access_granted_at
    union.save()
    owner = person("stranger")
    licence = licence_for("0488888888", "9990000026", union, owner)
    licence.county = county
    licence.save()
    officers = (world.union_officer, world.province_officer, world.ministry_officer)
    return World(world.ministry, province, union, owner, *officers, licence)


def _office(code: str, kind: OrganizationKind, world: World, county: Any = None) -> Organization:
    return Organization.objects.create(
        code=code, kind=kind, name=code, parent=world.ministry, county=county
    )


def addresses(patterns: Sequence[Any], prefix: str = "") -> Iterator[str]:
    """Return the full name of every address below some patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern.url_patterns, prefix + space)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{prefix}{pattern.name}"


def differing(stage: Stage, tried: Iterable[Cell]) -> list[str]:
    """Return the cells that do not find the status of their line, in words."""
    wrong = []
    for cell in tried:
        answer = _try(stage, cell)
        if answer.status_code != cell.status:
            wrong.append(f"{' '.join(filter(None, cell[:5]))}: {answer.status_code}")
        elif cell.persona == table.ANONYMOUS and cell.status == 302:
            if not answer.headers["Location"].startswith(reverse("accounts:login")):
                wrong.append(f"{cell.name}: not led to sign in")
        elif cell.status == 404 and answer.content != _missing(stage, cell):
            wrong.append(f"{cell.name} {cell.case}: tells that the case is there")
    return wrong


def _missing(stage: Stage, cell: Cell) -> bytes:
    key = (cell.persona, cell.name, cell.method)
    if key not in stage.missing:
        nowhere = cell._replace(case=cell.case and table.MISSING)
        stage.missing[key] = _try(stage, nowhere).content
    return stage.missing[key]


def _try(stage: Stage, cell: Cell) -> Any:
    browser = stage.browser(cell.persona)
    if cell.name.startswith("accounts:"):
        del stage.browsers[cell.persona]
    line = table.TABLE[cell.name]
    if isinstance(line, Case):
        args: tuple[str, ...] = (stage.numbers[cell.case, cell.state],)
    else:
        args = line.args
    data = dict(line.data)
    if data.get("licence"):
        far = cell.case == table.FAR
        data["licence"] = "0488888888" if far else "0499999913"
    act: Callable[..., Any] = browser.get if cell.method == "GET" else browser.post
    return act(reverse(cell.name, args=args), data if cell.method == "POST" else None)


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    names = list(addresses(get_resolver().url_patterns))
    assert sorted(names) == sorted(table.TABLE)


@pytest.mark.parametrize("persona", table.PERSONAS)
def test_nobody_reaches_what_is_not_theirs(stage: Stage, persona: str) -> None:
    before = _stored()
    assert differing(stage, table.cells(persona)) == []
    assert _stored() == before


def test_the_table_is_no_small_one() -> None:
    assert sum(len(list(table.cells(persona))) for persona in table.PERSONAS) >= 2000


@open_to_all
def careless(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show a case to whoever asks."""
    return HttpResponse(Submission.objects.get(tracking_number=tracking).unit.name)


def signed_in_is_enough(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show a case to whoever is signed in."""
    return HttpResponse(f"{Submission.objects.filter(tracking_number=tracking).count()}")


class Planted:
    """The portal with one page that forgot who may see it."""

    urlpatterns = [path("statistics/<digits:tracking>/report/", careless), *urls.urlpatterns]


class Forgetful:
    """The portal with one page that asks for a sign-in and nothing more."""

    urlpatterns = [path("review/<digits:tracking>/", signed_in_is_enough), *urls.urlpatterns]


@pytest.mark.parametrize(
    ("urlconf", "name", "persona"),
    [
        (Planted, "statistics:report", table.ANONYMOUS),
        (Forgetful, "review:case", table.STRANGER),
        (Forgetful, "review:case", table.OWNER),
        (Forgetful, "review:case", table.ADMIN),
    ],
)
def test_a_page_that_forgets_its_scope_is_found(
    stage: Stage, urlconf: type, name: str, persona: str
) -> None:
    tried = [c for c in table.cells(persona) if c.name == name and c.case == table.NEAR]
    with override_settings(ROOT_URLCONF=urlconf):
        assert differing(stage, [c for c in tried if c.method == "GET"])


def test_an_address_without_a_line_is_found() -> None:
    planted = [path("new/", careless, name="planted"), *urls.urlpatterns]
    assert set(addresses(planted)) - set(table.TABLE) == {"planted"}


def _stored() -> list[Any]:
    return list(Submission.objects.order_by("pk").values_list("pk", "state", "version", "round"))
