"""The main form of every role, as its person opens, fills and sends it in a browser."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.models import CatalogueChange
from review.models import Contact, Decision
from statistics.enums import StepStatus
from statistics.models import StepState
from tests.browser import acts
from tests.statistics.files import statistician
from tests.world import BAG, World, officer, person
from units.enums import MemberRole
from units.models import UnitMember

WORDS = "کارتن به جای کیلوگرم نوشته شد"


@dataclass(frozen=True)
class Walk:
    """Whose form, on which page, the field of the words, what else is filled; how often it is done.

    `rival` is somebody who may do the same on another device; None where nobody can be overtaken.
    """

    user: User
    page: str
    field: str
    done: Callable[[], int]
    rival: User | None = None
    also: tuple[tuple[str, str], ...] = ()
    words: str = WORDS
    # What is typed anew each time: it is never kept.
    secret: str = ""
    choice: str = ""

    def open(self, page: Page) -> None:
        page.goto(self.page)
        self.fill(page)

    def fill(self, page: Page) -> None:
        if self.choice:
            page.check(self.choice)
        for name, text in (*self.also, (self.field, self.words)):
            page.fill(f"[name={name}]", text)
        self.confide(page)

    def confide(self, page: Page) -> None:
        """Type the password where the form asks for it."""
        if self.secret:
            page.fill(f"[name={self.secret}]", acts.PASSWORD)

    def button(self, page: Page) -> Locator:
        """Find the first button that is no row's own."""
        form = page.locator(f"main form:has([name={self.field}])")
        return form.locator("button.btn:visible:not(.btn-small)").first


def _decisions() -> int:
    return Decision.objects.filter(kind="returned").count()


def _green() -> int:
    return StepState.objects.filter(step=4, status=StepStatus.CONFIRMED).count()


def _employment(world: World, user: User, rival: User) -> Walk:
    people = tuple((name, "2") for name in ("official", "contract", "contractor"))
    page = f"/statistics/{world.draft().tracking_number}/employment/"
    return Walk(user, page, "remarks", _green, rival, people)


def _return(user: User, rival: User, number: str) -> Walk:
    page = f"/review/{number}/"
    return Walk(user, page, "reason", _decisions, rival, choice="#decide_return")


def _delegate(world: World) -> User:
    delegate = person("delegate")
    UnitMember.objects.create(unit=world.unit, user=delegate, role=MemberRole.DELEGATE)
    return delegate


def _owner(world: World) -> Walk:
    return _employment(world, world.owner, _delegate(world))


def _of_delegate(world: World) -> Walk:
    return _employment(world, _delegate(world), world.owner)


def _union(world: World) -> Walk:
    second = officer("second", Role.UNION_OFFICER, world.union)
    return _return(world.union_officer, second, world.filed().tracking_number)


def _province(world: World) -> Walk:
    second = officer("second", Role.PROVINCE_EXPERT, world.province)
    return _return(world.province_officer, second, world.at_province().tracking_number)


def _head(world: World) -> Walk:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    return _return(head, world.province_officer, world.at_province().tracking_number)


def _ministry(world: World) -> Walk:
    second = officer("second", Role.MINISTRY_EXPERT, world.ministry)
    return _return(world.ministry_officer, second, world.at_ministry().tracking_number)


def _county(world: World) -> Walk:
    office = Organization.objects.create(
        code="county",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ ملکان",
        parent=world.province,
        county=world.union.county,
    )
    county = officer("county", Role.COUNTY_OFFICER, office)
    world.filed()
    page = f"/review/followup/{world.unit.pk}/1398/6/"
    return Walk(county, page, "note", Contact.objects.count)


def _statistics(world: World) -> Walk:
    page = f"/catalog/products/{BAG}/describe/"
    name = (("name", "ساک"),)
    first, second = statistician(world), statistician(world, "second")
    return Walk(first, page, "reason", CatalogueChange.objects.count, second, name)


def _account(user: User) -> Walk:
    def changed() -> int:
        return User.objects.filter(pk=user.pk, mobile__endswith="9120000000").count()

    return Walk(
        user,
        "/accounts/profile/",
        "mobile",
        changed,
        words="09120000000",
        secret="current_password",
    )


def _import(world: World) -> Walk:
    return _account(officer("import", Role.IMPORT_REVIEWER, world.ministry))


WALKS: dict[str, Callable[[World], Walk]] = {
    "owner": _owner,
    "delegate": _of_delegate,
    "union": _union,
    "county": _county,
    "province": _province,
    "head": _head,
    "ministry": _ministry,
    "statistics": _statistics,
    "import": _import,
}
# Who has a form in which another may be first.
RIVALS = ("owner", "delegate", "union", "province", "head", "ministry", "statistics")


def shown(page: Page, walk: Walk) -> bool:
    """Tell whether the page shows the words: in their field, or beside it where it has none."""
    # A page is shown before it is read to its end.
    page.wait_for_load_state()
    field = page.locator(f"main [name={walk.field}]")
    typed = field.first.input_value() if field.count() else ""
    return typed == walk.words or walk.words in page.locator("main").inner_text()
