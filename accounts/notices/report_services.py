"""What the gateway reports of SMS that it took: they arrived, or came back."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Final

from django.conf import settings
from django.db import transaction

from accounts.enums import Channel
from accounts.models import Outbox
from accounts.notices.budget_services import by_mail
from config.errors import InvalidError

MOST_REPORTS: Final = 1_000
ARRIVED: Final = {"delivered": True, "failed": False}


class UnreadableReportError(InvalidError):
    """What was posted is no list of reports."""


def is_gateway(bearer: str) -> bool:
    """Tell whether the gateway speaks; nobody does where no token was agreed on."""
    token: str = settings.SMS_REPORT_TOKEN
    return bool(token) and hmac.compare_digest(token.encode(), bearer.encode())


def read_reports(body: bytes) -> dict[str, bool]:
    """Read `{"reports": [{"id", "state"}]}`; of one id the last state counts.

    Raises UnreadableReportError for what is no list; a row of it that cannot be read is left out.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableReportError("متن درخواست JSON خوانا نیست.") from None
    rows = data.get("reports") if isinstance(data, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST_REPORTS:
        raise UnreadableReportError(f"reports باید فهرستی از حداکثر {MOST_REPORTS} ردیف باشد.")
    found: dict[str, bool] = {}
    for row in rows:
        if not isinstance(row, dict):
            continue
        name, state = row.get("id"), row.get("state")
        if not isinstance(name, str) or not isinstance(state, str) or state not in ARRIVED:
            continue
        if 0 < len(name) <= 64 and name.isprintable():
            found[name] = ARRIVED[state]
    return found


@transaction.atomic
def record(reports: Mapping[str, bool], at: datetime) -> int:
    """Keep what became of SMS, each once; one that came back goes by mail. Return how many."""
    rows = Outbox.objects.select_for_update(of=("self",)).select_related("notice__user")
    sent = rows.filter(channel=Channel.SMS, gateway_id__in=reports, reported_at=None)
    found = sorted(sent, key=lambda row: (row.gateway_id, row.pk))
    for row in found:
        row.arrived, row.reported_at = reports[row.gateway_id], at
    Outbox.objects.bulk_update(found, ["arrived", "reported_at"])
    # All that one SMS told is one person's.
    for name, told in groupby(found, key=lambda row: row.gateway_id):
        if not reports[name]:
            by_mail(list(told), at)
    return len(found)
