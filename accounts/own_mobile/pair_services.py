"""Two codes for one change of a mobile: to the number that counts, where one does, and to the new.

For every account; what the new number is stored for, the caller knows.
"""

from dataclasses import dataclass
from datetime import datetime

from accounts.codes import services as codes
from accounts.codes.services import CodeRefusedError, CodeRequest
from accounts.enums import CodePurpose
from accounts.models import OneTimeCode, User


@dataclass(frozen=True)
class MobilePair:
    """Who changes from which number to which; '' for `old` where none is proved."""

    user: User
    old: str
    new: str

    @property
    def subjects(self) -> list[tuple[str, str]]:
        """List what each code opens, and the number it goes to: the earlier one first."""
        new = (_new(self.user, self.new), self.new)
        return [(f"mobile-old:{self.user.pk}:{self.old}", self.old), new] if self.old else [new]


def ask(pair: MobilePair, at: datetime) -> None:
    """Have the codes sent; one that cannot leave keeps no other. Raises CodeRefusedError."""
    refusal = None
    for subject, mobile in pair.subjects:
        try:
            codes.ask(CodeRequest(CodePurpose.MOBILE, subject, mobile, pair.user), at)
        except CodeRefusedError as fault:
            refusal = fault
    if refusal:
        raise refusal


def awaited(user: User, at: datetime) -> str:
    """Find the new number whose code was asked for last; '' when its time is over."""
    rows = OneTimeCode.objects.filter(
        asked_by=user, asked_at__gt=at - codes.KEPT, subject__startswith=_new(user, "")
    )
    last = rows.filter(purpose=CodePurpose.MOBILE).order_by("-pk").first()
    return last.mobile if last else ""


def proved(pair: MobilePair, at: datetime) -> tuple[bool, bool]:
    """Tell which of the two codes need not be typed any more: the earlier number's, the new's."""
    typed = [_typed(subject, at) for subject, _ in pair.subjects]
    return (typed[0], typed[1]) if pair.old else (True, typed[0])


def prove(pair: MobilePair, old: str, new: str, at: datetime) -> None:
    """Take the codes; one that was right once need not be typed again for ten minutes.

    Raises CodeRefusedError.
    """
    refusal = None
    typed = [old, new] if pair.old else [new]
    # Each is judged by itself, so that one wrong code does not spend the other.
    for (subject, _), said in zip(pair.subjects, typed, strict=True):
        if _typed(subject, at):
            continue
        try:
            codes.prove(CodePurpose.MOBILE, subject, said, at)
        except CodeRefusedError as fault:
            refusal = refusal or fault
    if refusal:
        raise refusal


def spend(pair: MobilePair, at: datetime) -> None:
    """Let codes that have led to a change lead to no second one; they go on being counted."""
    subjects = [subject for subject, _ in pair.subjects]
    rows = OneTimeCode.objects.filter(purpose=CodePurpose.MOBILE, subject__in=subjects)
    rows.update(until=at - codes.KEPT)


def _typed(subject: str, at: datetime) -> bool:
    last = codes.last_asked(CodePurpose.MOBILE, subject)
    since = at - codes.KEPT
    return bool(last and last.used_at and last.used_at > since and last.until > since)


def _new(user: User, number: str) -> str:
    return f"mobile-new:{user.pk}:{number}"
