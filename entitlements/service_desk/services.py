"""Asking before a unit is supported: each question is kept before anything is told."""

from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, tehran_day
from entitlements.enums import SupportResult
from entitlements.models import SupportAnswer, SupportQuestion
from entitlements.service_desk.errors import TooManyRowsError
from entitlements.service_desk.queries import closed_until, offices_of, units_of
from entitlements.service_desk.rules import Asked, results, told
from statistics.obligation.outlook import outlooks_of
from statistics.obligation.rules import DutyRules

# An answer about a request that is older than this would judge a time nobody asks about.
OLDEST_DAYS: Final = 366


@transaction.atomic
def ask(user: User, asked: Asked, at: datetime) -> SupportQuestion:
    """Keep a question, and of each unit that is found what was told of it.

    A pair of which one id is wrong, or whose unit lies elsewhere, is the pair of no unit: one
    statement asks for all. Raises TooManyRowsError.
    """
    # Who sends two at one moment waits here, so that the second is counted.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if until := closed_until(user, len(asked.pairs), at):
        raise TooManyRowsError(until)
    offices, book = offices_of(user), PolicyBook.load()
    pairs = list(dict.fromkeys(pair for pair in asked.pairs if pair))
    units = units_of(offices, pairs)
    judged = {
        found.unit.pk: found
        for found in outlooks_of(
            [unit.pk for unit in units.values()], DutyRules(book), at, drafts=False
        )
    }
    # A unit that has no licence any more is nobody's to support.
    known = {pair: judged[unit.pk] for pair, unit in units.items() if unit.pk in judged}
    rows = results(asked.pairs, known)
    until_month = JalaliMonth.containing(asked.requested_on) - 1
    question = SupportQuestion.objects.create(
        at=at,
        by=user,
        office=offices[0],
        purpose=asked.purpose,
        reference=asked.reference,
        requested_on=asked.requested_on,
        since=book.number(PolicyKey.SUPPORT_FROM, tehran_day(at)),
        until=until_month.to_int(),
        rows=len(rows),
        found=rows.count(SupportResult.FOUND),
    )
    answers = []
    for position, (pair, result) in enumerate(zip(asked.pairs, rows, strict=True), start=1):
        if pair and result is SupportResult.FOUND:
            answer = told(known[pair], question, at)
        else:
            answer = SupportAnswer(question=question, result=result, at=at)
        answer.position = position
        answers.append(answer)
    SupportAnswer.objects.bulk_create(answers)
    return question
