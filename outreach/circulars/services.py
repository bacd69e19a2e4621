"""Writing a circular, issuing it, confirming it at each office, reading it, withdrawing it.

Each act locks the circular, sees that it is as the person saw it, writes, and tells whom it
concerns (`notice_services`), in one transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.authority import read_authority
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from config.errors import NotFoundError
from config.jalali import tehran_day
from config.persian import quoted
from outreach.circulars import notice_services as told
from outreach.circulars.annex_services import ReadAnnex, hang
from outreach.circulars.errors import CircularConflictError, CircularFieldError
from outreach.circulars.queries import (
    below,
    staffed,
    units_to_read,
    visible_to,
)
from outreach.circulars.rules import ISSUES, REACHES, goes_below, reaches_units
from outreach.enums import CircularReach
from outreach.models import Circular, CircularHop, UnitReceipt
from statistics.errors import NotAllowedError

ISSUERS = "بخشنامه را رئیس سازمان استان، کارشناس وزارت و دفتر آمار صادر می‌کنند."
SAME_NUMBER = "بخشنامه‌ای با همین شماره ابلاغ شده است."
MISSING_OFFICE = "یکی از نهادهای انتخاب‌شده در این مسیر نیست."


@dataclass(frozen=True)
class CircularTerms:
    """A circular as it was written; no targets are all offices that come next."""

    number: str
    dated_on: date
    subject: str
    text: str
    reach: CircularReach
    due_on: date
    targets: tuple[int, ...] = ()


def check_issues(user: User, office: Organization) -> None:
    """Raise NotAllowedError for who issues nothing in the name of an office."""
    if office.kind not in ISSUES or not read_authority(user).may(Permission.EVALUATE, office.pk):
        raise NotAllowedError(ISSUERS)


@transaction.atomic
def write(
    user: User,
    office: Organization,
    terms: CircularTerms,
    at: datetime,
    draft: Circular | None = None,
    seen: int = 0,
    replaces: Circular | None = None,
    annex: ReadAnnex | None = None,
    dropped: Collection[int] = (),
) -> Circular:
    """Keep a draft: a new one, or `draft` as the person saw it (`seen`).

    `annex` is hung on it, the annexes with the numbers `dropped` are taken off. Raises
    NotAllowedError, CircularConflictError, CircularFieldError.
    """
    check_issues(user, office)
    _check(office, terms, at)
    if draft is None:
        made = Circular(issuer=office, replaces=replaces, written_by=user, written_at=at, version=0)
    else:
        made = Circular.objects.select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
        if made.issued_at or made.version != seen or made.issuer_id != office.pk:
            raise CircularConflictError
    for name in ("number", "dated_on", "subject", "text", "reach", "due_on"):
        setattr(made, name, getattr(terms, name))
    made.written_by, made.written_at, made.version = user, at, made.version + 1
    made.save()
    made.targets.set(terms.targets)
    for row in made.annexes.filter(number__in=dropped).order_by("number"):
        row.delete()
    if annex:
        hang(made, annex)
    return made


@transaction.atomic
def issue(user: User, pk: int, seen: int, at: datetime) -> Circular:
    """Issue a draft: from here on it is on its way and is never changed.

    Raises NotFoundError, NotAllowedError, CircularConflictError, CircularFieldError.
    """
    made = _locked(user, pk)
    check_issues(user, made.issuer)
    if made.issued_at or made.version != seen:
        raise CircularConflictError
    today = tehran_day(at)
    if made.due_on < today:
        raise CircularFieldError("due_on", "روزی که برای رسید نوشته شده گذشته است؛ آن را عوض کنید.")
    if Circular.objects.filter(
        issuer=made.issuer_id, number=made.number, issued_at__isnull=False
    ).exists():
        raise CircularFieldError("number", SAME_NUMBER)
    if made.replaces_id:
        _replaceable(made.replaces_id)
    made.issued_at, made.issued_by = at, user
    made.save(update_fields=["issued_at", "issued_by"])
    chosen = set(made.targets.values_list("pk", flat=True))
    first = [office for _, office in below([made.issuer])]
    going = [office for office in first if not chosen or office.pk in chosen]
    hand_down(made, [(office, [], made.issuer_id) for office in going], at)
    return made


@transaction.atomic
def pass_on(user: User, pk: int, office_id: int, at: datetime) -> CircularHop:
    """Confirm that a circular came to an office, and hand it on to all below it, in one act.

    Pressed twice, or by two of one office, it is done once. Raises NotFoundError,
    NotAllowedError, CircularConflictError.
    """
    made = _locked(user, pk)
    hops = CircularHop.objects.select_related("office").filter(circular=made, office=office_id)
    hop = hops.select_for_update(of=("self",)).first()
    if hop is None:
        raise NotFoundError
    if not read_authority(user).may(Permission.VIEW_REGISTRY, hop.office_id):
        raise NotAllowedError(f"رسید این بخشنامه با {quoted(hop.office.name)} است.")
    if hop.passed_at:
        return hop
    _refuse_ended(made)
    hop.passed_at, hop.passed_by = at, user
    hop.save(update_fields=["passed_at", "passed_by"])
    if goes_below(hop.office.kind, made.reach):
        going = [(office, hop.line, hop.office_id) for _, office in below([hop.office])]
        hand_down(made, going, at)
    if reaches_units(hop.office.kind, made.reach):
        told.tell_units(made, [hop.office_id], at)
    return hop


def hand_down(
    made: Circular, going: Collection[tuple[Organization, list[int], int]], at: datetime
) -> None:
    """Put a circular on the desks of offices, each with its line so far and who is above it.

    An office with nobody to confirm, and a union without access, is passed over: what lies below
    it gets it at once, as its months go on without it (circular 60/227210 §3).
    """
    unions: list[int] = []
    while going:
        manned = staffed([office.pk for office, _, _ in going], at)
        hops = [
            _hop(made, office, line, above, office.pk in manned, at)
            for office, line, above in going
        ]
        CircularHop.objects.bulk_create(hops, ignore_conflicts=True)
        told.tell_offices(made, [hop.office_id for hop in hops if not hop.skipped], at)
        over = {hop.office_id: hop for hop in hops if hop.skipped}
        unions += [
            hop.office_id for hop in over.values() if reaches_units(hop.office.kind, made.reach)
        ]
        going = [
            (office, over[giver.pk].line, over[giver.pk].above_id)
            for kind in (OrganizationKind.PROVINCE, OrganizationKind.COUNTY_OFFICE)
            for giver, office in below(
                [hop.office for hop in over.values() if hop.office.kind == kind]
            )
            if goes_below(kind, made.reach)
        ]
    if unions:
        told.tell_units(made, unions, at)


def _hop(
    made: Circular, office: Organization, line: list[int], above: int, manned: bool, at: datetime
) -> CircularHop:
    reviews = office.kind != OrganizationKind.UNION or office.access_granted_at is not None
    skipped = not (manned and reviews)
    return CircularHop(
        circular=made,
        office=office,
        above_id=above,
        line=[*line, office.pk],
        came_at=at,
        passed_at=at if skipped else None,
        skipped=skipped,
    )


@transaction.atomic
def read(user: User, pk: int, at: datetime) -> list[UnitReceipt]:
    """Write down that the person's units have read a circular; once for each unit.

    Raises NotFoundError.
    """
    made = visible_to(user).filter(pk=pk, issued_at__isnull=False).first()
    if made is None:
        raise NotFoundError
    # What was withdrawn or replaced is read without a receipt.
    if made.withdrawn_at or made.replaced_by:
        return []
    rows = [
        UnitReceipt(circular=made, unit=unit, by=user, at=at) for unit in units_to_read(user, made)
    ]
    # The delegate may read at the same moment.
    return UnitReceipt.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def withdraw(user: User, pk: int, reason: str, at: datetime) -> Circular:
    """Withdraw an issued circular: it stays readable, and asks for no receipt any more.

    Raises NotFoundError, NotAllowedError, CircularConflictError, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("a withdrawal says why")
    made = _locked(user, pk)
    check_issues(user, made.issuer)
    _refuse_ended(made)
    made.withdrawn_at, made.withdrawn_by, made.withdrawal_reason = at, user, reason.strip()
    made.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    told.tell_withdrawn(made, at)
    return made


