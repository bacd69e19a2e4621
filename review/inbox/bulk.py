"""Many approvals at once: each case by itself through the workflow, none that wants a look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from review import workflow
from review.checklist.answers import AFFIRMED
from review.inbox.labels import UNSEEN, marks, why_alone
from review.routing import route_ids
from statistics.errors import CaseConflictError, NotAllowedError
from statistics.models import Submission


@dataclass(frozen=True)
class Left:
    """One case that was not approved, and why."""

    submission: Submission
    why: str


@dataclass(frozen=True)
class Bulk:
    """What became of the chosen cases, in the order of their numbers."""

    approved: list[Submission] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


class _Alone(Exception):
    """A case that wants a look of its own; the text says why."""


def approve_all(user: User, chosen: Mapping[str, int], at: datetime, unseen: bool = False) -> Bulk:
    """Approve the cases by tracking number and version seen, one transaction each.

    `unseen`: ticked in the list of what nobody has seen, where figures stand beside each box. It
    takes no others, and they are taken from no other list.

    Before any is touched all must be in the person's scope: Submission.DoesNotExist when one is not
    there for them, NotAllowedError when they never decide on one. A case that was decided
    meanwhile, is the person's own or wants a look is left, with its reason, and the others go on.
    """
    # One out of scope is nobody's slip: it stops everything before a row is touched.
    cases = _in_scope(user, chosen)
    bulk = Bulk()
    for case in cases:
        number = case.tracking_number
        try:
            bulk.approved.append(_approve(user, case, chosen[number], at, unseen))
        except CaseConflictError as conflict:
            words = f"در این میان تغییر کرده است؛ اکنون {conflict.submission.get_state_display()}"
            bulk.left.append(Left(case, words))
        except Submission.DoesNotExist:
            bulk.left.append(Left(case, "دیگر در حوزهٔ شما نیست"))
        except (NotAllowedError, _Alone) as refusal:
            bulk.left.append(Left(case, str(refusal)))
    return bulk


def _in_scope(user: User, chosen: Mapping[str, int]) -> list[Submission]:
    """Find the chosen cases in the order of their ids; refuse all when one is out of scope."""
    found = Submission.objects.in_reach_of(user).filter(tracking_number__in=chosen)
    cases = list(found.select_related("unit", "desk").order_by("pk"))
    if len(cases) != len(chosen):
        raise Submission.DoesNotExist
    authority = authority_of(user)
    for case in cases:
        if not any(authority.may(Permission.DECIDE, desk) for desk in route_ids(case)):
            raise NotAllowedError("تصمیم دربارهٔ یکی از این پرونده‌ها با شما نیست.")
    return cases


@transaction.atomic
def _approve(user: User, case: Submission, version: int, at: datetime, unseen: bool) -> Submission:
    """Approve one case; what wants a look is found under its lock, and nothing stays done."""
    # Whether anybody has seen it belongs to the version: with another one nothing is approved.
    if case.version == version and case.unseen != unseen:
        why = "با پرونده‌های «تاکنون کسی ندیده» انتخاب نمی‌شود" if unseen else UNSEEN
        raise _Alone(f"{why} و جداگانه بررسی می‌شود")
    number = case.tracking_number
    # Approved first: its lock keeps what is read next as it is.
    # The button says the union's three statements for all that it approves (circular 60/227210 §2).
    moved = workflow.approve(user, number, version, at, AFFIRMED, bulk=True)
    why = why_alone(Submission.objects.annotate(**marks()).get(pk=moved.pk))
    if why:
        raise _Alone(f"{why} و جداگانه بررسی می‌شود")
    return moved
