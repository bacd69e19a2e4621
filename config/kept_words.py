"""What was searched for, kept where no address and no log shows it.

The words may be an id or a phone number, so the address of an answer names a key, not the words.
They are kept with the person's session, in the database: a Redis that is away loses none, another
person's key opens nothing, and signing out forgets them.
"""

import secrets
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.core.signing import BadSignature, TimestampSigner

KEPT_FOR = timedelta(minutes=15)
# A session is read with every page: it holds the last few searches, no more.
KEPT_AT_MOST = 8
TWICE_SECONDS = 60


def keep(session: SessionBase, room: str, user_id: int, words: str, now: datetime) -> str:
    """Keep the words for a while and sign a key to them for this person and room alone.

    The same words within a minute have the same key: a double click is one search.
    """
    at = int(now.timestamp())
    old = session.get(_name(room), [])
    if old and old[-1][1] == words and at - old[-1][2] < TWICE_SECONDS:
        return str(old[-1][0])
    fresh = [row for row in old if at - row[2] < KEPT_FOR.total_seconds()]
    key = _signer(room, user_id).sign(secrets.token_urlsafe(9))
    session[_name(room)] = [*fresh[1 - KEPT_AT_MOST :], [key, words, at]]
    return key


def kept(session: SessionBase, room: str, user_id: int, key: str) -> str | None:
    """Read the words behind a key; None for one that is too old, another's, or none at all."""
    try:
        _signer(room, user_id).unsign(key, max_age=KEPT_FOR)
    except BadSignature:
        return None
    return next((words for other, words, _ in session.get(_name(room), []) if other == key), None)


def _signer(room: str, user_id: int) -> TimestampSigner:
    return TimestampSigner(salt=f"{room}.{user_id}")


def _name(room: str) -> str:
    return f"searched in {room}"