def _locked(user: User, pk: int) -> Circular:
    # Receipts of units name the circular meanwhile: they need not wait.
    mine = visible_to(user).filter(pk=pk).values("pk")
    rows = Circular.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=mine)
    made = rows.select_related("issuer").first()
    if made is None:
        raise NotFoundError
    return made


def _refuse_ended(made: Circular) -> None:
    if made.issued_at is None or made.withdrawn_at or made.replaced_by:
        raise CircularConflictError


def _replaceable(pk: int) -> None:
    """Lock what is to be replaced. Raises CircularConflictError for what has ended."""
    _refuse_ended(Circular.objects.select_for_update(of=("self",), no_key=True).get(pk=pk))


def _check(office: Organization, terms: CircularTerms, at: datetime) -> None:
    if terms.dated_on > tehran_day(at):
        raise CircularFieldError("dated_on", "تاریخ نامه از امروز جلوتر است.")
    if terms.due_on < tehran_day(at):
        raise CircularFieldError("due_on", "این روز گذشته است؛ روزی از امروز به بعد بنویسید.")
    if terms.reach not in REACHES[OrganizationKind(office.kind)]:
        raise CircularFieldError("reach", "این مسیر برای دستگاه شما نیست.")
    if not set(terms.targets) <= {one.pk for _, one in below([office])}:
        raise CircularFieldError("targets", MISSING_OFFICE)
