"""Opening and closing a campaign; reminding who lacks: asked for here, sent by the worker."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from kombu.exceptions import OperationalError

from accounts.authority import in_force
from accounts.enums import Channel, NoticeKind, OrganizationKind, Permission
from accounts.models import Organization, User
from accounts.notices.backends import Message, NotAcceptedError, UnsendableError, sender
from accounts.notices.services import notify
from config.broker import hand_over
from config.errors import ConflictError, NotFoundError
from config.jalali import format_day, tehran_day
from config.persian import to_persian_digits
from units.campaign.queries import COUNTRYWIDE, opening_office, running
from units.enums import MemberRole
from units.models import CampaignReminder, ContactNumber, RegistrationCampaign
from units.registry.errors import NotYourActError, RefusedActError

# Our reading: who was called on Saturday is not called again before the next one.
DAYS_BETWEEN = 7
BATCH = 200
TEXT = (
    "واحد صنفی شما هنوز در سامانهٔ آمار تولید اصناف حساب ندارد. تا {day} با کد ملی دارنده و شناسه "
    "صنفی حساب بسازید."
)
NOT_YOURS = "فراخوان را وزارت، دفتر آمار یا سازمان استان برای حوزهٔ خود باز می‌کند."
RUNS = "فراخوان دیگری برای این حوزه باز است."
ENDS_FIRST = "پایان فراخوان پیش از آغاز آن است."
IN_THE_PAST = "این روز گذشته است."
LETTER_TO_COME = "تاریخ نامه در آینده است."
ALREADY = "یادآوری دیگری در راه است یا کمتر از {days} روز از آخرین یادآوری گذشته است."
_LOCK = "units.campaign"
logger = logging.getLogger(__name__)

# One line for a number, however many units it stands for.
_REMIND = """
INSERT INTO units_campaignreminder (campaign_id, contact_id, "on")
SELECT DISTINCT ON (c.number) %(campaign)s, c.id, %(on)s
FROM units_contactnumber c
JOIN units_unit u ON u.id = c.unit_id
WHERE c.registered AND c.ended_at IS NULL AND c.wrong_since IS NULL AND u.closed_on IS NULL
    AND (%(code)s = '' OR u.organization_code = %(code)s)
    AND NOT EXISTS (
        SELECT 1 FROM units_unitmember m
        WHERE m.unit_id = u.id AND m.ended_at IS NULL AND m.role = %(owner)s)
