"""What an agency asks is taken under its agreement, kept, and answered in one statement."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from accounts.trail import keys_of_address, network_of
from config.broker import hand_over
from config.jalali import end_of_day_instant, tehran_day
from config.persian import format_number
from entitlements.enums import InquiryState, RefusalReason
from entitlements.inquiries import queries
from entitlements.inquiries.errors import RefusedError
from entitlements.inquiries.rules import Question, digest_of
from entitlements.inquiries.statement import NAMED, answering
from entitlements.models import AgencyToken, Agreement, Inquiry, InquiryRefusal

TASK, QUEUE = "entitlements.tasks.answer_inquiries", "exports"
BEARER = {"WWW-Authenticate": "Bearer"}


def token_for(bearer: str, at: datetime) -> AgencyToken:
    """Find the token that asks. Raises RefusedError (401, 403)."""
    token = queries.token_named(digest_of(bearer)) if bearer else None
    if token is None:
        raise _not_let_in("توکن شناخته نشد.", RefusalReason.UNKNOWN)
    today = tehran_day(at)
    if token.revoked_at:
        raise _not_let_in("این توکن باطل شده است.", RefusalReason.REVOKED)
    if today > token.expires_on:
        raise _not_let_in("اعتبار این توکن پایان یافته است.", RefusalReason.EXPIRED)
    if not queries.in_force(token.agreement, today):
        words = "توافق این دستگاه اکنون در اعتبار نیست."
        raise RefusedError(403, "agreement_not_in_force", words, RefusalReason.NOT_IN_FORCE)
    return token


def _not_let_in(words: str, reason: RefusalReason) -> RefusedError:
    return RefusedError(401, f"token_{reason.value}", words, reason, headers=BEARER)


@transaction.atomic
def keep_refusal(
    refused: RefusedError,
    bearer: str,
    address: str | None,
    at: datetime,
    named: Callable[[], list[dict[str, Any]]],
) -> RefusedError:
    """Write down that a question was refused; a flood from one line is counted, not written.

    Of a known token, the units that it `named` by both ids are kept: their people read it.
    """
    keys = keys_of_address(address)
    if refused.reason is None:
        return refused
    token = queries.token_named(digest_of(bearer)) if bearer else None
    most, minutes = settings.INQUIRY_REFUSALS
    if token is None and queries.refused_of_late(keys["address_key"], minutes, at) >= most:
        return RefusedError(429, "too_many_refusals", "تلاش‌های نادرست بیش از حد مجاز است.")
    kept = InquiryRefusal.objects.create(
        at=at,
        reason=refused.reason,
        token=token,
        fields=refused.fields,
        address=network_of(address),
        address_key=keys["address_key"],
    )
    # So often refused a machine is at fault, and its rows are not looked up any more.
    if token and queries.refused_by_token(token, minutes, at) <= most:
        with connection.cursor() as cursor:
            asked = json.dumps(named())
            cursor.execute(NAMED, {"refusal": kept.pk, "at": at, "asked": asked})
    return refused


@transaction.atomic
def ask(token: AgencyToken, asked: Question, key: str, at: datetime) -> Inquiry:
    """Keep a question; one of one unit is answered at once, others by the worker.

    The same key with the same words is the same question. Raises RefusedError.
    """
    # One question of an agency after the other: its keys and its day's share are counted here.
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=token.agreement_id)
    if key:
        before = Inquiry.objects.filter(agreement=agreement, key=key).first()
        if before and before.digest == asked.digest:
            return before
        if before:
            words = "با این کلید پیش‌تر درخواست دیگری ارسال شده است."
            raise RefusedError(409, "key_used_before", words)
    fields = _fields_of(agreement, asked)
    _within_quota(agreement, len(asked.rows), at)
    inquiry = Inquiry.objects.create(
        agreement=agreement,
        token=token,
        at=at,
        key=key,
        digest=asked.digest,
        single=asked.single,
        fields=fields,
        rows=len(asked.rows),
        asked=asked.rows,
        state=InquiryState.WAITING,
    )
    if asked.single:
        answer(inquiry, at)
    else:
        # After the commit, else the worker finds no row; `robust`: without a broker it waits.
        transaction.on_commit(wake_worker, robust=True)
    return inquiry


def _fields_of(agreement: Agreement, asked: Question) -> list[str]:
    outside = [field.value for field in asked.fields if field not in agreement.fields]
    if outside:
        words = f"این فیلدها در توافق {agreement.number} نیست: {'، '.join(outside)}"
        raise RefusedError(403, "outside_agreement", words, RefusalReason.FIELDS, outside)
    return [field.value for field in asked.fields] or list(agreement.fields)


def _within_quota(agreement: Agreement, rows: int, at: datetime) -> None:
    if queries.asked_today(agreement, at) + rows > agreement.per_day:
        words = f"سهمیهٔ هر روز {format_number(agreement.per_day)} واحد است و جا ندارد."
        midnight = end_of_day_instant(tehran_day(at))
        raise RefusedError(429, "quota_spent", words, RefusalReason.QUOTA, until=midnight)


def answer(inquiry: Inquiry, at: datetime) -> None:
    """Answer all rows in one statement and forget the ids; the inquiry is locked or new."""
    assert inquiry.asked is not None
    rules = queries.rules_now(at)
    sql, values = answering(rules, json.dumps(inquiry.asked), inquiry.fields, inquiry.pk, at)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (inquiry.found,) = cursor.fetchone()
    inquiry.asked, inquiry.state, inquiry.done_at = None, InquiryState.DONE, at
    inquiry.save(update_fields=["asked", "state", "done_at", "found"])


def wake_worker() -> None:
    # Without a broker it waits for the next turn of the scheduler.
    hand_over(TASK, [], QUEUE)
