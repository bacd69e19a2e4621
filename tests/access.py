"""Everybody on one stage, and the tries of the access table made there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from accounts.enums import NoticeKind, OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Notice, Organization, User
from catalog.models import County, Province
from config import heartbeats
from config.uploads import storage
from review import workflow
from review.evidence.services import attach
from review.models import Evidence
from statistics.enums import Frequency
from statistics.models import Submission
from statistics.organizational.indicator_services import add_indicator
from tests import access_table as table
from tests.access_table import Case, Cell, Line, OfUnit, Page
from tests.kept_states import reach
from tests.sample_files import png
from tests.statistics.organizational.cases import terms
from tests.world import FILED_AT, MEHR, World, licence_for, officer, person, tehran
from units.enums import ContactRole, MemberRole, RegistrySource
from units.models import ContactNumber, UnitMember

NEAR_LICENCE, FAR_LICENCE = "0499999913", "0488888888"
NOWHERE = "99999999999"
PLACE = "77777777777"
BEARER = "Bearer 5f4dcc3b5aa765d61d8327deb882cf99"


@dataclass
class Stage:
    """The personas, the tracking number of each case in each state, and everybody's notice."""

    people: dict[str, User]
    numbers: dict[tuple[str, str], str]
    notices: dict[str, int]
    # Of each unit its number, and those of its telephones.
    units: dict[str, tuple[int, dict[str, str]]]
    browsers: dict[str, Client] = field(default_factory=dict)
    missing: dict[tuple[str, str, str], bytes] = field(default_factory=dict)

    def browser(self, persona: str) -> Client:
        """Open the persona's browser, signed in anew where it has none."""
        if persona not in self.browsers:
            bearer = {"Authorization": BEARER} if persona == table.TOKEN else None
            self.browsers[persona] = Client(headers=bearer)
            if persona in self.people:
                self.browsers[persona].force_login(self.people[persona])
        return self.browsers[persona]

    def address(self, cell: Cell) -> str:
        """Find the address that a try asks for."""
        if cell.name == "readyz":
            # On a slow machine the tries before it outlast a sign of life.
            heartbeats.sign(*heartbeats.QUEUES, heartbeats.BEAT)
        line = table.TABLE[cell.name]
        if isinstance(line, Page):
            return reverse(cell.name, args=line.args)
        rest = line.rest if isinstance(line, Case | OfUnit) else ()
        _, phones = self.units.get(cell.case, self.units[table.NEAR])
        rest = tuple(phones.get(part, part) for part in rest)
        there = reverse(cell.name, args=[PLACE, *rest])
        return there.replace(PLACE, self._thing(line, cell))

    def _thing(self, line: Line, cell: Cell) -> str:
        if cell.case == table.MALFORMED:
            # Python would read it as a number, an address does not.
            return "0x1F"
        if cell.case == table.MISSING:
            return NOWHERE
        if isinstance(line, Case):
            return self.numbers[cell.case, cell.state]
        if isinstance(line, OfUnit):
            return str(self.units[cell.case][0])
        mine = cell.persona if cell.persona in self.notices else table.OWNER
        others = table.UNION if mine == table.OWNER else table.OWNER
        return str(self.notices[mine if cell.case == table.NEAR else others])


def staged(world: World) -> Stage:
    """Set everybody on stage, with a near case and a far one, each as draft and as filed."""
    stage = reach(("staged",), lambda: _staged(world))
    # What is put back has rows alone: people of its own, no files and no signs of life.
    stage.people |= {
        table.OWNER: world.owner,
        table.UNION: world.union_officer,
        table.PROVINCE: world.province_officer,
        table.MINISTRY: world.ministry_officer,
    }
    for key in Evidence.objects.order_by("pk").values_list("stored", flat=True):
        place = storage.path_of(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(png())
    heartbeats.sign(*heartbeats.QUEUES, heartbeats.BEAT)
    return stage


def _staged(world: World) -> Stage:
    numbers = _cases(table.NEAR, world)
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
        table.CLERK: officer("clerk", Role.UNION_CLERK, world.union),
        table.ADMIN: User.objects.create_superuser("admin", None, full_name="مدیر فنی سامانه"),
    }
    people[table.AUDITOR] = officer("auditor", Role.ACCESS_AUDITOR, statistics)
    affiliate = _office("affiliate", OrganizationKind.AFFILIATE, world)
    people[table.AFFILIATE] = officer("affiliate", Role.AFFILIATE_EXPERT, affiliate)
    people[table.CHIEF] = officer("chief", Role.AFFILIATE_HEAD, affiliate)
    # Every office is asked for one figure of itself.
    add_indicator(people[table.STATISTICS], "m-01", Frequency.MONTHLY, terms(), FILED_AT)
    grant(people[table.ADMIN], Role.TECHNICAL_ADMIN, statistics)
    units = {table.NEAR: _phoned(world), table.FAR: _phoned(far)}
    notices = {name: _notice(user) for name, user in people.items()}
    return Stage(people, numbers, notices, units)