ORDER BY c.number, c.id
ON CONFLICT DO NOTHING
"""
_CLAIM = """
UPDATE units_campaignreminder SET claimed_at = %s WHERE id IN (
    SELECT id FROM units_campaignreminder WHERE claimed_at IS NULL
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING id, campaign_id, contact_id
"""


class ReminderTooSoonError(ConflictError):
    """Those who lack were reminded a few days ago, or are about to be."""


@dataclass(frozen=True)
class Window:
    """From which day to which, and the letter that orders it."""

    starts_on: date
    ends_on: date
    letter_number: str
    letter_date: date


@transaction.atomic
def open_campaign(user: User, window: Window, at: datetime) -> RegistrationCampaign:
    """Open a campaign for the person's office; the very same once more is that one.

    Raises NotYourActError, RefusedActError.
    """
    office = opening_office(user)
    if office is None:
        raise NotYourActError(NOT_YOURS)
    today = tehran_day(at)
    if window.ends_on < window.starts_on:
        raise RefusedActError("ends_on", ENDS_FIRST)
    if window.ends_on < today:
        raise RefusedActError("ends_on", IN_THE_PAST)
    if window.letter_date > today:
        raise RefusedActError("letter_date", LETTER_TO_COME)
    _one_at_a_time()
    reach = None if office.kind in COUNTRYWIDE else office
    # A campaign of the country covers every province; one of a province does not hold it up.
    for other in running(today):
        if other.organization_id in (None, reach.pk if reach else None):
            same = all(getattr(other, name) == value for name, value in vars(window).items())
            if same and other.opened_by_id == user.pk:
                return other
            raise RefusedActError("", RUNS)
    made = RegistrationCampaign.objects.create(
        organization=reach, opened_by=user, opened_at=at, **vars(window)
    )
    _tell(made, reach, at)
    return made


@transaction.atomic
def close_campaign(user: User, pk: int, at: datetime) -> None:
    """End a campaign before its day; one that has ended stays so.

    Raises NotFoundError, NotYourActError.
    """
    held = _held(user, pk)
    if held.closed_at is None:
        held.closed_at = at
        held.save(update_fields=["closed_at"])


@transaction.atomic
def ask_reminder(user: User, pk: int, at: datetime) -> None:
    """Have those who lack reminded, once in some days.

    Raises NotFoundError, NotYourActError, ReminderTooSoonError.
    """
    held, today = _held(user, pk), tehran_day(at)
    if held.closed_at or held.ends_on < today:
        raise NotFoundError
    last = held.reminded_on
    if held.reminder_asked_at or (last and today < last + timedelta(days=DAYS_BETWEEN)):
        raise ReminderTooSoonError(ALREADY.format(days=to_persian_digits(DAYS_BETWEEN)))
    held.reminder_asked_at = at
    held.save(update_fields=["reminder_asked_at"])
    transaction.on_commit(_wake_worker, robust=True)


def remind(now: datetime) -> int:
    """Write down whom the asked reminders go to and send what waits; return how many left."""
    asked = RegistrationCampaign.objects.exclude(reminder_asked_at=None)
    for pk in list(asked.order_by("pk").values_list("pk", flat=True)):
        _write_reminders(pk, tehran_day(now))
    left = 0
    while claimed := _claim(now):
        left += sum(_send(*row) for row in claimed)
    return left


@transaction.atomic
def _write_reminders(pk: int, today: date) -> None:
    """List in one statement who lacks, and let the campaign be asked again."""
    rows = RegistrationCampaign.objects.select_for_update(of=("self",))
    held = rows.filter(pk=pk).exclude(reminder_asked_at=None).first()
    if held is None:
        return
    code = held.organization.code if held.organization else ""
    values: dict[str, Any] = {
        "campaign": pk,
        "on": today,
        "code": code,
        "owner": MemberRole.OWNER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REMIND, values)
        held.reminded_count = cursor.rowcount
    held.reminded_on, held.reminder_asked_at = today, None
    held.save(update_fields=["reminded_on", "reminded_count", "reminder_asked_at"])


def _claim(now: datetime) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [now, BATCH])
        return list(cursor.fetchall())


def _send(pk: int, campaign_id: int, contact_id: int) -> int:
    if not settings.SMS_SENDER:
        return 0
    campaign = RegistrationCampaign.objects.only("ends_on").get(pk=campaign_id)
    number = ContactNumber.objects.values_list("number", flat=True).get(pk=contact_id)
    title = TEXT.format(day=format_day(campaign.ends_on))
    try:
        sender(Channel.SMS).send(Message(number, title, "", settings.SITE_URL))
    except (NotAcceptedError, UnsendableError):
        logger.warning("A reminder of a campaign was not taken by the gateway.")
        CampaignReminder.objects.filter(pk=pk).update(failed=True)
        return 0
    return 1


def _held(user: User, pk: int) -> RegistrationCampaign:
    held = RegistrationCampaign.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    office = opening_office(user)
    if office is None:
        raise NotYourActError(NOT_YOURS)
    mine = office.kind in COUNTRYWIDE or (held and held.organization_id == office.pk)
    # Another province's is as one that is not there.
    if held is None or not (mine or held.organization_id is None):
        raise NotFoundError
    if not mine:
        raise NotYourActError(NOT_YOURS)
    return held


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])


def _tell(made: RegistrationCampaign, reach: Organization | None, at: datetime) -> None:
    """Tell the officers of the reach, whose units are called."""
    offices = Organization.objects.filter(
        kind__in=(
            OrganizationKind.UNION,
            OrganizationKind.COUNTY_OFFICE,
            OrganizationKind.PROVINCE,
        )
    )
    if reach:
        offices = offices.filter(parent=reach)
    posts = in_force(at).filter(
        permission__codename=Permission.VIEW_REGISTRY, content_object__in=offices.values("pk")
    )
    notify(
        sorted(set(posts.filter(user__is_active=True).values_list("user", flat=True))),
        NoticeKind.CAMPAIGN,
        f"فراخوان ثبت‌نام واحدها تا {format_day(made.ends_on)} باز است",
        f"نامهٔ {to_persian_digits(made.letter_number)}. واحدهای بی‌حساب حوزهٔ خود را ببینید و "
        "پیگیری کنید.",
        reverse("campaign:index"),
        at,
    )


def _wake_worker() -> None:
    try:
        hand_over("units.tasks.remind_campaigns", [])
    except OperationalError:
        # The beat does it within some minutes.
        logger.warning("No broker: the reminders of a campaign wait for the beat.")
