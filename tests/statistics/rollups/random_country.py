"""A whole country whose cases are decided, returned, corrected, reopened and moved at random.

Its totals are then held against sums that know nothing of them: raw lines of what is final, and the
figures of versions that stand while a month is corrected.
"""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from demo.scale.load import Size, load
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.correction_requests import request_correction
from review.sweep.engine import sweep
from statistics.enums import State, StepStatus
from statistics.errors import CaseConflictError
from statistics.filing import services
from statistics.filing.storage import PostedLines
from statistics.models import PlaceProductTotal, PlaceTradeTotal, ProductTotal, Submission
from statistics.rollups.services import differing, months
from statistics.rules.services import ReasonsRequired
from tests.concurrency import race
from tests.world import officer
from units.models import Licence, UnitMember

Sums = dict[tuple[Any, ...], tuple[Any, ...]]
# A short time later, before any of the desks' days are over.
SOON = timedelta(minutes=1)


class RandomCountry:
    """Load so many units with some months each; `done` counts the moves by what they were."""

    def __init__(
        self, units: int, draw: random.Random, now: datetime, number_of_months: int = 2
    ) -> None:
        call_command("load_reference", verbosity=0, stdout=StringIO())
        load(Size(units, number_of_months), now, str)
        self.draw, self.now = draw, now
        self.ministry = User.objects.get(username="scale-expert-ministry")
        self.done: Counter[str] = Counter()

    # ── One act after the other ──

    def move(self, number: str) -> None:
        """Do what may be done with a case now, by who may do it."""
        case = Submission.objects.select_related("licence", "route_union", "route_province").get(
            tracking_number=number
        )
        chosen = self.draw.random()
        match case.state:
            case _ if chosen < 0.05:
                self.transfer(case)
            case State.AT_UNION:
                with suppress(User.DoesNotExist):
                    self._decide(_officer_of(case.route_union), case, AFFIRMED)
            case State.AT_PROVINCE:
                self._decide(_officer_of(case.route_province), case)
            case State.AT_MINISTRY:
                self._decide(self.ministry, case)
            case State.RETURNED:
                self._correct(case)
            case State.FINAL:
                self._reopen(case)

    def transfer(self, case: Submission) -> None:
        """Let the unit's licence belong to another union of its province from now on."""
        unions = Organization.objects.filter(parent=case.route_province).order_by("pk")
        other = next((union for union in unions if union != case.route_union), None)
        if other is not None:
            Licence.objects.filter(pk=case.licence_id).update(union=other)
            self.done["moved"] += 1

    def _decide(self, user: User, case: Submission, *affirmed: Any) -> None:
        named = (user, case.tracking_number, case.version)
        if self.draw.random() < 0.3:
            workflow.send_back(*named, "مقدار را ببینید", self.now)
            self.done["returned"] += 1
        else:
            workflow.approve(*named, self.now, *affirmed)
            self.done[f"approved {case.state}"] += 1

    def _correct(self, case: Submission) -> None:
        """Type a little more or less of each product, and file again."""
        owner = _owner_of(case)
        versions = dict(case.steps.values_list("step", "version"))
        made = {
            line.product.code: (line.quantity or 0) * Decimal(self.draw.choice(["0.95", "1.05"]))
            for line in case.production.select_related("product")
        }
        made = {code: quantity.quantize(Decimal("0.1")) for code, quantity in made.items()}
        lines = PostedLines(made)
        # Whoever is asked for a reason leaves the figures as they were.
        with suppress(ReasonsRequired):
            services.save_production(
                owner, case.tracking_number, versions[2], lines, True, self.now
            )
            self.done["changed"] += 1
        # Less made than exported or worked for: a later step is asked about anew, and waits.
        if case.steps.exclude(status=StepStatus.CONFIRMED).exists():
            self.done["asked anew"] += 1
            return
        case.refresh_from_db()
        workflow.file(owner, case.tracking_number, case.version, self.now)
        self.done["filed again"] += 1

    def _reopen(self, case: Submission) -> None:
        number = case.tracking_number
        request_correction(_owner_of(case), number, case.version, "اشتباه", self.now)
        case.refresh_from_db()
        workflow.accept_correction(self.ministry, number, case.version, self.now)
        self.done["reopened"] += 1

    # ── At once ──

    def race(self) -> None:
        """Let two offices of the ministry approve in opposite order while a sweep runs."""
        office = self._second_office()
        waiting = Submission.objects.filter(state=State.AT_MINISTRY).order_by("pk")
        self.now += SOON
        # A third of both desks lapses in this moment: whoever is first has them.
        late = list(waiting.values_list("pk", flat=True))[::3]
        Submission.objects.filter(pk__in=late).update(due_at=self.now)
        mine = list(waiting.exclude(desk=office))
        theirs = list(waiting.filter(desk=office))[::-1]
        assert mine
        assert theirs
        # Hands that hold the same case twice, and rows of totals in either order.
        both = [self._approving(self.ministry, mine), self._approving(self.ministry, mine[::-1])]
        second = officer("second-office", Role.MINISTRY_EXPERT, office)
        both += [self._approving(second, theirs), self._approving(second, theirs[::-1])]
        at = self.now + SOON
        race([*both, lambda: sweep(at, batch=max(3, len(late) // 8)).moved])
        self.now = at

    def _second_office(self) -> Organization:
        """Give every second case at the ministry to an office of its own."""
        ministry = Organization.objects.get(kind=OrganizationKind.MINISTRY)
        office = Organization.objects.create(
            code="ministry-2",
            kind=OrganizationKind.MINISTRY,
            name="دفتر دوم",
            isic_divisions=["15"],
        )
        cases = list(
            Submission.objects.filter(state=State.AT_MINISTRY, desk=ministry)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        Submission.objects.filter(pk__in=cases[::2]).update(desk=office, route_ministry=office)
        return office

    def _approving(self, user: User, cases: list[Submission]) -> Callable[[], int]:
        def act() -> int:
            done = 0
            for case in cases:
                # Lost to the other hand or to the sweep; anything else ends the test.
                with suppress(CaseConflictError):
                    workflow.approve(user, case.tracking_number, case.version, self.now)
                    done += 1
            return done

        return act


def _officer_of(office: Organization | None) -> User:
    return User.objects.distinct().get(organizationpermission__content_object=office)


def _owner_of(case: Submission) -> User:
    return UnitMember.objects.filter(unit=case.unit_id, ended_at=None).order_by("pk")[0].user


# ── Sums that know nothing of the totals ──

# What stands of final months are their lines; of months under correction the version alone.
_LINES = """
SELECT s.year, s.month, s.route_province_id, p.code, l.quantity
FROM statistics_submission s
JOIN statistics_productionline l ON l.submission_id = s.id
JOIN catalog_product p ON p.id = l.product_id
WHERE s.state = 'final'
UNION ALL
SELECT s.year, s.month, r.organization_id, l ->> 'code', (l ->> 'quantity')::numeric
FROM statistics_submission s
JOIN statistics_revision r ON r.id = s.standing_id
CROSS JOIN jsonb_array_elements(r.figures -> 'production') AS l
WHERE s.state <> 'final'
"""
_RAW = {
    "production by organization": f"""
        SELECT year, month, route_province_id, code, sum(quantity),
            count(*) FILTER (WHERE quantity > 0)
        FROM ({_LINES}) AS line GROUP BY 1, 2, 3, 4""",
    "production by place": """
        SELECT s.year, s.month, r.county_id, r.union_id, l ->> 'code',
            sum((l ->> 'quantity')::numeric), count(*) FILTER (WHERE l ->> 'quantity' <> '0')
        FROM statistics_submission s JOIN statistics_revision r ON r.id = s.standing_id
        CROSS JOIN jsonb_array_elements(r.figures -> 'production') AS l GROUP BY 1, 2, 3, 4, 5""",
    "people by place": """
        SELECT s.year, s.month, r.county_id, r.union_id, r.trade_id, count(*),
            sum(coalesce((r.figures ->> 'official')::int, 0)
                + coalesce((r.figures ->> 'contract')::int, 0)
                + coalesce((r.figures ->> 'contractor')::int, 0))
        FROM statistics_submission s JOIN statistics_revision r ON r.id = s.standing_id
        GROUP BY 1, 2, 3, 4, 5""",
}
_PLACE = ("year", "month", "county", "union")


def raw() -> dict[str, Sums]:
    found: dict[str, Sums] = {}
    with connection.cursor() as cursor:
        for name, statement in _RAW.items():
            cursor.execute(statement)
            found[name] = {row[:-2]: row[-2:] for row in cursor.fetchall() if any(row[-2:])}
    return found


def kept() -> dict[str, Sums]:
    made = ("product__code", "quantity", "makers")
    rows = {
        "production by organization": ProductTotal.objects.values_list(
            "year", "month", "organization", *made
        ),
        "production by place": PlaceProductTotal.objects.values_list(*_PLACE, *made),
        "people by place": (
            (t.year, t.month, t.county_id, t.union_id, t.trade_id, t.filings, t.people)
            for t in PlaceTradeTotal.objects.all()
        ),
    }
    found: dict[str, Sums] = {}
    for name, some in rows.items():
        sums: dict[tuple[Any, ...], list[Any]] = {}
        # Selected units and measures have rows of their own.
        for *key, first, second in some:
            one = sums.setdefault(tuple(key), [0, 0])
            one[0] += first
            one[1] += second
        found[name] = {key: tuple(both) for key, both in sums.items() if any(both)}
    return found


def faults() -> list[str]:
    """Say where the totals are not what the country adds up to."""
    told = []
    wanted, found = raw(), kept()
    for name, sums in wanted.items():
        other = {
            key for key in sums.keys() | found[name].keys() if sums.get(key) != found[name].get(key)
        }
        if other:
            key = min(other, key=str)
            told.append(
                f"{name}: {len(other)} differ, {key}: {found[name].get(key)} for {sums.get(key)}"
            )
    told += [f"{month}: {tables}" for month in months() if (tables := differing(month))]
    return told
