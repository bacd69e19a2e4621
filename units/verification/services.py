"""Holding a unit against its licence; each «خیر» becomes a line to be followed up."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices.services import notify
from config.errors import ConflictError, NotFoundError
from config.jalali import tehran_day
from config.persian import quoted
from units.enums import RegistryAct, RegistryIssueKind
from units.models import Licence, RegistryIssue, UnitMember, Verification
from units.registry.errors import NotYourActError, RefusedActError
from units.registry.keepers import Keeper, keeper_of
from units.registry.queries import file_of
from units.registry.services import OWN, Ground
from units.verification.queries import open_issues

PUT_RIGHT = "در تطبیق بعدی درست بود."


class AlreadySettledError(ConflictError):
    """Somebody has told already what became of it."""


@dataclass(frozen=True)
class Findings:
    """What was found of a licence on a day."""

    licence: int
    licence_valid: bool
    place_matches: bool
    trade_matches: bool
    on: dt.date

    @property
    def answers(self) -> dict[RegistryIssueKind, bool]:
        return {
            RegistryIssueKind.LICENCE: self.licence_valid,
            RegistryIssueKind.PLACE: self.place_matches,
            RegistryIssueKind.TRADE: self.trade_matches,
        }


@transaction.atomic
def verify(
    user: User, unit_id: int, found: Findings, ground: Ground, at: dt.datetime
) -> Verification:
    """Keep what was found; the very same once more is that row. Raises RefusedActError."""
    keeper = keeper_of(user, unit_id, RegistryAct.VERIFY, lock=True)
    if keeper.office is None:
        raise NotYourActError(OWN)
    licence = Licence.objects.filter(unit=keeper.unit, pk=found.licence).first()
    if licence is None:
        raise RefusedActError("licence", "پروانه را انتخاب کنید.")
    if found.on > tehran_day(at):
        raise RefusedActError("on", "این روز در آینده است.")
    values = {**vars(found), "licence": licence, "source": ground.source}
    values["reference"] = ground.reference
    rows = Verification.objects.filter(unit=keeper.unit, by=user)
    last = rows.order_by("-pk").first()
    if last and all(getattr(last, name) == value for name, value in values.items()):
        return last
    added = Verification.objects.create(
        unit=keeper.unit, by=user, office=keeper.office, at=at, **values
    )
    for kind, right in found.answers.items():
        _follow_up(keeper, kind, right, ground, at)
    if not added.right:
        _tell(keeper, found, ground, at)
    return added


@transaction.atomic
def settle_issue(user: User, pk: int, outcome: str, at: dt.datetime) -> RegistryIssue:
    """Tell what became of a line; the same words once more are that answer.

    Raises NotFoundError, AlreadySettledError.
    """
    reach = RegistryIssue.objects.filter(unit__in=open_issues(user).values("unit"))
    issue = RegistryIssue.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if issue is None:
        raise NotFoundError
    if issue.settled_at:
        if (issue.settled_by_id, issue.outcome) == (user.pk, outcome):
            return issue
        raise AlreadySettledError("این مورد پیش از این بسته شده است.")
    if not reach.filter(pk=pk).exists():
        raise NotFoundError
    keeper = keeper_of(user, issue.unit_id, RegistryAct.VERIFY)
    if keeper.office is None:
        raise NotYourActError(OWN)
    issue.settled_by, issue.settled_at, issue.outcome = user, at, outcome
    issue.save(update_fields=["settled_by", "settled_at", "outcome"])
    return issue


def _follow_up(
    keeper: Keeper, kind: RegistryIssueKind, right: bool, ground: Ground, at: dt.datetime
) -> None:
    assert keeper.office is not None
    waits = RegistryIssue.objects.filter(unit=keeper.unit, kind=kind, settled_at=None)
    if right:
        waits.update(settled_by=keeper.user, settled_at=at, outcome=PUT_RIGHT)
    elif not waits.exists():
        RegistryIssue.objects.create(
            unit=keeper.unit,
            kind=kind,
            note=ground.reference,
            opened_by=keeper.user,
            opened_office=keeper.office,
            opened_at=at,
        )


def _tell(keeper: Keeper, found: Findings, ground: Ground, at: dt.datetime) -> None:
    """Tell the unit's people what does not hold."""
    assert keeper.office is not None
    wrong = "؛ ".join(str(kind.label) for kind, right in found.answers.items() if not right)
    people = UnitMember.objects.filter(unit=keeper.unit, ended_at=None)
    notify(
        people.order_by("pk").values_list("user", flat=True),
        NoticeKind.REGISTRY,
        f"تطبیق {quoted(keeper.unit.name)} با پروانه: {wrong}",
        f"{keeper.office.name} ({ground.reference}). اگر درست نیست یا تغییر کرده است، با اتحادیه "
        "یا ادارهٔ شهرستان هماهنگ کنید.",
        file_of(keeper.unit.pk),
        at,
    )
