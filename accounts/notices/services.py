"""Telling people: the one way in (`notify`).

The rows are written in the transaction of the event: told is what really happened.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.enums import NoticeKind
from accounts.models import Notice, User
from accounts.notices.backends import channels
from config.broker import hand_over

# A letter that names two hundred units is read by nobody.
LISTED = 20
REST = "و {count} مورد دیگر"
# What is not overlooked among others, and goes by every way that a person has.
ALONE = (NoticeKind.SECURITY, NoticeKind.ALARM)


def notify(
    users: Iterable[int],
    kind: NoticeKind,
    title: str,
    body: str,
    url: str,
    at: datetime,
    moved: bool = False,
) -> None:
    """Tell these people (ids) one thing, inside the transaction of the event that happened `at`.

    `moved`: by it a case went on, as `notify_selected` says.
    """
    notify_selected(
        "SELECT unnest(%(users)s::bigint[]), %(kind)s, %(title)s, %(body)s, %(url)s",
        {"users": list(users), "kind": kind, "title": title, "body": body, "url": url},
        at,
        (kind,) if moved else (),
    )


def notify_selected(
    select: str, params: Mapping[str, Any], at: datetime, moves: Collection[NoticeKind] = ()
) -> None:
    """Tell everybody a SELECT names (user id, kind, title, body, url), in one statement.

    For events that are themselves set-based. `params` may not use names that begin with `_`. A
    notice of a kind in `moves` tells that a case went on: with it the person has read what was told
    of the same address before, but a question as long as it can be answered.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_TELL} FROM ({select}) AS s(user_id, kind, title, body, url) {_LEAVE}",
            {
                **params,
                "_at": at,
                "_channels": channels(),
                "_moves": list(moves),
                "_question": NoticeKind.QUESTION,
                "_final": NoticeKind.FINAL,
                "_alone": list(ALONE),
            },
        )
        leaving = cursor.rowcount > 0
    if leaving:
        # Woken after the commit, else the worker would look before the rows are there; `robust`:
        # the event stands also where no broker can be reached.
        transaction.on_commit(wake_worker, robust=True)


def notify_gathered(
    select: str, params: Mapping[str, Any], title: str, url: str, at: datetime
) -> None:
    """Tell each person once of all that a SELECT names for them, the worst first.

    The SELECT gives a rank besides. Who is told of one thing reads it as it is; who is told of
    more reads `title` (with «{count}») and the first LISTED of them, and is led to `url`.
    """
    notify_selected(
        _GATHER.format(select=select),
        {**params, "_title": title, "_url": url, "_listed": LISTED, "_rest": REST},
        at,
    )


def mark_read(user: User, at: datetime, pk: int | None = None) -> None:
    """Mark one notice of the person, or all, as read."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if pk is not None:
        unread = unread.filter(pk=pk)
    unread.update(read_at=at)


def mark_answered(users: Iterable[int], url: str, at: datetime) -> None:
    """Mark the questions at an address as read, for these people (ids)."""
    asked = Notice.objects.filter(user__in=users, url=url, kind=NoticeKind.QUESTION)
    asked.filter(read_at=None).update(read_at=at)


def wake_worker() -> None:
    # Without a broker the filing stands all the same: the beat sends within a minute.
    hand_over("accounts.tasks.send_notices", [])


_TELL = """
WITH told AS (
    INSERT INTO accounts_notice (user_id, kind, title, body, url, created_at)
    SELECT s.user_id, s.kind, s.title, s.body, s.url, %(_at)s
"""
_LEAVE = """
    RETURNING id, user_id, kind, url
), settled AS (
    UPDATE accounts_notice SET read_at = %(_at)s WHERE id IN (
        SELECT n.id FROM told t
        JOIN accounts_notice n ON n.user_id = t.user_id AND n.url = t.url AND n.read_at IS NULL
        WHERE t.kind = ANY(%(_moves)s::text[])
            AND (n.kind <> %(_question)s OR t.kind = %(_final)s)
        -- What somebody marks as read this moment need not be waited for.
        FOR UPDATE OF n SKIP LOCKED)
)
INSERT INTO accounts_outbox (notice_id, channel, state, attempts, next_try_at)
SELECT t.id, c.channel, 'queued', 0, %(_at)s
FROM told t
JOIN accounts_user u ON u.id = t.user_id AND u.is_active
CROSS JOIN unnest(%(_channels)s::text[]) AS c(channel)
-- Who files for a unit is told by SMS first: a letter follows where that one does not arrive
-- (`budget_services.by_mail`). Officers read letters, and have both.
WHERE (c.channel = 'sms' AND u.notify_sms AND u.mobile <> '')
   OR (c.channel = 'email' AND u.notify_email AND u.email <> '' AND NOT (
        'sms' = ANY(%(_channels)s::text[]) AND u.notify_sms AND u.mobile <> ''
        AND t.kind <> ALL(%(_alone)s::text[])
        AND NOT EXISTS (SELECT FROM accounts_organizationpermission p WHERE p.user_id = u.id
            AND (p.until IS NULL OR p.until > %(_at)s))))
"""

# One row a person; `{select}` is put in before the parameters are.
_GATHER = """
SELECT g.user_id, g.kind, CASE WHEN g.n = 1 THEN g.title ELSE replace(%(_title)s, '{{count}}',
        translate(g.n::text, '0123456789', '۰۱۲۳۴۵۶۷۸۹')) END,
    CASE WHEN g.n = 1 THEN g.body ELSE g.lines || CASE WHEN g.n <= %(_listed)s THEN '' ELSE
        E'\\n' || replace(%(_rest)s, '{{count}}',
            translate((g.n - %(_listed)s)::text, '0123456789', '۰۱۲۳۴۵۶۷۸۹')) END END,
    CASE WHEN g.n = 1 THEN g.url ELSE %(_url)s END
FROM (
    SELECT o.user_id, count(*) AS n, min(o.kind) FILTER (WHERE o.place = 1) AS kind,
        min(o.title) AS title, min(o.body) AS body, min(o.url) AS url,
        string_agg(o.title, E'\\n' ORDER BY o.place) FILTER (WHERE o.place <= %(_listed)s) AS lines
    FROM (
        SELECT e.*, row_number() OVER (PARTITION BY e.user_id ORDER BY e.rank, e.title) AS place
        FROM ({select}) AS e(user_id, kind, title, body, url, rank)
    ) AS o
    GROUP BY o.user_id
) AS g
"""
