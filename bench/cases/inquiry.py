"""A batch of 10,000 pairs of ids, asked and answered, against the one statement that reads it."""

import json
from datetime import timedelta
from itertools import count

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.table import BenchRow
from bench.timing import clean, least
from config.jalali import tehran_day
from entitlements.enums import DERIVED, InquiryState
from entitlements.inquiries import worker
from entitlements.inquiries.queries import answers_to
from entitlements.inquiries.rules import digest_of, new_seed, question, token_of
from entitlements.inquiries.services import ask
from entitlements.models import AgencyToken, Agreement
from units.models import Unit

ROWS = 10_000
FIELDS = [field.value for field in DERIVED]
# The least that says how each unit of a pair files: no rule, no province, nothing kept.
_FLOOR = """
SELECT r.key, u.id, u.activity, s.filed, s.final, s.latest
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(key text, guild_id text, holder_id text)
LEFT JOIN units_unit u ON u.holder_id = r.holder_id AND u.guild_id = r.guild_id
LEFT JOIN LATERAL (
    SELECT count(*) AS filed, count(s.standing_id) AS final, max(s.year * 12 + s.month) AS latest
    FROM statistics_submission s WHERE s.unit_id = u.id AND s.state <> 'draft') AS s ON true
"""


def measure() -> list[BenchRow]:
    """Ask for units from all over the country; one in a hundred is nobody's."""
    token, now, keys = _token(), timezone.now(), count(1)
    units = Unit.objects.exclude(guild_id="").order_by("holder_id")
    rows = [
        {"key": str(n), "guild_id": guild, "holder_id": holder if n % 100 else "0" * 10}
        for n, (guild, holder) in enumerate(units.values_list("guild_id", "holder_id")[:ROWS], 1)
    ]
    body = json.dumps({"rows": rows}).encode()

    def batch() -> None:
        made = ask(token, question(body), f"bench-{next(keys)}", now)
        assert worker.run_waiting() == 1
        made.refresh_from_db(fields=["state", "found"])
        assert made.state == InquiryState.DONE
        assert made.found
        assert len(answers_to(made)) == len(rows)

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_FLOOR, {"rows": json.dumps(rows)})
            assert len(cursor.fetchall()) == len(rows)

    ours, bare = least(batch, floor, clean)
    return [BenchRow(f"inquiry of {len(rows):,} units / one SQL of the same rows", ours, bare, 4.0)]


def _token() -> AgencyToken:
    now = timezone.now()
    people = list(User.objects.order_by("pk")[:2])
    agreement = Agreement.objects.create(
        number=f"bench {now:%s}",
        agency="bench",
        legal_basis="bench",
        purpose="bench",
        fields=FIELDS,
        starts_on=tehran_day(now),
        ends_on=tehran_day(now) + timedelta(days=1),
        per_day=100 * ROWS,
        asked_at=now,
        asked_by=people[0],
        seconded_at=now,
        seconded_by=people[1],
    )
    seed = new_seed()
    return AgencyToken.objects.create(
        agreement=agreement,
        label="bench",
        seed=seed,
        digest=digest_of(token_of(seed)),
        made_at=now,
        made_by=people[0],
        expires_on=agreement.ends_on,
    )
