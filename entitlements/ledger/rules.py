"""One line of the ledger in words: who asked about the unit, for what, and what they were told.

Offices and agencies are named, never the person who asked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.jalali import JalaliMonth
from config.persian import format_number, to_persian_digits
from entitlements.enums import InquiryField, LedgerKind, RefusalReason, SupportVerdict, Verdict
from entitlements.inquiries.rules import in_words, labels_of, labels_of_known
from entitlements.models import (
    CertificateCheck,
    InquiryAnswer,
    OrderLook,
    RefusedUnit,
    SupportAnswer,
)
from units.enums import UnitActivity

LETTER, CIRCULAR = "60/310637", "60/133338"


@dataclass(frozen=True)
class LedgerLine:
    """`figures`: figures of the unit were seen. `code` is the number of `whose`, as it is shown."""

    at: datetime
    kind: LedgerKind
    pk: int
    who: str
    whose: str
    code: str
    asked: str
    told: str
    basis: str
    basis_code: str = ""
    figures: bool = False

    @property
    def key(self) -> tuple[datetime, int, int]:
        return self.at, RANK[self.kind], self.pk


# Of two at one instant the higher one comes first.
RANK = {kind: rank for rank, kind in enumerate(LedgerKind)}


def of_look(look: OrderLook) -> LedgerLine:
    activity = UnitActivity(look.activity).label
    return LedgerLine(
        look.at,
        LedgerKind.ORDER,
        look.pk,
        who=look.office.name,
        whose="بررسی ثبت سفارش",
        code=to_persian_digits(look.order_number),
        asked=f"ماه‌های نهایی، {format_number(look.months)} ماه اخیر",
        told=f"{format_number(look.final)} ماه نهایی، {activity}",
        basis="نامهٔ",
        basis_code=LETTER,
        figures=look.final > 0,
    )


def of_answer(answer: InquiryAnswer) -> LedgerLine:
    agreement, inquiry = answer.inquiry.agreement, answer.inquiry
    return LedgerLine(
        answer.at,
        LedgerKind.INQUIRY,
        answer.pk,
        who=agreement.agency,
        whose=agreement.purpose,
        code="",
        asked=labels_of(inquiry.fields),
        told=told_words(answer.facts or {}),
        basis=f"توافق {to_persian_digits(agreement.number)}",
    )


def of_check(check: CertificateCheck) -> LedgerLine:
    return LedgerLine(
        check.at,
        LedgerKind.CHECK,
        check.pk,
        who="دارندهٔ کد گواهی",
        whose="گواهی",
        code=check.certificate.shown_code,
        asked="گواهی معتبر است؟",
        told=Verdict(check.verdict).label,
        basis="گواهی خود شما",
    )


def of_support(answer: SupportAnswer) -> LedgerLine:
    question = answer.question
    told = SupportVerdict(answer.verdict).label
    if answer.due:
        filed, due = format_number(answer.filed), format_number(answer.due)
        told = f"{told}، {filed} از {due} ماه مشمول ثبت‌شده"
    return LedgerLine(
        answer.at,
        LedgerKind.SUPPORT,
        answer.pk,
        who=question.office.name,
        whose=question.purpose,
        code=to_persian_digits(question.reference),
        asked="پشتیبانی می‌شود؟ با چه اولویتی؟",
        told=told,
        basis="بند ۲ و ۳ بخشنامهٔ",
        basis_code=CIRCULAR,
    )


def of_refused(named: RefusedUnit) -> LedgerLine:
    refusal = named.refusal
    assert refusal.token
    agreement = refusal.token.agreement
    return LedgerLine(
        named.at,
        LedgerKind.REFUSED,
        named.pk,
        who=agreement.agency,
        whose=agreement.purpose,
        code="",
        asked=labels_of_known(refusal.fields) or "استعلام",
        told=f"هیچ؛ پذیرفته نشد: {RefusalReason(refusal.reason).label}",
        basis=f"توافق {to_persian_digits(agreement.number)}",
    )


def told_words(facts: dict[str, Any]) -> str:
    """Say in one line what an agency was told."""
    told = in_words(facts)
    parts = []
    if activity := told.get("activity"):
        parts.append(activity["word"])
    if duty := told.get("duty"):
        parts.append(duty["word"])
    months = told.get("months")
    if months and months["due"]:
        filed, due = (format_number(months[name]) for name in ("filed", "due"))
        parts.append(f"{filed} از {due} ماه ثبت‌شده")
    if since := told.get("complete_since"):
        parts.append(f"کامل از {JalaliMonth.from_int(int(since.replace('-', '')))}")
    base = [field for field in InquiryField if not field.derived and field in told]
    if base:
        parts.append(labels_of(base))
    return "، ".join(parts) or "هیچ"
