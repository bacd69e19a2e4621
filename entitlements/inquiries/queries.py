"""Agreements, tokens and questions, as the desk and the API read them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Min, QuerySet, Sum

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from catalog.models import Province
from catalog.policy.book import PolicyBook
from config.jalali import end_of_day_instant, tehran_day
from config.keyset import Page, before_moment, moment_cursor, older, page_of, pk_cursor
from entitlements.enums import InquiryState
from entitlements.models import AgencyToken, Agreement, Inquiry, InquiryRefusal
from statistics.models import ObligationList
from statistics.obligation.rules import DutyRule, DutyRules

# What the desk shows of refusals and tokens.
SHOWN = 20


@dataclass(frozen=True)
class AgreementLine:
    """An agreement in the list: the kind and the words of its state, and what was asked."""

    agreement: Agreement
    chip: str
    words: str


def state_of(agreement: Agreement, today: date) -> tuple[str, str]:
    """Give the kind of chip and the words by which an agreement's state is shown."""
    if agreement.ended_at:
        return "returned", "پایان داده شد"
    if agreement.seconded_at is None:
        return "near", "در انتظار نفر دوم"
    if today < agreement.starts_on:
        return "review", "هنوز آغاز نشده"
    return ("system", "گذشته") if today > agreement.ends_on else ("done", "در اعتبار")


def in_force(agreement: Agreement, today: date) -> bool:
    return state_of(agreement, today)[0] == "done"


def lines(today: date, after: str) -> Page[AgreementLine]:
    """Read a page of the agreements, the newest first."""
    rows = Agreement.objects.order_by("-asked_at", "-pk").annotate(questions=Count("inquiries"))
    page = page_of(before_moment(rows, after, "asked_at"), _cursor)
    return Page([AgreementLine(row, *state_of(row, today)) for row in page.rows], page.cursor)


def _cursor(row: Agreement) -> str:
    return moment_cursor(row.asked_at, row.pk)


def may_second(user: User, agreement: Agreement) -> bool:
    """Tell whether the person is the second one that an agreement waits for."""
    waits = agreement.seconded_at is None and agreement.ended_at is None
    keeps = bool(authority_of(user).organizations(Permission.KEEP_AGREEMENTS))
    return waits and keeps and agreement.asked_by_id != user.pk


def token_named(digest: str) -> AgencyToken | None:
    """Find the token of a digest with its agreement."""
    return AgencyToken.objects.select_related("agreement").filter(digest=digest).first()


def asked_today(agreement: Agreement, at: datetime) -> int:
    """Count the units that were asked for since midnight."""
    since = end_of_day_instant(tehran_day(at) - timedelta(days=1))
    rows = Inquiry.objects.filter(agreement=agreement, at__gte=since)
    return int(rows.aggregate(sum=Sum("rows"))["sum"] or 0)


def questions_of(agreement: Agreement, after: str) -> Page[Inquiry]:
    """Read a page of what was asked under an agreement, the newest first."""
    rows = Inquiry.objects.filter(agreement=agreement).defer("asked").order_by("-at", "-pk")
    return page_of(before_moment(rows, after, "at"), lambda row: moment_cursor(row.at, row.pk))


def waiting() -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(state=InquiryState.WAITING).order_by("pk")


def rules_now(at: datetime) -> dict[str, DutyRule]:
    """Read the rules of all provinces as they hold now (three queries)."""
    listed = ObligationList.objects.filter(ended_at=None).aggregate(first=Min("first_day"))
    duties = DutyRules(PolicyBook.load(), listed["first"])
    codes = Province.objects.order_by("code").values_list("code", flat=True)
    return {code: duties.at(code, at) for code in codes}


def refused_of_late(address_key: str, minutes: int, at: datetime) -> int:
    """Count the refusals that one line has had of late."""
    since = at - timedelta(minutes=minutes)
    return InquiryRefusal.objects.filter(address_key=address_key, at__gt=since).count()


def refused_by_token(token: AgencyToken, minutes: int, at: datetime) -> int:
    """Count the refusals that one token has had of late."""
    return token.refusals.filter(at__gt=at - timedelta(minutes=minutes)).count()


def all_refusals(after: str) -> Page[InquiryRefusal]:
    """Read a page of all questions that were not taken, the newest first."""
    rows = InquiryRefusal.objects.select_related("token__agreement").order_by("-pk")
    return page_of(older(rows.annotate(named=Count("units")), after), pk_cursor)


def answers_to(inquiry: Inquiry) -> list[tuple[int, str, str, dict[str, object] | None]]:
    """Read the answers in the order of the rows."""
    rows = inquiry.answers.order_by("position")
    return list(rows.values_list("position", "key", "result", "facts"))


def share_found(agreement: Agreement) -> tuple[int, int]:
    """Count the units asked for under an agreement, and those that were found."""
    rows = Inquiry.objects.filter(agreement=agreement)
    sums = rows.aggregate(all=Sum(F("rows")), found=Sum("found"))
    return int(sums["all"] or 0), int(sums["found"] or 0)


@dataclass(frozen=True)
class TokenLine:
    """A token in the list of its agreement: the kind and the words of its state."""

    token: AgencyToken
    chip: str
    words: str


def tokens_of(agreement: Agreement, today: date) -> list[TokenLine]:
    """List the tokens of an agreement, the newest first."""
    rows = AgencyToken.objects.filter(agreement=agreement).select_related("made_by")
    return [TokenLine(row, *_token_state(row, today)) for row in rows[:SHOWN]]


def _token_state(token: AgencyToken, today: date) -> tuple[str, str]:
    if token.revoked_at:
        return "returned", "باطل‌شده"
    return ("system", "گذشته") if today > token.expires_on else ("done", "معتبر")


def refusals_of(agreement: Agreement) -> list[InquiryRefusal]:
    """List the last questions under an agreement that were not taken."""
    rows = InquiryRefusal.objects.filter(token__agreement=agreement).select_related("token")
    return list(rows[:SHOWN])
