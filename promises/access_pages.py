"""The pages of unions' access that ask for something: joining, letters, the acts beside."""

from datetime import timedelta

from django.urls import reverse

from accounts.access.join_views import WHOLE
from accounts.access.letter_services import Letter
from accounts.access.services import Step, move
from accounts.enums import AccessAct, AccessState, OrganizationKind
from accounts.models import AccessHop, AccessRequest, Organization
from tests import access_table as table
from tests.access import Stage
from tests.sample_files import png
from tests.world import FILED_AT, World

# Who has the request of a state, and by which acts beside.
DESKS = (
    (AccessState.REGISTERED, table.OWNER, ("withdraw",)),
    (AccessState.AT_COUNTY, table.COUNTY, ("return",)),
    (AccessState.AT_PROVINCE, table.PROVINCE, ("return",)),
    (AccessState.AT_STATISTICS, table.STATISTICS, ("return", "refuse")),
    (AccessState.GRANTED, table.STATISTICS, ("take-back",)),
)
CLOSED = (AccessState.GRANTED, AccessState.WITHDRAWN)


def access_pages(stage: Stage, world: World) -> list[tuple[str, str]]:
    """Put a union's request at each desk; list who opens which page."""
    _union(world, "joining", whole=True)
    place = f"{reverse('access:join')}?province=03&county={WHOLE}"
    pages = [(table.ANONYMOUS, place), (table.HEAD, reverse("access:liaison"))]
    ended = _request(stage, world, AccessState.WITHDRAWN)
    pages.append((table.OWNER, reverse("access:one", args=[ended.pk])))
    for state, persona, acts in DESKS:
        request = _request(stage, world, state)
        pages.append((persona, reverse("access:one", args=[request.pk])))
        pages += [(persona, reverse("access:act", args=[request.pk, act])) for act in acts]
    # The last to arrive: each desk takes them in turn.
    return [*pages, (table.COUNTY, _letter_of(stage, world))]


def _letter_of(stage: Stage, world: World) -> str:
    request = _request(stage, world, AccessState.REGISTERED, "sent")
    letter = Letter("۱۱۸/۴۰۵", FILED_AT.date(), "نامه.png", png())
    sent = Step(request.pk, request.version, AccessAct.SENT, letter, "")
    move(stage.people[table.OWNER], sent, FILED_AT)
    hop = AccessHop.objects.exclude(stored="").get(request=request)
    return reverse("access:letter", args=[hop.pk])


def _request(stage: Stage, world: World, state: AccessState, code: str = "on-way") -> AccessRequest:
    return AccessRequest.objects.create(
        union=_union(world, f"{code}-{state}"),
        applicant=stage.people[table.OWNER],
        title="دبیر",
        state=state,
        opened_at=FILED_AT - timedelta(days=3),
        arrived_at=FILED_AT,
        closed_at=FILED_AT if state in CLOSED else None,
    )


def _union(world: World, code: str, whole: bool = False) -> Organization:
    return Organization.objects.create(
        code=code,
        kind=OrganizationKind.UNION,
        name=f"اتحادیه {code}",
        parent=world.province,
        province_id="03",
        county=None if whole else world.union.county,
    )
