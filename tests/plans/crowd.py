"""A country with crowded desks."""

from datetime import timedelta

from django.core.management import call_command
from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils import timezone

from accounts.enums import OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Organization, User
from demo.scale.load import LARGE_PROVINCE, Size, load
from review.routing import ROUTE
from statistics.enums import State
from statistics.models import Submission
from tests.bulk_rows import gather

NOW = timezone.now()


def crowded() -> dict[str, User]:
    """Load it; give who sits at the desks."""
    call_command("load_reference", verbosity=0)
    load(Size(2500, 5, detailed=1), NOW, str)
    seats = officers()
    for who, state, share, part in (
        ("ministry", State.AT_MINISTRY, 2, 1),
        ("province", State.AT_PROVINCE, 4, 0),
    ):
        desk = Organization.objects.distinct().get(organizationpermission__user=seats[who])
        pile(desk, state, share, part)
    gather(desk, seats["province"], LARGE_PROVINCE)
    return seats


def officers() -> dict[str, User]:
    """Seat somebody at a large, a middling, a small and an empty desk."""
    province = Organization.objects.get(kind=OrganizationKind.PROVINCE, province=LARGE_PROVINCE)
    bare = Organization.objects.create(
        code="bare", kind=OrganizationKind.UNION, name="بی‌پرونده", parent=province
    )
    nobody = User.objects.create_user("bare", "x")
    grant(nobody, Role.UNION_OFFICER, bare)
    union = Submission.objects.filter(state=State.AT_UNION).order_by("pk")[0].desk
    assert union is not None
    number = union.code.removeprefix("scale-")
    return {
        "ministry": User.objects.get(username="scale-expert-ministry"),
        "province": User.objects.get(username=f"scale-expert-{province.code}"),
        "union": User.objects.get(username=f"scale-officer-{number}"),
        "empty": nobody,
    }


def pile(desk: Organization, state: State, share: int, part: int) -> None:
    """Lay one of `share` final cases on a desk, due one after the other, some returned."""
    # Counted from the first row: keys go on where earlier tests left them, the country may not.
    place = F("pk") - Submission.objects.order_by("pk").values_list("pk", flat=True)[0]
    due = ExpressionWrapper(
        Value(NOW) + Value(timedelta(minutes=1)) * Mod(place, 9000), output_field=DateTimeField()
    )
    final = Submission.objects.annotate(part=Mod(place, share)).filter(state=State.FINAL, part=part)
    keys = list(final.order_by("pk").values_list("pk", flat=True))
    moved = {"desk": desk, ROUTE[state]: desk, "entered_at": F("filed_at")}
    Submission.objects.filter(pk__in=keys[::9]).update(
        **moved, state=State.RETURNED, correction_due=due, counts_until=due, round=2
    )
    keys = [pk for number, pk in enumerate(keys) if number % 9]
    Submission.objects.filter(pk__in=keys).update(
        **moved,
        state=state,
        due_at=due,
        priority_at=due,
        round=1 + Mod(place, 21) / 20,
        selected=Mod(place, 19) / 18,
        flags=Mod(place, 31) / 29,
        influential=Exact(Mod(place, 7), 0),
    )