def _phoned(world: World) -> tuple[int, dict[str, str]]:
    """Write down telephones of a unit."""
    phones = {
        name: ContactNumber.objects.create(
            unit=world.unit,
            role=ContactRole.UNIT,
            number=number,
            source=RegistrySource.HOLDER,
            added_by=world.owner,
            added_at=FILED_AT,
        )
        for name, number in ((table.CONTACT, "04137770000"), (table.SPARE, "04137770001"))
    }
    return world.unit.pk, {name: str(phone.pk) for name, phone in phones.items()}


def _notice(user: User) -> int:
    told = Notice(user=user, kind=NoticeKind.FILED, title="ثبت شد", body="", url="/help/")
    told.created_at = FILED_AT
    told.save()
    return told.pk


def _cases(name: str, world: World) -> dict[tuple[str, str], str]:
    draft = _with_file(world, world.draft(MEHR))
    ready = _with_file(world, world.ready(MEHR - 1))
    filed = workflow.file(world.owner, ready.tracking_number, ready.version, FILED_AT)
    return {
        (name, table.DRAFT): draft.tracking_number,
        (name, table.FILED): filed.tracking_number,
    }


def _with_file(world: World, case: Submission) -> Submission:
    """Attach one file of evidence to a month of the unit's."""
    attach(world.owner, case.tracking_number, "a.png", png(), FILED_AT)
    return case


def _far(world: World) -> World:
    """See the same country from another province: its own union, unit and owner."""
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
    licence = licence_for(FAR_LICENCE, "9990000026", union, owner)
    licence.county = county
    licence.save()
    officers = (world.union_officer, world.province_officer, world.ministry_officer)
    return World(world.ministry, province, union, owner, *officers, licence)


def _office(code: str, kind: OrganizationKind, world: World, county: Any = None) -> Organization:
    return Organization.objects.create(
        code=code,
        kind=kind,
        name=code,
        parent=world.ministry,
        county=county,
        province_id=code if kind == OrganizationKind.PROVINCE else None,
    )


def addresses(patterns: Sequence[Any], prefix: str = "") -> Iterator[str]:
    """Yield the full name of every address below some patterns."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern.url_patterns, prefix + space)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{prefix}{pattern.name}"


def judged(stage: Stage, tried: Iterable[Cell]) -> Iterator[tuple[Cell, str]]:
    """Make each try; yield it with what was wrong about its answer, in words, or nothing."""
    for cell in tried:
        answer = _try(stage, cell)
        yield cell, _fault(stage, cell, answer)


def differing(stage: Stage, tried: Iterable[Cell]) -> list[str]:
    """List what was wrong in the tries that did not find what their line says."""
    return [fault for _, fault in judged(stage, tried) if fault]


def stored() -> list[object]:
    """Read where every case stands: no try may move one."""
    return list(Submission.objects.order_by("pk").values_list("pk", "state", "version", "round"))


def _fault(stage: Stage, cell: Cell, answer: Any) -> str:
    where = " ".join(filter(None, cell[:5]))
    if answer.status_code != cell.status:
        return f"{where}: {answer.status_code}"
    if cell.persona in table.SIGNED_OUT and "sessionid" in answer.cookies:
        return f"{where}: begins a session"
    if body_of(answer) and cell.method == "HEAD":
        return f"{where}: HEAD has content"
    if cell.persona in table.SIGNED_OUT and cell.status == 302:
        led = answer.headers["Location"].startswith(reverse("accounts:login"))
        return "" if led else f"{where}: not led to sign in"
    # A foreign case must look as one that was never there, to the byte.
    foreign = cell.status == 404 and cell.case in (table.NEAR, table.FAR)
    if foreign and answer.content != _missing(stage, cell):
        return f"{where}: tells that it is there"
    return ""


def body_of(answer: Any) -> bytes:
    """Read an answer to its end; the file it may be made from is closed."""
    if not answer.streaming:
        return bytes(answer.content)
    body: bytes = b"".join(answer.streaming_content)
    # As the browser of the tests does: the end of an answer would end the test's transaction.
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)
    return body


def _missing(stage: Stage, cell: Cell) -> bytes:
    key = (cell.persona, cell.name, cell.method)
    if key not in stage.missing:
        nowhere = cell._replace(case=table.MISSING, state="")
        stage.missing[key] = _try(stage, nowhere).content
    return stage.missing[key]


def _try(stage: Stage, cell: Cell) -> Any:
    browser = stage.browser(cell.persona)
    address = stage.address(cell)
    if cell.method != "POST":
        return browser.generic(cell.method, address)
    if cell.name.startswith("accounts:"):
        # Some of these end the session or begin one.
        del stage.browsers[cell.persona]
    line = table.TABLE[cell.name]
    data = dict(line.data) if isinstance(line, Page | Case) else {}
    if data.get("licence"):
        data["licence"] = FAR_LICENCE if cell.case == table.FAR else NEAR_LICENCE
    return browser.post(address, data)
